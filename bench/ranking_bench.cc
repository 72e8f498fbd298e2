// SPDX-License-Identifier: Apache-2.0
// What the ranking's pages cost at the size of a large province: 600 agencies, 5,000 systems,
// 200,000 facts, twelve frozen months. Needs LACHAN_SOURCE (root of the source tree).
#include <fmt/format.h>

#include "bench/province.h"
#include "directive/testing_load.h"
#include "obligations/obligation_service.h"
#include "ranking/sign_off.h"
#include "ranking/views.h"
#include "ranking/what_if.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;

/// Best of three where a second time costs the same as the first.
template <class F>
void Time(const char* what, F&& run, int rounds = 3) {
  bench::Time(what, run, rounds);
}

constexpr bench::Province kProvince{
    .agencies = 600, .departments = 200, .systems = 5'000, .facts = 200'000};

journal::Caller Person(std::int64_t account) {
  return {AccountId{account}, "bench", journal::Reach::Everything()};
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
  bench::SetClock clock;
  state_sql::Options options;
  options.target = ":memory:";
  const auto store = state_sql::OpenStateStore(options, clock);
  if (!store) return Fail(store.error());
  const auto filled = bench::Fill(**store, kProvince, clock);
  if (!filled) return Fail(filled.error());
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
