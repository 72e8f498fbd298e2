// SPDX-License-Identifier: Apache-2.0
// What must not depend on how the engine is asked: scope, order of facts, threads, locale.
#include <gtest/gtest.h>

#include <algorithm>
#include <locale>
#include <random>
#include <thread>

#include "base/hash.h"
#include "directive/compile.h"
#include "directive/explain.h"
#include "directive/score.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

Instant At(std::string_view text) { return ParseInstant(text).value(); }

const Directive& Shipped() {
  static const auto* directive =
      new Directive(*CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value);
  return *directive;
}

RegisterSnapshot Register() {
  RegisterSnapshot snapshot;
  for (int i = 1; i <= 12; ++i) {
    AgencyView agency;
    agency.id = AgencyId{i};
    agency.code = fmt::format("A{}", i);
    agency.kind = i == 1 ? "force" : i <= 4 ? "department" : "commune";
    if (i == 1) agency.roles.push_back({"coordinator", {}, false});
    snapshot.agencies.push_back(agency);
  }
  for (int i = 1; i <= 40; ++i) {
    SystemView system;
    system.id = SystemId{i};
    system.agency = AgencyId{i % 12 + 1};
    system.level = i % 4 + 1;
    system.in_operation_since = At("2022-06-01T00:00:00+07:00");
    snapshot.systems.push_back(system);
  }
  return snapshot;
}

std::vector<FactView> Facts() {
  std::mt19937 random(7);
  std::vector<FactView> facts;
  static constexpr const char* kKinds[] = {
      "assurance.scan",        "assurance.hunt",  "assurance.drill",      "plan.response_issued",
      "layer.evidenced",       "advisory.issued", "advisory.closed",      "focal_point.confirmed",
      "system.level_approved", "duty.relieved",   "report.monthly_issued"};
  for (int i = 1; i <= 1500; ++i) {
    FactView fact;
    fact.id = i;
    fact.kind = kKinds[random() % std::size(kKinds)];
    fact.at = At("2022-11-01T00:00:00+07:00") + std::chrono::hours{random() % (24 * 1400)};
    fact.system = SystemId{static_cast<std::int64_t>(random() % 40 + 1)};
    fact.agency = AgencyId{fact.system.value % 12 + 1};
    fact.attributes = {{"layer", std::to_string(random() % 4 + 1)},
                       {"level", std::to_string(random() % 5 + 1)},
                       {"advisory", std::to_string(random() % 60)},
                       {"relief", std::to_string(i)},
                       {"effect", i % 2 == 0 ? "pause" : "exemption"},
                       {"part", "OB-05"},
                       {"from", "2025-03-01"},
                       {"to", "2025-04-15"}};
    if (fact.kind == "duty.relieved") fact.system = {};
    facts.push_back(std::move(fact));
  }
  return facts;
}

constexpr std::string_view kNow = "2026-06-15T03:00:00Z";

/// Everything about the duties and scores of an instant, as bytes.
std::string Bytes(const FactIndex& index, const RegisterSnapshot& snapshot, Instant now) {
  const Directive& data = Shipped();
  const auto assessment = Assess(data, index, snapshot, data.calendar, now);
  std::string bytes;
  for (const Duty& duty : assessment.duties) {
    bytes +=
        fmt::format("{}|{}|{}|{}|{}|{}|{}\n", duty.Key(), ToString(duty.status),
                    duty.due ? FormatInstant(*duty.due) : "",
                    duty.next_due ? FormatInstant(*duty.next_due) : "", duty.earned,
                    fmt::join(duty.discharged_by, ","), WhyText(data, duty, Language::kEnglish));
  }
  std::vector<AgencyScore> scores;
  for (const AgencyView& agency : snapshot.agencies) {
    scores.push_back(Score(data, assessment, agency.id, agency.kind, {2026, 6}));
    bytes +=
        fmt::format("{} {} {}\n", agency.id.value, scores.back().score_centi, scores.back().band);
  }
  for (const Ranking& ranking : Rank(data, scores)) {
    for (const auto& row : ranking.rows)
      bytes += fmt::format("{}:{}\n", row.agency.value, row.rank);
  }
  return bytes;
}

TEST(Engine, TheOrderOfFactsDoesNotMatter) {
  const auto snapshot = Register();
  auto facts = Facts();
  const std::string sorted = Bytes(FactIndex(facts), snapshot, At(kNow));
  std::ranges::shuffle(facts, std::mt19937(3));
  EXPECT_EQ(Bytes(FactIndex(facts), snapshot, At(kNow)), sorted);
}

