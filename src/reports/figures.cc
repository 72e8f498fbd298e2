// SPDX-License-Identifier: Apache-2.0
#include "reports/figures.h"

#include <boost/json/value_to.hpp>

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "alerts/alert.h"
#include "incidents/entities.h"
#include "incidents/legal_clocks.h"
#include "journal/fact.h"
#include "register/entities.h"
#include "schema/json.h"

namespace lachan::reports {
namespace {

using directive::Duty;
using directive::DutyStatus;
using journal::Equals;
using journal::Filter;
using journal::ListQuery;
using journal::Reader;

constexpr std::string_view kActivities[] = {
    "assurance.scan", "assurance.hunt",  "assurance.drill",      "training.held",
    "campaign.held",  "inspection.done", "plan.response_issued", "system.level_approved"};

Filter TimeFilter(std::string field, Filter::Op op, Instant at) {
  return {std::move(field), op, {std::int64_t{at.time_since_epoch().count()}}};
}

/// Rows whose instant lies in the month; drill play left out where rows say so.
ListQuery InMonth(std::string field, Month month, bool has_origin) {
  ListQuery query;
  query.filters = {TimeFilter(field, Filter::Op::kGreaterOrEqual, month.Begin()),
                   TimeFilter(field, Filter::Op::kLess, month.End())};
  if (has_origin) query.filters.push_back(Equals("origin", std::string("live")));
  query.with_archived = true;
  return query;
}

/// Every enumerator with its counts, in order of declaration.
template <class Enum>
std::vector<Compared> EveryValue(const std::vector<journal::GroupCount>& now,
                                 const std::vector<journal::GroupCount>& before) {
  std::vector<Compared> all;
  const auto count = [](const std::vector<journal::GroupCount>& groups, std::string_view name) {
    for (const auto& group : groups) {
      const auto* text = std::get_if<std::string>(&group.value);
      if (text != nullptr && *text == name) return group.count;
    }
    return std::int64_t{0};
  };
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
      [&](auto one) { all.push_back({one.name, count(now, one.name), count(before, one.name)}); });
  return all;
}

template <class Enum>
Result<std::vector<Compared>> CountValues(Reader& reader, const schema::EntityInfo& entity,
                                          std::string_view field, const ListQuery& now,
                                          const ListQuery& before) {
  LACHAN_TRY(const auto present, reader.CountBy(entity, field, now));
  LACHAN_TRY(const auto past, reader.CountBy(entity, field, before));
  return EveryValue<Enum>(present, past);
}

std::int64_t Sum(const std::vector<Compared>& values, std::int64_t Compared::* which) {
  std::int64_t sum = 0;
  for (const auto& value : values) sum += value.*which;
  return sum;
}

Status TakeAlerts(Reader& reader, Month month, Figures& figures) {
  const auto& entity = schema::Describe<Alert>();
  const auto now = InMonth("first_seen", month, true);
  const auto before = InMonth("first_seen", month.Plus(-1), true);
  LACHAN_TRY(figures.alerts_by_level, CountValues<Level>(reader, entity, "level", now, before));
  std::ranges::reverse(figures.alerts_by_level);
  LACHAN_TRY(figures.alerts_by_status,
             CountValues<AlertStatus>(reader, entity, "status", now, before));
  figures.alerts = Sum(figures.alerts_by_level, &Compared::value);
  figures.previous_alerts = Sum(figures.alerts_by_level, &Compared::previous);
  journal::Grouping grouping{{"rule_title", "level"}, "count", {}, 5};
  LACHAN_TRY(const auto groups, reader.Group(entity, grouping, now));
  for (const auto& group : groups) {
    figures.rules.push_back({std::get<std::string>(group.values[0]),
                             std::get<std::string>(group.values[1]), group.rows, group.sum});
  }
  return {};
}

void AddClocks(const directive::Directive& directive, const Incident& incident,
               std::span<const Fact> facts, Instant now, ClockCounts& counts) {
  for (const auto& clock : incidents::LegalClocks(directive, incident, facts, now)) {
    if (clock.informative) continue;
    switch (clock.status) {
      case directive::ClockStatus::kMet:
        ++counts.met;
        break;
      case directive::ClockStatus::kMetLate:
        ++counts.met_late;
        break;
      case directive::ClockStatus::kMissed:
        ++counts.missed;
        break;
      case directive::ClockStatus::kRunning:
      case directive::ClockStatus::kImmediate:
        ++counts.running;
        break;
      case directive::ClockStatus::kWaiting:
      case directive::ClockStatus::kContinuous:
        break;
    }
  }
}

Status TakeIncidents(const FigureDeps& deps, Reader& reader, Month month, Instant now,
                     const std::map<std::int64_t, std::string>& names, Figures& figures) {
  const auto& entity = schema::Describe<Incident>();
  const auto in_month = InMonth("detected_at", month, true);
  const auto before = InMonth("detected_at", month.Plus(-1), true);
  LACHAN_TRY(figures.incidents_by_category,
             CountValues<IncidentCategory>(reader, entity, "category", in_month, before));
  LACHAN_TRY(figures.incidents_by_severity,
             CountValues<Severity>(reader, entity, "severity", in_month, before));
  figures.incidents = Sum(figures.incidents_by_category, &Compared::value);
  figures.previous_incidents = Sum(figures.incidents_by_category, &Compared::previous);
  LACHAN_TRY(figures.incidents_closed, reader.Count(entity, InMonth("closed_at", month, true)));
  const Instant end = std::min(month.End(), now);
  ListQuery open;
  open.filters = {TimeFilter("detected_at", Filter::Op::kLess, end),
                  Equals("origin", std::string("live"))};
  ListQuery closed = open;
  closed.filters.push_back(TimeFilter("closed_at", Filter::Op::kLess, end));
  LACHAN_TRY(const auto begun, reader.Count(entity, open));
  LACHAN_TRY(const auto ended, reader.Count(entity, closed));
  figures.incidents_open = begun - ended;

  LACHAN_TRY(const auto all, journal::ListAll<Incident>(reader, in_month));
  for (const Incident& incident : all) {
    journal::FactQuery query;
    query.subject_kind = "incident";
    query.subject_id = incident.id;
    query.limit = 0;
    LACHAN_TRY(const auto facts, reader.Facts(query));
    AddClocks(deps.directive, incident, facts, now, figures.clocks);
    if (incident.is_serious) ++figures.incidents_serious;
    const bool is_notable = incident.is_serious || incident.severity == Severity::m1 ||
                            incident.severity == Severity::m2;
    if (!is_notable || figures.notable.size() >= 10) continue;
    const auto name = names.find(incident.agency_id.value);
    figures.notable.push_back({incident.number.value.value, incident.title.value,
                               name == names.end() ? "" : name->second,
                               boost::describe::enum_to_string(incident.category, ""),
                               boost::describe::enum_to_string(incident.severity, ""),
                               boost::describe::enum_to_string(incident.status.value, ""),
                               FormatInstant(incident.detected_at)});
  }
  return {};
}

Status TakePublicReports(Reader& reader, Month month, Figures& figures) {
  const auto& entity = schema::Describe<PublicReport>();
  const auto query = InMonth("created_at", month, false);
  LACHAN_TRY(figures.public_reports, reader.Count(entity, query));
  LACHAN_TRY(figures.previous_public_reports,
             reader.Count(entity, InMonth("created_at", month.Plus(-1), false)));
  LACHAN_TRY(const auto states, reader.CountBy(entity, "status", query));
  for (const auto& state : states) {
    const auto* name = std::get_if<std::string>(&state.value);
    if (name == nullptr) continue;
    if (*name == "accepted") figures.public_reports_accepted = state.count;
    if (*name == "closed") figures.public_reports_closed = state.count;
  }
  return {};
}

Status TakeActivities(Reader& reader, Month month, Figures& figures) {
  journal::FactQuery query;
  for (const auto kind : kActivities) query.kinds.emplace_back(kind);
  query.occurred_from = Month{month.year, 1}.Begin();
  query.occurred_before = month.End();
  query.limit = 0;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  journal::FactQuery withdrawals;
  withdrawals.kinds = {"fact.withdrawn"};
  withdrawals.limit = 0;
  LACHAN_TRY(const auto withdrawn, reader.Facts(withdrawals));
  std::set<std::int64_t> gone;
  for (const Fact& fact : withdrawn) gone.insert(fact.cause.value);
  std::map<std::string_view, Activity> counts;
  for (const Fact& fact : facts) {
    if (fact.origin == Origin::exercise || gone.contains(fact.id)) continue;
    Activity& activity = counts[fact.kind];
    ++activity.in_year;
    if (fact.occurred_at >= month.Begin()) ++activity.in_month;
  }
  for (const auto kind : kActivities) {
    Activity activity = counts[kind];
    activity.key = kind;
    figures.activities.push_back(std::move(activity));
  }
  return {};
}

/// The part that asks the province's team for several experts at once.
bool IsTeamOfExperts(const directive::Part& part) {
  const auto* state = std::get_if<directive::StateRule>(&part.rule);
  return state != nullptr && state->at_least > 1 && !part.evidence.empty() &&
         part.evidence.front().kind == "expert.qualified";
}

void TakeObligations(const directive::Directive& directive, const obligations::Situation& situation,
                     const std::map<std::int64_t, std::string>& names, Figures& figures) {
  std::map<std::string_view, ObligationLine> lines;
  std::map<std::string_view, std::set<std::int64_t>> late;
  std::map<std::int64_t, std::int64_t> by_agency;
  for (const Duty& duty : situation.assessment.duties) {
    ObligationLine& line = lines[duty.obligation];
    switch (duty.status) {
      case DutyStatus::kMet:
        ++line.done;
        break;
      case DutyStatus::kMetLate:
        ++line.done_late;
        break;
      case DutyStatus::kDueSoon:
        ++(duty.holds ? line.done : line.running);
        break;
      case DutyStatus::kOpen:
        ++line.running;
        break;
      case DutyStatus::kOverdue:
        if (duty.soft) break;
        ++line.overdue;
        late[duty.obligation].insert(duty.agency.value);
        ++by_agency[duty.agency.value];
        break;
      case DutyStatus::kNotMeasured:
        ++line.not_measured;
        break;
      case DutyStatus::kNotApplicable:
      case DutyStatus::kExempt:
        break;
    }
    const auto* part = directive.FindPart(duty.part);
    if (IsTeamOfExperts(*part) && duty.status != DutyStatus::kNotApplicable) {
      figures.experts = static_cast<std::int64_t>(duty.discharged_by.size());
    }
  }
  for (const auto& obligation : directive.obligations) {
    ObligationLine line = lines[obligation.id];
    line.obligation = obligation.id;
    line.clause = obligation.clause;
    line.title = obligation.title.vi;
    line.agencies_overdue = static_cast<std::int64_t>(late[obligation.id].size());
    figures.obligations.push_back(std::move(line));
    for (const auto& part : obligation.parts) {
      if (!IsTeamOfExperts(part)) continue;
      figures.experts_needed = std::get<directive::StateRule>(part.rule).at_least;
    }
  }
  for (const auto& [agency, count] : by_agency) {
    const auto name = names.find(agency);
    figures.most_overdue.push_back({name == names.end() ? "" : name->second, count});
  }
  std::ranges::stable_sort(figures.most_overdue, std::greater{}, &AgencyCount::count);
  if (figures.most_overdue.size() > 10) figures.most_overdue.resize(10);
}

std::vector<Compared> CompareDuties(const obligations::DutyFigures& now,
                                    const obligations::DutyFigures& before) {
  return {{"overdue", now.overdue, before.overdue},
          {"agencies_overdue", now.agencies_overdue, before.agencies_overdue},
          {"systems", now.systems, before.systems},
          {"systems_without_level", now.systems_without_level, before.systems_without_level},
          {"systems_unscanned", now.systems_unscanned, before.systems_unscanned},
          {"systems_unhunted", now.systems_unhunted, before.systems_unhunted}};
}

/// Average of the ranked agencies of a set, in hundredths of a percent, rounded down.
std::int64_t Average(const obligations::MonthScores& scores, std::string_view set) {
  std::int64_t sum = 0, count = 0;
  for (const auto& agency : scores.agencies) {
    if (agency.score.set != set || agency.rank == 0) continue;
    sum += agency.score.score_centi;
    ++count;
  }
  return count == 0 ? 0 : sum / count;
}

RankingPart TakeRanking(const directive::Scorecard& card, const directive::IndicatorSet& set,
                        const obligations::MonthScores& scores,
                        const obligations::MonthScores& previous,
                        const std::map<std::int64_t, std::string>& names) {
  RankingPart part;
  part.set = set.id;
  part.title = set.title.vi;
  part.average_centi = Average(scores, set.id);
  part.previous_average_centi = Average(previous, set.id);
  const auto count = [&](const obligations::MonthScores& month, const std::string& band) {
    return std::ranges::count_if(month.agencies, [&](const obligations::AgencyMonth& agency) {
      return agency.score.set == set.id && agency.rank > 0 && agency.score.band == band;
    });
  };
  for (const auto& band : card.bands) {
    part.bands.push_back(
        {band.code, band.title.vi, count(scores, band.code), count(previous, band.code)});
  }
  for (const auto& agency : scores.agencies) {
    if (agency.score.set != set.id) continue;
    const auto name = names.find(agency.score.agency.value);
    RankLine line{agency.rank,
                  name == names.end() ? "" : name->second,
                  agency.score.score_centi,
                  agency.score.band,
                  {},
                  agency.score.overdue};
    const auto* before = previous.Find(agency.score.agency);
    if (before != nullptr && before->rank > 0 && before->score.set == set.id) {
      line.previous_score_centi = before->score.score_centi;
    }
    if (agency.rank > 0) ++part.ranked;
    part.rows.push_back(std::move(line));
  }
  std::ranges::stable_sort(
      part.rows, {}, [](const RankLine& line) { return line.rank > 0 ? line.rank : INT64_MAX; });
  return part;
}

Status TakeScores(const FigureDeps& deps, Month month,
                  const std::map<std::int64_t, std::string>& names, Figures& figures) {
  LACHAN_TRY(const auto scores, deps.obligations.Scores(month));
  LACHAN_TRY(const auto previous, deps.obligations.Scores(month.Plus(-1)));
  figures.judged_at = FormatInstant(scores->judged_at);
  figures.scores_frozen = scores->frozen;
  figures.scores_sha256 = scores->sha256;
  if (scores->frozen) {
    figures.scores_addenda = scores->addenda;
    LACHAN_TRY(const auto frozen, deps.obligations.Frozen(month));
    if (frozen && frozen->appeal_until.value) {
      figures.appeal_last_day = FormatDate(CivilDateAt(*frozen->appeal_until.value - Duration{1}));
    }
  }
  figures.duties = CompareDuties(scores->figures, previous->figures);
  const auto card = scores->card;
  if (card == nullptr) return {};
  for (const auto& set : card->sets) {
    auto part = TakeRanking(*card, set, scores->Latest(), previous->Latest(), names);
    if (!part.rows.empty()) figures.rankings.push_back(std::move(part));
  }
  return {};
}

Status TakeFromState(const FigureDeps& deps, Month month, Instant now, Figures& figures) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(journal::Caller::System("monthly figures")));
  ListQuery with_archived;
  with_archived.with_archived = true;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, with_archived));
  std::map<std::int64_t, std::string> names;
  for (const Agency& agency : agencies) names[agency.id] = agency.name.value;
  ListQuery enabled;
  enabled.filters = {Equals("enabled", std::int64_t{1})};
  LACHAN_TRY(figures.sources, reader->Count(schema::Describe<Source>(), enabled));
  if (deps.count_records) {
    LACHAN_TRY(figures.accounts, TakeAccounts(*reader, deps.count_records));
  }
  LACHAN_TRY_DO(TakeAlerts(*reader, month, figures), "counting alerts");
  LACHAN_TRY_DO(TakeIncidents(deps, *reader, month, now, names, figures), "counting incidents");
  LACHAN_TRY_DO(TakePublicReports(*reader, month, figures), "counting public reports");
  LACHAN_TRY_DO(TakeActivities(*reader, month, figures), "counting what was done");
  LACHAN_TRY_DO(TakeScores(deps, month, names, figures), "taking the scores");
  const Instant judged = std::min(directive::AssessmentInstant(month), now);
  obligations::SituationPtr situation;
  if (judged == now) {
    LACHAN_TRY(situation, deps.obligations.Current());
  } else {
    LACHAN_TRY(situation, deps.obligations.At(judged));
  }
  figures.agencies = std::ranges::count_if(
      situation->snapshot.agencies,
      [&](const directive::AgencyView& agency) { return agency.validity.Contains(judged); });
  TakeObligations(deps.directive, *situation, names, figures);
  return {};
}

}  // namespace

