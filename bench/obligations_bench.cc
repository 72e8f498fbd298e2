// SPDX-License-Identifier: Apache-2.0
// What the duties of a whole province cost: 190 agencies, 800 systems, 30,000 facts that the
// directive reads. Needs LACHAN_SOURCE (root of the source tree).
#include <fmt/format.h>

#include <chrono>

#include "directive/testing_load.h"
#include "obligations/obligation_service.h"
#include "register/entities.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;

constexpr int kAgencies = 190;
constexpr int kSystems = 800;
constexpr int kFacts = 30'000;

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = ParseInstant("2025-08-01T08:00:00+07:00").value();
};

journal::Caller Everyone() { return journal::Caller::System("bench"); }

template <class F>
void Time(const char* what, F&& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  const auto took = std::chrono::steady_clock::now() - start;
  fmt::print("{:<52} {:>8.1f} ms\n", what, std::chrono::duration<double, std::milli>(took).count());
}

void AddRegister(journal::StateStore& store) {
  const auto done = store.Change(Everyone(), [](journal::Writer& writer) -> Status {
    for (int i = 1; i <= kAgencies; ++i) {
      Agency agency;
      agency.code = fmt::format("A{}", i);
      agency.name = fmt::format("Cơ quan {}", i);
      agency.kind = i <= 20   ? AgencyKind::department
                    : i == 21 ? AgencyKind::force
                              : AgencyKind::commune;
      agency.is_coordinator = i == 21;
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
  if (!done) fmt::print("{}\n", done.error().Text());
}

void AddFacts(journal::StateStore& store, SetClock& clock) {
  static constexpr const char* kKinds[] = {"assurance.scan",        "assurance.hunt",
                                           "assurance.drill",       "plan.response_issued",
                                           "system.level_approved", "incident.reported"};
  for (int batch = 0; batch < kFacts / 1000; ++batch) {
    clock.now += std::chrono::hours(13 * 30 * 24 / (kFacts / 1000));
    const auto done = store.Change(Everyone(), [&](journal::Writer& writer) -> Status {
      for (int i = 0; i < 1000; ++i) {
        journal::FactDraft fact;
        const int n = batch * 1000 + i;
        fact.kind = kKinds[n % 6];
        fact.system = SystemId{n % kSystems + 1};
        fact.agency = AgencyId{(n % kSystems + 1) % kAgencies + 1};
        fact.payload = {{"incident", std::to_string(n)},
                        {"summary", "Phạm vi, phương pháp, kết quả của lần thực hiện này."},
                        {"level", n % 3 + 1}};
        LACHAN_TRY_DO(writer.Note(fact));
      }
      return {};
    });
    if (!done) fmt::print("{}\n", done.error().Text());
  }
}

void Note(journal::StateStore& store) {
  (void)store.Change(Everyone(), [](journal::Writer& writer) {
    journal::FactDraft fact;
    fact.kind = "assurance.scan";
    fact.agency = AgencyId{5};
    fact.system = SystemId{4};
    return writer.Note(fact);
  });
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
  if (!store) return 1;
  AddRegister(**store);
  AddFacts(**store, clock);
  obligations::ObligationService service({}, {**store, *compiled.value, clock});
  const Month month = Month::Of(CivilDateAt(clock.now));
  const auto caller = Everyone();
  Time("first: read all facts, assess", [&] { (void)service.Current(); });
  fmt::print("{} duties\n", service.Current().value()->assessment.duties.size());
  Time("again, nothing changed", [&] { (void)service.Current(); });
  Note(**store);
  Time("after one fact", [&] { (void)service.Current(); });
  Time("duties of the province, 1000 rows", [&] { (void)service.Duties(caller, {}); });
  obligations::DutyQuery own;
  own.agency = AgencyId{5};
  Time("duties of one agency", [&] { (void)service.Duties(caller, own); });
  Time("an earlier month", [&] { (void)service.Scores(month.Plus(-1)); });
  Time("ranking of the month", [&] { (void)service.Ranking(caller, month, "commune"); });
  Time("one agency, 13 months, first time",
       [&] { (void)service.Report(caller, AgencyId{5}, month); });
  Time("one agency, again", [&] { (void)service.Report(caller, AgencyId{5}, month); });
  std::string hash;
  Time("freeze a month", [&] {
    const auto cut = service.Cut(month.Plus(-1));
    if (!cut) return;
    const journal::Caller second{AccountId{2}, "bench", journal::Reach::Everything()};
    const auto frozen =
        service.Freeze(second, month.Plus(-1), {cut->sha256, AccountId{1}, "bench", {}, {}});
    if (frozen) {
      fmt::print("{} bytes frozen\n", frozen->figures.value.value.size());
    } else {
      fmt::print("{}\n", frozen.error().Text());
    }
  });
  Time("read the frozen month", [&] { (void)service.Scores(month.Plus(-1)); });
  Time("one agency of the frozen month",
       [&] { (void)service.Report(caller, AgencyId{5}, month.Plus(-1)); });
  Time("another agency of it", [&] { (void)service.Report(caller, AgencyId{6}, month.Plus(-1)); });
}
