// SPDX-License-Identifier: Apache-2.0
// The figures of assessment: 600 agencies, 5,000 systems, every duty of the shipped directive, 36
// months on one core. Needs LACHAN_SOURCE (root of the source tree).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <random>

#include "base/hash.h"
#include "directive/explain.h"
#include "directive/fact_index.h"
#include "directive/testing_load.h"
#include "obligations/quick_wins.h"
#include "obligations/score_month.h"

namespace {

using namespace lachan;
using directive::FactView;

constexpr int kAgencies = 600;
constexpr int kSystems = 5'000;
constexpr int kMonths = 36;

/// Time of one core that the program has used: the same on a machine that others use too.
double Used() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return 1e3 * static_cast<double>(spent.tv_sec) + 1e-6 * static_cast<double>(spent.tv_nsec);
}

template <class F>
double Time(std::string_view what, double target, F&& run) {
  const double start = Used();
  run();
  const double took = Used() - start;
  fmt::print("{:<46} {:>9.1f} ms", what, took);
  if (target > 0) fmt::print("   target {:>7.0f} ms   {:.2f} of it", target, took / target);
  fmt::print("\n");
  return took;
}

Instant At(std::string_view text) { return ParseInstant(text).value(); }

directive::RegisterSnapshot MakeRegister() {
  directive::RegisterSnapshot snapshot;
  for (int i = 1; i <= kAgencies; ++i) {
    directive::AgencyView agency;
    agency.id = AgencyId{i};
    agency.code = fmt::format("A{}", i);
    agency.name = agency.code;
    agency.kind = i <= 30 ? "department" : i == 31 ? "force" : i <= 60 ? "enterprise" : "commune";
    agency.validity.from = At("2020-01-01T00:00:00+07:00");
    if (i == 31) agency.roles.push_back({"coordinator", agency.validity, true});
    snapshot.agencies.push_back(std::move(agency));
  }
  for (int i = 1; i <= kSystems; ++i) {
    directive::SystemView system;
    system.id = SystemId{i};
    system.agency = AgencyId{i % kAgencies + 1};
    system.level = i % 3 + 1;
    system.in_operation_since = At("2022-06-01T00:00:00+07:00");
    snapshot.systems.push_back(std::move(system));
  }
  return snapshot;
}

/// Evidence as a busy province leaves it behind: three years, dated by a fixed seed.
std::vector<FactView> MakeFacts(Instant begin) {
  std::mt19937_64 random(20221101);
  std::vector<FactView> facts;
  const auto add = [&](std::string kind, int agency, int system, int day,
                       directive::Attributes attributes = {}) {
    FactView fact;
    fact.id = static_cast<std::int64_t>(facts.size()) + 1;
    fact.kind = std::move(kind);
    fact.at = begin + std::chrono::hours{24 * day} + std::chrono::minutes{random() % 600};
    fact.agency = AgencyId{agency};
    fact.system = SystemId{system};
    fact.recorded_at = fact.at + std::chrono::hours{random() % 48};
    fact.attributes = std::move(attributes);
    facts.push_back(std::move(fact));
  };
  const auto some = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  for (int system = 1; system <= kSystems; ++system) {
    const int agency = system % kAgencies + 1;
    for (const char* kind : {"assurance.scan", "assurance.hunt"}) {
      for (int day = some(180); day < 30 * kMonths; day += 150 + some(60))
        add(kind, agency, system, day);
    }
    add("system.level_approved", agency, system, some(300),
        {{"level", std::to_string(system % 3 + 1)}});
    add("system.plan_deployed", agency, system, some(700));
    for (int n = 0; n < 2; ++n) add("plan.response_issued", agency, system, some(900));
    if (some(3) == 0) add("system.changed", agency, system, some(900), {{"major", "true"}});
    for (int year = 0; year < 3; ++year)
      add("assurance.drill", agency, system, 365 * year + some(365));
  }
  for (int agency = 1; agency <= kAgencies; ++agency) {
    for (int day = some(60); day < 30 * kMonths; day += 150 + some(60)) {
      add("focal_point.confirmed", agency, 0, day);
      for (int layer = 1; layer <= 4; ++layer) {
        add("layer.evidenced", agency, 0, day, {{"layer", std::to_string(layer)}});
      }
      add("network.attested", agency, 0, day);
      add("device.checked", agency, 0, day);
    }
    add("team.established", agency, 0, some(90));
    add("contact.published", agency, 0, some(90));
    for (int n = 0; n < 24; ++n) {
      const std::string id = fmt::format("{}-{}", agency, n);
      const int day = some(30 * kMonths);
      add("advisory.issued", agency, 0, day, {{"advisory", id}});
      if (some(10) > 0) add("advisory.closed", agency, 0, day + some(20), {{"advisory", id}});
    }
    for (int n = 0; n < 6; ++n) {
      const std::string id = fmt::format("{}-{}", agency, n);
      const int day = some(30 * kMonths);
      add("finding.opened", agency, 0, day, {{"finding", id}, {"allows_control", "true"}});
      add("finding.fixed", agency, 0, day + some(5), {{"finding", id}});
      add("finding.hunted", agency, 0, day + some(5), {{"finding", id}});
    }
    if (agency % 20 == 0) {
      add("duty.relieved", agency, 0, some(300),
          {{"relief", std::to_string(agency)},
           {"effect", "pause"},
           {"part", "OB-05"},
           {"from", "2024-03-01"},
           {"to", "2024-04-01"}});
    }
  }
  return facts;
}

}  // namespace

