// SPDX-License-Identifier: Apache-2.0
#include "web_api/ledger_routes.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "ledgers/entities_people.h"
#include "ledgers/layers.h"
#include "web_api/duty_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

// ---- timers of scans and hunts ------------------------------------------------------------------

struct TimerView {
  std::string part;
  DutyState status = DutyState::open;
  std::optional<Instant> last;  ///< When it was done last.
  std::optional<Instant> due;   ///< First instant of breach.
  std::optional<std::int64_t> days_left;
};
BOOST_DESCRIBE_STRUCT(TimerView, (), (part, status, last, due, days_left))

struct SystemTimersView {
  std::int64_t agency_id = 0, system_id = 0;
  std::string system;
  std::int64_t level = 1;
  std::optional<TimerView> scan, hunt;
};
BOOST_DESCRIBE_STRUCT(SystemTimersView, (), (agency_id, system_id, system, level, scan, hunt))

struct TimerListView {
  Instant as_of;
  std::int64_t total = 0, overdue = 0, due_soon = 0;  ///< Systems, before `limit`.
  std::vector<SystemTimersView> rows;                 ///< Most urgent first.
};
BOOST_DESCRIBE_STRUCT(TimerListView, (), (as_of, total, overdue, due_soon, rows))

bool DischargedBy(const directive::Directive& directive, const std::string& part,
                  std::string_view form) {
  const auto* found = directive.FindPart(part);
  return found != nullptr &&
         std::ranges::find(found->discharge_with, form) != found->discharge_with.end();
}

TimerView TimerOf(const directive::Duty& duty, Instant now) {
  TimerView timer{
      duty.part,
      StateOf(duty.status),
      duty.discharged_at,
      duty.status == directive::DutyStatus::kOverdue || !duty.next_due ? duty.due : duty.next_due,
      {}};
  if (timer.due) timer.days_left = std::chrono::floor<std::chrono::days>(*timer.due - now).count();
  return timer;
}

/// The earlier of the two limits; systems without one come last.
Instant UrgencyOf(const SystemTimersView& row) {
  Instant soonest = Instant::max();
  for (const auto* timer : {&row.scan, &row.hunt}) {
    if (*timer && (*timer)->due) soonest = std::min(soonest, *(*timer)->due);
  }
  return soonest;
}

bool Is(const SystemTimersView& row, DutyState state) {
  return (row.scan && row.scan->status == state) || (row.hunt && row.hunt->status == state);
}

Result<std::vector<SystemTimersView>> ReadTimers(const LedgerDeps& deps, const Request& request,
                                                 Instant& as_of) {
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  obligations::DutyQuery query;
  if (agency > 0) query.agency = AgencyId{agency};
  query.limit = SIZE_MAX;
  LACHAN_TRY(const auto duties, deps.obligations.Duties(request.caller, query));
  as_of = duties.as_of;
  std::map<std::int64_t, SystemTimersView> systems;
  for (const auto& duty : duties.rows) {
    if (!duty.system) continue;
    const bool is_scan = DischargedBy(deps.directive, duty.part, "scan");
    if (!is_scan && !DischargedBy(deps.directive, duty.part, "hunt")) continue;
    auto& row = systems[duty.system.value];
    row.agency_id = duty.agency.value;
    row.system_id = duty.system.value;
    (is_scan ? row.scan : row.hunt) = TimerOf(duty, duties.as_of);
  }
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto rows, journal::ListAll<System>(*reader));
  std::vector<SystemTimersView> list;
  for (const auto& system : rows) {
    const auto found = systems.find(system.id.value);
    if (found == systems.end()) continue;
    found->second.system = system.name.value;
    found->second.level = system.level.value;
    list.push_back(std::move(found->second));
  }
  return list;
}