Result<Figures> TakeFigures(const FigureDeps& deps, Month month, Instant now) {
  Figures figures;
  figures.month = month.Text();
  figures.cut_at = FormatInstant(now);
  LACHAN_TRY_DO(TakeFromState(deps, month, now, figures));
  if (deps.count_events) {
    // A report without this figure is better than none: it says that the figure is missing.
    const auto count = [&](Month of) -> std::optional<std::int64_t> {
      const auto events = deps.count_events(of.Begin(), of.End());
      if (!events) return std::nullopt;
      return static_cast<std::int64_t>(*events);
    };
    figures.events = count(month);
    figures.previous_events = count(month.Plus(-1));
  }
  return figures;
}

std::string ToText(const Figures& figures) {
  return journal::CanonicalJson(schema::Encode(figures).as_object());
}

Result<Figures> ParseFigures(const std::string& text) {
  auto parsed = schema::ParseJson(text, {.max_bytes = 64 << 20, .max_depth = 16});
  if (!parsed || !parsed->is_object()) {
    return Fail(ErrorCode::kCorrupt, "the figures of the document are not JSON");
  }
  // Documents of older versions do not have them.
  for (const char* name : {"scores_addenda", "appeal_last_day", "accounts"}) {
    parsed->get_object().emplace(name, nullptr);
  }
  auto figures = boost::json::try_value_to<Figures>(*parsed);
  if (figures.has_error()) {
    return Fail(ErrorCode::kCorrupt, "the figures of the document do not have their form");
  }
  return *std::move(figures);
}

}  // namespace lachan::reports
