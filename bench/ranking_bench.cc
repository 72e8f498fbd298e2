// SPDX-License-Identifier: Apache-2.0
// What the ranking's pages cost at the size of a large province: 600 agencies, 5,000 systems,
// 200,000 facts, twelve frozen months. Needs LACHAN_SOURCE (root of the source tree).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "directive/testing_load.h"
#include "obligations/obligation_service.h"
#include "ranking/sign_off.h"
#include "ranking/views.h"
#include "ranking/what_if.h"
#include "register/entities.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;

constexpr int kAgencies = 600;
constexpr int kSystems = 5'000;
constexpr int kFacts = 200'000;

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = ParseInstant("2025-08-01T08:00:00+07:00").value();
};

journal::Caller Person(std::int64_t account) {
  return {AccountId{account}, "bench", journal::Reach::Everything()};
}

/// Best of three: the machine may be shared.
template <class F>
void Time(const char* what, F&& run, int rounds = 3) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    best = std::min(
        best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                  .count());
  }
  fmt::print("{:<56} {:>9.1f} ms\n", what, best);
}

Status AddRegister(journal::StateStore& store) {
  return store.Change(Person(1), [](journal::Writer& writer) -> Status {
    for (int i = 1; i <= kAgencies; ++i) {
      Agency agency;
      agency.code = fmt::format("A{}", i);
      agency.name = fmt::format("Cơ quan {}", i);
      agency.kind = i <= 200   ? AgencyKind::department
                    : i == 201 ? AgencyKind::force
                               : AgencyKind::commune;
      agency.is_coordinator = i == 201;
      LACHAN_TRY_DO(journal::Insert(writer, agency, {.kind = "agency.created"}));
    }
    for (int i = 1; i <= kSystems; ++i) {
      System system;
      system.agency_id = AgencyId{i % kAgencies + 1};
      system.name = fmt::format("Hệ thống {}", i);
      system.level = i % 3 + 1;
      system.state = SystemState::in_operation;
      system.in_operation_since = ParseDate("2024-01-01").value();
      LACHAN_TRY_DO(journal::Insert(writer, system, {.kind = "system.created"}));
    }
    return {};
  });
}

constexpr int kBatch = 5'000;

Status AddBatch(journal::Writer& writer, int batch) {
  static constexpr const char* kKinds[] = {"assurance.scan",        "assurance.hunt",
                                           "assurance.drill",       "plan.response_issued",
                                           "system.level_approved", "focal_point.confirmed"};
  for (int i = 0; i < kBatch; ++i) {
    journal::FactDraft fact;
    const int n = batch * kBatch + i;
    fact.kind = kKinds[n % 6];
    const int system = n % kSystems + 1;
    if (n % 6 != 5) fact.system = SystemId{system};
    fact.agency = AgencyId{system % kAgencies + 1};
    fact.payload = {{"level", n % 3 + 1}};
    LACHAN_TRY_DO(writer.Note(fact));
  }
  return {};
}

Status AddFacts(journal::StateStore& store, SetClock& clock) {
  for (int batch = 0; batch < kFacts / kBatch; ++batch) {
    clock.now += std::chrono::hours(13 * 30 * 24 / (kFacts / kBatch));
    LACHAN_TRY_DO(store.Change(
        Person(1), [batch](journal::Writer& writer) { return AddBatch(writer, batch); }));
  }
  return {};
}

int Fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.Text());
  return 1;
}

}  // namespace

int main() {
  const auto compiled =
      directive::CompileDirective(directive::LoadDirectiveFolder("vn-thanh-hoa-2022"));
  if (!compiled.value) return 1;
  SetClock clock;
  state_sql::Options options;
  options.target = ":memory:";
  const auto store = state_sql::OpenStateStore(options, clock);
  if (!store) return Fail(store.error());
  if (const auto done = AddRegister(**store); !done) return Fail(done.error());
  if (const auto done = AddFacts(**store, clock); !done) return Fail(done.error());
  const auto make = [&] {
    return std::make_unique<obligations::ObligationService>(
        obligations::ObligationService::Options{},
        obligations::ObligationService::Deps{**store, *compiled.value, clock});
  };
  auto service = make();
  ranking::SignOff sign_off({}, {**store, *compiled.value, *service, clock});
  ranking::Views views({**store, *compiled.value, *service, clock});
  const Month now = Month::Of(CivilDateAt(clock.now));
  const auto caller = Person(3);
  Time("read all facts, assess", [&] { (void)service->Current(); }, 1);
  fmt::print("{} duties\n", service->Current().value()->assessment.duties.size());
  for (int back = 12; back >= 1; --back) {
    const Month month = now.Plus(-back);
    const auto freeze = [&] {
      const auto proposal = sign_off.Propose(Person(1), month);
      if (!proposal) return (void)Fail(proposal.error());
      const auto frozen = sign_off.Confirm(Person(2), month, proposal->sha256.value.value);
      if (!frozen) return (void)Fail(frozen.error());
      if (back == 1) fmt::print("{} bytes frozen\n", frozen->figures.value.value.size());
    };
    if (back == 1) {
      Time("propose and freeze a month", freeze, 1);
    } else {
      freeze();
    }
  }
  Time(
      "ranking page, first time (12 frozen months are read)",
      [&] { (void)views.LeagueOf(caller, now, "commune"); }, 1);
  Time("ranking page, again", [&] { (void)views.LeagueOf(caller, now, "commune"); });
  Time("ranking page of a frozen month",
       [&] { (void)views.LeagueOf(caller, now.Plus(-1), "commune"); });
  Time("tiles, 13 months", [&] { (void)views.TilesOf(caller, now, "score"); });
  Time("heat map of the running month, first", [&] { (void)views.HeatOfMonth(caller, now); }, 1);
  Time("heat map of the running month, again", [&] { (void)views.HeatOfMonth(caller, now); });
  Time(
      "heat map of a frozen month, first", [&] { (void)views.HeatOfMonth(caller, now.Plus(-1)); },
      1);
  Time("heat map of a frozen month, again", [&] { (void)views.HeatOfMonth(caller, now.Plus(-1)); });
  Time("one agency's card", [&] { (void)service->Report(caller, AgencyId{5}, now); });
  Time("another agency's card", [&] { (void)service->Report(caller, AgencyId{333}, now); }, 1);
  Time(
      "card of a frozen month, first of the month",
      [&] { (void)service->Report(caller, AgencyId{5}, now.Plus(-1)); }, 1);
  Time("card of a frozen month", [&] { (void)service->Report(caller, AgencyId{6}, now.Plus(-1)); });
  Time("peers", [&] { (void)views.PeersOf(now, "commune"); });
  Time("what if, frozen month", [&] {
    (void)ranking::AskWhatIf(*service, *compiled.value, compiled.value->scorecards.front(),
                             now.Plus(-1));
  });
  Time("what if, running month", [&] {
    (void)ranking::AskWhatIf(*service, *compiled.value, compiled.value->scorecards.front(), now);
  });
}
