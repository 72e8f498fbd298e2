// SPDX-License-Identifier: Apache-2.0
// What the duties of a whole province cost: 190 agencies, 800 systems, 30,000 facts that the
// directive reads. Needs LACHAN_SOURCE (root of the source tree).
#include <fmt/format.h>

#include "bench/province.h"
#include "directive/testing_load.h"
#include "obligations/obligation_service.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;
using bench::Time;

constexpr bench::Province kProvince{
    .agencies = 190, .departments = 20, .systems = 800, .facts = 30'000};

journal::Caller Everyone() { return journal::Caller::System("bench"); }

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
  bench::SetClock clock;
  state_sql::Options options;
  options.target = ":memory:";
  const auto store = state_sql::OpenStateStore(options, clock);
  if (!store) return 1;
  const auto filled = bench::Fill(**store, kProvince, clock);
  if (!filled) {
    fmt::print(stderr, "{}\n", filled.error().Text());
    return 1;
  }
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