/// REL-30: bit-equal on any number of threads.
TEST(Engine, AnyNumberOfThreadsGivesTheSameBytes) {
  const auto snapshot = Register();
  const auto facts = Facts();
  const FactIndex index(facts);
  std::vector<Instant> instants;
  for (int i = 0; i < 12; ++i) instants.push_back(AssessmentInstant(Month{2025, 1}.Plus(i)));
  std::vector<std::string> alone;
  for (const Instant now : instants) alone.push_back(Bytes(index, snapshot, now));
  for (const std::size_t count : {2u, 5u, 12u}) {
    std::vector<std::string> together(instants.size());
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < count; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < instants.size(); i += count) {
          together[i] = Bytes(index, snapshot, instants[i]);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(together, alone) << count << " threads";
  }
}

struct OddNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\1"; }
};

/// REL-30: bit-equal in any locale.
TEST(Engine, AnyLocaleGivesTheSameBytes) {
  const auto snapshot = Register();
  const auto facts = Facts();
  const std::string before = Bytes(FactIndex(facts), snapshot, At(kNow));
  const std::locale old = std::locale::global(std::locale(std::locale::classic(), new OddNumbers));
  const std::string after = Bytes(FactIndex(facts), snapshot, At(kNow));
  std::locale::global(old);
  EXPECT_EQ(after, before);
}

TEST(Engine, OneAgencyAloneHasTheSameDuties) {
  const auto snapshot = Register();
  const auto facts = Facts();
  const FactIndex index(facts);
  const Directive& data = Shipped();
  const auto whole = Assess(data, index, snapshot, data.calendar, At(kNow));
  for (const AgencyView& agency : snapshot.agencies) {
    const auto own = Assess(data, index, snapshot, data.calendar, At(kNow), {agency.id, {}});
    const auto expected = whole.Of(agency.id);
    ASSERT_EQ(own.duties.size(), expected.size()) << agency.code;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(own.duties[i].Key(), expected[i].Key());
      EXPECT_EQ(own.duties[i].status, expected[i].status) << expected[i].Key();
      EXPECT_EQ(own.duties[i].due, expected[i].due) << expected[i].Key();
    }
  }
}

TEST(Explain, EveryDutyHasStepsAndTheSameStatus) {
  const auto snapshot = Register();
  const auto facts = Facts();
  const FactIndex index(facts);
  const Directive& data = Shipped();
  const auto whole = Assess(data, index, snapshot, data.calendar, At(kNow));
  for (const Obligation& obligation : data.obligations) {
    for (const Part& part : obligation.parts) {
      const auto explained =
          Explain(data, index, snapshot, data.calendar, At(kNow), AgencyId{3}, part.id);
      std::vector<const Duty*> expected;
      for (const Duty& duty : whole.Of(AgencyId{3})) {
        if (duty.part == part.id) expected.push_back(&duty);
      }
      ASSERT_EQ(explained.size(), expected.size()) << part.id;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(explained[i].duty.Key(), expected[i]->Key());
        EXPECT_EQ(explained[i].duty.status, expected[i]->status);
        EXPECT_FALSE(explained[i].steps.empty()) << expected[i]->Key();
        for (const Step& step : explained[i].steps) {
          for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
            const std::string text = StepText(data, step, language);
            EXPECT_FALSE(text.empty() || text.contains('{')) << text;
          }
        }
      }
    }
  }
}

TEST(Explain, NamesTheFactsThatMovedTheDuty) {
  RegisterSnapshot snapshot;
  AgencyView agency;
  agency.id = AgencyId{1};
  agency.kind = "department";
  snapshot.agencies = {agency};
  SystemView system;
  system.id = SystemId{1};
  system.agency = AgencyId{1};
  system.in_operation_since = At("2022-01-01T00:00:00+07:00");
  snapshot.systems = {system};
  std::vector<FactView> facts(2);
  for (int i = 0; i < 2; ++i) {
    facts[i].id = 10 + i;
    facts[i].kind = "assurance.scan";
    facts[i].system = SystemId{1};
    facts[i].at = At(i == 0 ? "2026-01-10T09:00:00+07:00" : "2026-05-10T09:00:00+07:00");
  }
  const FactIndex index(facts);
  const auto explained = Explain(Shipped(), index, snapshot, Shipped().calendar,
                                 At("2026-06-01T00:00:00+07:00"), AgencyId{1}, "OB-05.scan");
  ASSERT_EQ(explained.size(), 1u);
  std::vector<std::pair<StepCode, std::int64_t>> steps;
  for (const Step& step : explained[0].steps) {
    if (step.fact != 0) steps.emplace_back(step.code, step.fact);
  }
  const std::vector<std::pair<StepCode, std::int64_t>> expected{{StepCode::kEvidence, 10},
                                                                {StepCode::kRenewal, 11}};
  EXPECT_EQ(steps, expected);
}

}  // namespace
}  // namespace lachan::directive
