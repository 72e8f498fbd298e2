// SPDX-License-Identifier: Apache-2.0
#include "web_api/overview_routes.h"

#include <boost/describe/class.hpp>

#include <map>

#include "alerts/alert.h"
#include "incidents/entities.h"
#include "reports/entities.h"

namespace lachan::web_api {
namespace {

using directive::DutyStatus;
using identity::Action;
using identity::Needs;
using journal::Equals;
using journal::Filter;
using journal::ListQuery;
using journal::Reader;
using web::Request;
using web::Response;

constexpr int kDays = 14;
constexpr std::size_t kRisks = 8;

BOOST_DEFINE_ENUM_CLASS(FigureKey, open_incidents, overdue_duties, systems_without_level,
                        systems_unscanned, agencies_below, open_alerts, events_today)

struct FigureView {
  FigureKey key = FigureKey::open_incidents;
  std::int64_t value = 0;
  std::optional<std::int64_t> previous;  ///< A month ago; of events, yesterday up to this hour.
  std::string link;                      ///< Page of the console that lists what was counted.
};
BOOST_DESCRIBE_STRUCT(FigureView, (), (key, value, previous, link))

struct AlertDayView {
  std::string day;
  std::int64_t critical = 0, high = 0, medium = 0, low = 0;
};
BOOST_DESCRIBE_STRUCT(AlertDayView, (), (day, critical, high, medium, low))

struct RiskView {
  std::int64_t agency_id = 0, overdue = 0, open_alerts = 0;
};
BOOST_DESCRIBE_STRUCT(RiskView, (), (agency_id, overdue, open_alerts))

struct SourcesView {
  std::int64_t total = 0, silent = 0;
};
BOOST_DESCRIBE_STRUCT(SourcesView, (), (total, silent))

struct OverviewView {
  Instant as_of;
  std::vector<FigureView> figures;
  std::vector<AlertDayView> alerts_by_day;
  std::vector<RiskView> top_risks;
  std::vector<Document> documents;  ///< Without their figures.
  SourcesView sources;
};
BOOST_DESCRIBE_STRUCT(OverviewView, (),
                      (as_of, figures, alerts_by_day, top_risks, documents, sources))

ListQuery OpenAlerts() {
  ListQuery query;
  query.filters = {{"status", Filter::Op::kIn, {std::string("open"), std::string("in_progress")}}};
  return query;
}

/// The situation as far as the caller reaches.
obligations::SituationPtr Within(obligations::SituationPtr all, const journal::Reach& reach) {
  if (reach.everything) return all;
  auto own = std::make_shared<obligations::Situation>();
  own->assessment.now = all->assessment.now;
  for (const auto& system : all->snapshot.systems) {
    if (reach.Covers(system.agency)) own->snapshot.systems.push_back(system);
  }
  for (const auto agency : reach.agencies) {
    const auto duties = all->assessment.Of(agency);
    own->assessment.duties.insert(own->assessment.duties.end(), duties.begin(), duties.end());
  }
  return own;
}

/// Ranked agencies within reach in the two lowest bands.
std::int64_t Below(const obligations::MonthScores& scores, const journal::Reach& reach) {
  const auto* card = scores.card.get();
  if (card == nullptr || card->bands.size() < 3) return 0;
  const int limit = card->bands[card->bands.size() - 3].from_centi;
  const auto& agencies = scores.Latest().agencies;
  return std::ranges::count_if(agencies, [&](const obligations::AgencyMonth& agency) {
    return agency.rank > 0 && agency.score.score_centi < limit && reach.Covers(agency.score.agency);
  });
}

Status AddDutyFigures(const OverviewDeps& deps, const journal::Reach& reach,
                      const obligations::Situation& own, OverviewView& view) {
  const auto now = obligations::Count(deps.directive, own.snapshot, own.assessment);
  const Month month = Month::Of(CivilDateAt(own.assessment.now));
  LACHAN_TRY(const auto scores, deps.obligations.Scores(month));
  LACHAN_TRY(const auto before, deps.obligations.Scores(month.Plus(-1)));
  const auto past = [&](std::int64_t value) {
    return reach.everything ? std::optional(value) : std::nullopt;
  };
  view.figures.push_back({FigureKey::overdue_duties, now.overdue, past(before->figures.overdue),
                          "/duties?status=overdue"});
  view.figures.push_back({FigureKey::systems_without_level, now.systems_without_level,
                          past(before->figures.systems_without_level),
                          "/duties?obligation=OB-03&status=overdue,due_soon,open"});
  view.figures.push_back({FigureKey::systems_unscanned, now.systems_unscanned,
                          past(before->figures.systems_unscanned),
                          "/duties?obligation=OB-05&status=overdue,due_soon,open"});
  view.figures.push_back(
      {FigureKey::agencies_below, Below(*scores, reach), Below(*before, reach), "/ranking"});
  return {};
}

Status AddCounts(Reader& reader, OverviewView& view) {
  ListQuery open;
  open.filters = {{"status", Filter::Op::kNotEqual, {std::string("closed")}}};
  LACHAN_TRY(const auto incidents, reader.Count(schema::Describe<Incident>(), open));
  view.figures.insert(
      view.figures.begin(),
      {FigureKey::open_incidents, incidents, {}, "/incidents?status=open,contained,recovered"});
  LACHAN_TRY(const auto alerts, reader.Count(schema::Describe<Alert>(), OpenAlerts()));
  view.figures.push_back({FigureKey::open_alerts, alerts, {}, "/alerts?status=open,in_progress"});
  return {};
}

Status AddAlertDays(Reader& reader, Instant now, OverviewView& view) {
  const CivilDate today = CivilDateAt(now);
  for (int back = kDays - 1; back >= 0; --back) {
    const CivilDate day = AddDays(today, -back);
    const auto at = [](Instant instant) {
      return schema::Value{std::int64_t{instant.time_since_epoch().count()}};
    };
    ListQuery query;
    query.filters = {{"last_seen", Filter::Op::kGreaterOrEqual, {at(StartOfDay(day))}},
                     {"last_seen", Filter::Op::kLess, {at(StartOfDay(AddDays(day, 1)))}}};
    LACHAN_TRY(const auto levels, reader.CountBy(schema::Describe<Alert>(), "level", query));
    AlertDayView row{FormatDate(day)};
    for (const auto& level : levels) {
      const auto* name = std::get_if<std::string>(&level.value);
      if (name == nullptr) continue;
      if (*name == "critical") row.critical = level.count;
      if (*name == "high") row.high = level.count;
      if (*name == "medium") row.medium = level.count;
      if (*name == "low") row.low = level.count;
    }
    view.alerts_by_day.push_back(std::move(row));
  }
  return {};
}

Status AddRisks(Reader& reader, const obligations::Situation& own, OverviewView& view) {
  std::map<std::int64_t, RiskView> risks;
  for (const auto& duty : own.assessment.duties) {
    if (duty.status == DutyStatus::kOverdue && !duty.soft) ++risks[duty.agency.value].overdue;
  }
  LACHAN_TRY(const auto alerts,
             reader.CountBy(schema::Describe<Alert>(), "agency_id", OpenAlerts()));
  for (const auto& group : alerts) {
    if (const auto* id = std::get_if<std::int64_t>(&group.value)) {
      risks[*id].open_alerts = group.count;
    }
  }
  for (auto& [agency, risk] : risks) {
    risk.agency_id = agency;
    view.top_risks.push_back(risk);
  }
  std::ranges::stable_sort(view.top_risks, std::greater{}, [](const RiskView& risk) {
    return std::pair(risk.overdue, risk.open_alerts);
  });
  if (view.top_risks.size() > kRisks) view.top_risks.resize(kRisks);
  return {};
}

/// A figure that could not be taken is left out; the page stands without it.
void AddEvents(const OverviewDeps& deps, const journal::Reach& reach, Instant now,
               OverviewView& view) {
  if (!deps.count_events) return;
  const Instant start = StartOfDay(CivilDateAt(now));
  const auto today = deps.count_events(reach, start, now);
  if (!today) return;
  FigureView figure{
      FigureKey::events_today, static_cast<std::int64_t>(*today), {}, "/events?from=today"};
  const auto yesterday =
      deps.count_events(reach, start - std::chrono::days(1), now - std::chrono::days(1));
  if (yesterday) figure.previous = static_cast<std::int64_t>(*yesterday);
  view.figures.push_back(std::move(figure));
}

Status AddDocuments(const OverviewDeps& deps, const Request& request, OverviewView& view) {
  constexpr auto kRead = Needs("document", Action::kRead);
  if (!request.principal) return {};
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.principal->CallerFor(kRead)));
  ListQuery query;
  query.sort = "month";
  query.descending = true;
  query.limit = 4;
  LACHAN_TRY(view.documents, journal::List<Document>(*reader, query));
  for (auto& document : view.documents) document.figures = schema::Json();
  return {};
}