int main() {
  const auto compiled =
      directive::CompileDirective(directive::LoadDirectiveFolder("vn-thanh-hoa-2022"));
  if (!compiled.value) return 1;
  const auto& data = *compiled.value;
  const auto snapshot = MakeRegister();
  const auto facts = MakeFacts(At("2023-01-01T00:00:00+07:00"));
  const Month first{2023, 1};
  const auto card =
      std::make_shared<const directive::Scorecard>(compiled.value->scorecards.front());
  fmt::print("{} agencies, {} systems, {} facts, {} months\n", kAgencies, kSystems, facts.size(),
             kMonths);
  std::unique_ptr<directive::FactIndex> index;
  Time("sort the facts", 0, [&] { index = std::make_unique<directive::FactIndex>(facts); });
  std::size_t duties = 0;
  std::string digest;
  double slowest = 0;
  const double all = Time("all months: duties, scores, ranking", 10'000, [&] {
    for (int i = 0; i < kMonths; ++i) {
      const double start = Used();
      const Month month = first.Plus(i);
      const auto assessment =
          Assess(data, *index, snapshot, data.calendar, directive::AssessmentInstant(month));
      const auto scores = obligations::ScoreAll(data, card, snapshot, assessment, month);
      duties += assessment.duties.size();
      slowest = std::max(slowest, Used() - start);
      for (const auto& one : scores.agencies) {
        digest += fmt::format("{}:{};", one.score.agency.value, one.score.score_centi);
      }
    }
  });
  fmt::print("{} duties, {:.2f} µs a duty; slowest month {:.1f} ms (target 300)\n", duties,
             1000 * all / static_cast<double>(duties), slowest);
  const Month last = first.Plus(kMonths - 1);
  const Instant now = directive::AssessmentInstant(last);
  Time("one month: duties only", 300,
       [&] { duties = Assess(data, *index, snapshot, data.calendar, now).duties.size(); });
  Time("one agency's duties and score", 20, [&] {
    const directive::Scope scope{AgencyId{77}, {}};
    const auto own = Assess(data, *index, snapshot, data.calendar, now, scope);
    (void)directive::Score(data, *card, own.Of(AgencyId{77}), now, AgencyId{77}, "commune", last);
  });
  auto own_facts = facts;
  std::erase_if(own_facts, [](const FactView& fact) { return fact.agency != AgencyId{77}; });
  Time("its three quickest wins", 20, [&] {
    (void)obligations::QuickWins(data, *card, own_facts, snapshot, now, AgencyId{77}, 3);
  });
  Time("why one duty stands as it does", 20, [&] {
    (void)directive::Explain(data, *index, snapshot, data.calendar, now, AgencyId{77},
                             "OB-05.scan");
  });
  fmt::print("digest of the scores {}\n", Sha256Hex(digest).substr(0, 16));
}