Result<Response> Timers(const LedgerDeps& deps, const Request& request) {
  TimerListView view;
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 5000, 500));
  LACHAN_TRY(auto list, ReadTimers(deps, request, view.as_of));
  view.overdue =
      std::ranges::count_if(list, [](const auto& row) { return Is(row, DutyState::overdue); });
  view.due_soon = std::ranges::count_if(list, [](const auto& row) {
    return Is(row, DutyState::due_soon) && !Is(row, DutyState::overdue);
  });
  const auto status = request.Query("status");
  if (status == "overdue" || status == "due_soon") {
    const auto wanted = status == "overdue" ? DutyState::overdue : DutyState::due_soon;
    std::erase_if(list, [&](const auto& row) {
      return !Is(row, wanted) || (wanted == DutyState::due_soon && Is(row, DutyState::overdue));
    });
  }
  std::ranges::sort(list, [](const auto& a, const auto& b) {
    const auto left = UrgencyOf(a), right = UrgencyOf(b);
    return left != right ? left < right : a.system_id < b.system_id;
  });
  view.total = static_cast<std::int64_t>(list.size());
  if (list.size() > static_cast<std::size_t>(limit)) list.resize(static_cast<std::size_t>(limit));
  view.rows = std::move(list);
  return Response::Of(view);
}

// ---- four layers --------------------------------------------------------------------------------

struct AgencyLayersView {
  std::int64_t agency_id = 0;
  std::string agency;
  bool same_provider = false;
  std::vector<ledgers::LayerStanding> layers;
};
BOOST_DESCRIBE_STRUCT(AgencyLayersView, (), (agency_id, agency, same_provider, layers))

struct LayerListView {
  std::int64_t window_days = 7;
  bool events_read = false;  ///< False: the event store did not answer, so nothing is measured.
  std::vector<AgencyLayersView> rows;
};
BOOST_DESCRIBE_STRUCT(LayerListView, (), (window_days, events_read, rows))

/// Events by agency in the window.
Result<std::map<std::int64_t, std::int64_t>> EventsByAgency(const LedgerDeps& deps,
                                                            const Request& request) {
  events::Query query;
  query.from = deps.clock.Now() - deps.layer_window;
  query.exercise = false;
  const auto scope = request.caller.reach.everything
                         ? events::Scope::All()
                         : events::Scope::Of(request.caller.reach.agencies);
  LACHAN_TRY(const auto values, deps.events.TopValues("agency", query, 1000, scope));
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto& value : values) {
    std::int64_t id = 0;
    std::from_chars(value.value.data(), value.value.data() + value.value.size(), id);
    counts[id] += static_cast<std::int64_t>(value.count);
  }
  return counts;
}

/// Whom the directive asks for the four layers: units that exist today.
bool IsUnit(const Agency& agency, CivilDate today) {
  return agency.kind != AgencyKind::enterprise && agency.kind != AgencyKind::media &&
         agency.kind != AgencyKind::force && agency.valid_from <= today &&
         (!agency.valid_to || *agency.valid_to >= today);
}

Result<Response> Layers(const LedgerDeps& deps, const Request& request) {
  LACHAN_TRY(const auto wanted, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
  LACHAN_TRY(auto rows, journal::ListAll<LayerEvidence>(*reader));
  std::map<std::int64_t, std::vector<LayerEvidence>> evidence;
  for (auto& row : rows) evidence[row.agency_id.value].push_back(std::move(row));
  const auto counted = EventsByAgency(deps, request);
  LayerListView view{deps.layer_window.count(), counted.has_value(), {}};
  const CivilDate today = CivilDateAt(deps.clock.Now());
  for (const auto& agency : agencies) {
    const AgencyId id{agency.id.value};
    if ((wanted != 0 && id.value != wanted) || !IsUnit(agency, today) ||
        !request.caller.reach.Covers(id)) {
      continue;
    }
    const auto found =
        counted ? counted->find(id.value) : std::map<std::int64_t, std::int64_t>::const_iterator{};
    const std::int64_t events = counted && found != counted->end() ? found->second : 0;
    const auto standing = ledgers::StandingOf(evidence[id.value], events, today);
    view.rows.push_back({id.value,
                         agency.name.value,
                         standing.same_provider,
                         {standing.layers.begin(), standing.layers.end()}});
  }
  return Response::Of(view);
}

// ---- money --------------------------------------------------------------------------------------

struct BudgetFloorView {
  CivilDate since{};
  std::int64_t percent = 0;
};
BOOST_DESCRIBE_STRUCT(BudgetFloorView, (), (since, percent))

struct BudgetStandingView {
  std::int64_t agency_id = 0, budget_id = 0;  ///< 0: no figures for the year.
  BudgetState state = BudgetState::planned;
  std::int64_t it_total = 0, security_part = 0, share_permille = 0;
  bool below = false;
  std::int64_t missing = 0;    ///< Million đồng up to the floor.
  std::int64_t proposals = 0;  ///< Of the year.
};
BOOST_DESCRIBE_STRUCT(BudgetStandingView, (),
                      (agency_id, budget_id, state, it_total, security_part, share_permille, below,
                       missing, proposals))

struct BudgetListView {
  std::int64_t year = 0, floor_percent = 0;
  std::vector<BudgetFloorView> floors;
  std::int64_t it_total = 0, security_part = 0, below = 0;
  std::vector<BudgetStandingView> rows;
};
BOOST_DESCRIBE_STRUCT(BudgetListView, (),
                      (year, floor_percent, floors, it_total, security_part, below, rows))

Result<std::map<std::int64_t, std::int64_t>> ProposalsOf(journal::Reader& reader, int year) {
  LACHAN_TRY(const auto proposals, journal::ListAll<BudgetProposal>(reader));
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto& proposal : proposals) {
    const bool is_of_year = proposal.period.empty()
                                ? static_cast<int>(proposal.performed_on.year()) == year
                                : proposal.period.value.starts_with(std::to_string(year));
    if (is_of_year) ++counts[proposal.agency_id.value];
  }
  return counts;
}