Result<Response> Overview(const OverviewDeps& deps, const Request& request) {
  const auto& reach = request.caller.reach;
  LACHAN_TRY(const auto situation, deps.obligations.Current());
  const auto own = Within(situation, reach);
  OverviewView view;
  view.as_of = situation->assessment.now;
  LACHAN_TRY_DO(AddDutyFigures(deps, reach, *own, view), "counting duties");
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY_DO(AddCounts(*reader, view), "counting alerts and incidents");
  LACHAN_TRY_DO(AddAlertDays(*reader, deps.clock.Now(), view), "counting alerts by day");
  LACHAN_TRY_DO(AddRisks(*reader, *own, view), "ordering agencies");
  AddEvents(deps, reach, deps.clock.Now(), view);
  LACHAN_TRY_DO(AddDocuments(deps, request, view), "reading documents");
  if (deps.count_sources) {
    LACHAN_TRY(const auto sources, deps.count_sources(request.caller));
    view.sources = {sources.total, sources.silent};
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> OverviewRoutes(OverviewDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/overview",
       Needs("duty", Action::kRead),
       [deps](const Request& request) { return Overview(deps, request); },
       {"Where the province, or the own agency, stands", {}, web::SchemaFor<OverviewView>()}});
  return routes;
}

}  // namespace lachan::web_api