Result<Response> Budgets(const LedgerDeps& deps, const Request& request) {
  const int this_year = static_cast<int>(CivilDateAt(deps.clock.Now()).year());
  LACHAN_TRY(const auto year, request.QueryNumber("year", 2010, 2100, this_year));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  journal::ListQuery query;
  query.filters = {journal::Equals("year", year)};
  LACHAN_TRY(const auto budgets, journal::ListAll<Budget>(*reader, query));
  LACHAN_TRY(auto proposals, ProposalsOf(*reader, static_cast<int>(year)));
  BudgetListView view;
  view.year = year;
  view.floor_percent = ledgers::FloorOf(deps.budget_floors, static_cast<int>(year));
  for (const auto& floor : deps.budget_floors) view.floors.push_back({floor.since, floor.percent});
  for (const auto& budget : budgets) {
    BudgetStandingView row{budget.agency_id.value,
                           budget.id.value,
                           budget.state,
                           budget.it_total.value,
                           budget.security_part.value,
                           budget.share_permille.value};
    // Compared by multiplication: no rounding decides.
    const std::int64_t asked = row.it_total * view.floor_percent;
    row.below = row.security_part * 100 < asked;
    if (row.below) row.missing = (asked - row.security_part * 100 + 99) / 100;
    row.proposals = proposals[row.agency_id];
    view.it_total += row.it_total;
    view.security_part += row.security_part;
    view.below += row.below ? 1 : 0;
    proposals.erase(row.agency_id);
    view.rows.push_back(row);
  }
  for (const auto& [agency, count] : proposals) {
    BudgetStandingView row;
    row.agency_id = agency;
    row.proposals = count;
    view.rows.push_back(row);
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> LedgerRoutes(LedgerDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ledgers/timers",
                    Needs("duty", Action::kRead),
                    [deps](const Request& request) { return Timers(deps, request); },
                    {"Last scan and last hunt of each system, with what is left of each limit",
                     {},
                     web::SchemaFor<TimerListView>(),
                     {{"agency_id", "of this agency"},
                      {"status", "overdue or due_soon"},
                      {"limit", "rows, 1–5000; 500"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ledgers/layers",
                    Needs("layer_evidence", Action::kRead),
                    [deps](const Request& request) { return Layers(deps, request); },
                    {"The four layers of each agency: declared, measured, lapsed, lost or missing",
                     {},
                     web::SchemaFor<LayerListView>(),
                     {{"agency_id", "of this agency"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ledgers/budgets",
                    Needs("budget", Action::kRead),
                    [deps](const Request& request) { return Budgets(deps, request); },
                    {"A year's money for security against the floor in force",
                     {},
                     web::SchemaFor<BudgetListView>(),
                     {{"year", "this year when absent"}}}});
  return routes;
}

}  // namespace lachan::web_api
