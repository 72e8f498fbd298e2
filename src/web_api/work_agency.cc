// SPDX-License-Identifier: Apache-2.0
// What waits for those who answer for an agency.
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

#include "advisories/entities.h"
#include "dossiers/entities.h"
#include "findings/entities.h"
#include "incidents/entities.h"
#include "inspections/entities.h"
#include "ranking/entities.h"
#include "web_api/duty_view.h"
#include "web_api/work_list.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using journal::Filter;
using journal::ListQuery;

/// How long an answer is shown as new.
constexpr std::chrono::days kNews{14};
/// Findings of an agency are many; the rest is behind the link of the last row.
constexpr std::size_t kFindings = 100;

Filter In(std::string field, std::initializer_list<const char*> names) {
  Filter filter{std::move(field), Filter::Op::kIn, {}};
  for (const char* name : names) filter.values.emplace_back(std::string(name));
  return filter;
}

Filter AtOrAfter(std::string field, Instant instant) {
  return {std::move(field), Filter::Op::kGreaterOrEqual, {instant.time_since_epoch().count()}};
}

std::optional<Instant> LimitOf(const directive::Duty& duty) {
  return duty.status == directive::DutyStatus::kDueSoon && duty.holds ? duty.next_due : duty.due;
}

/// One row a duty.
Status OwnDuties(WorkQuestion& question, const std::vector<directive::Duty>& duties) {
  std::vector<std::int64_t> systems;
  for (const auto& duty : duties) {
    if (duty.system) systems.push_back(duty.system.value);
  }
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  LACHAN_TRY(const auto names, SystemNames(*reader, std::move(systems)));
  for (const auto& duty : duties) {
    std::string of;
    if (const auto subject = question.deps.obligations.LinkOf(duty); !subject.empty()) {
      of += " – " + subject;
      question.spoken_of.insert(subject);
    }
    if (const auto name = names.find(duty.system.value); name != names.end()) {
      of += " – " + name->second;
    }
    const auto& title = TitleOf(question.deps.directive, duty.part);
    auto row = MakeRow({duty.Key(), WorkKind::duty, WorkAsk::do_duty, "/my?kind=duty"},
                       title.vi + of, duty.agency, LimitOf(duty));
    row.title_en = title.en + of;
    row.state = ToString(duty.status);
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// The agency that coordinates owes the same for every system of the province: one row a part.
void DutiesByPart(WorkQuestion& question, const std::vector<directive::Duty>& duties) {
  std::map<std::string, WorkRow> rows;
  for (const auto& duty : duties) {
    auto& row = rows[duty.part];
    if (row.key.empty()) {
      const auto& title = TitleOf(question.deps.directive, duty.part);
      row = MakeRow({"duties:" + duty.part, WorkKind::duty, WorkAsk::do_duty,
                     fmt::format("/duties?agency_id={}&part={}&status=overdue,due_soon,open",
                                 duty.agency.value, duty.part)},
                    title.vi, duty.agency, LimitOf(duty));
      row.title_en = title.en;
      row.state = ToString(duty.status);
      row.count = 0;
    }
    ++row.count;
    if (const auto due = LimitOf(duty); due && (!row.due || *due < *row.due)) row.due = due;
  }
  for (auto& [part, row] : rows) question.rows.push_back(std::move(row));
}

/// Duties of the own agency; for the coordinator those of the agency that coordinates.
Status Duties(WorkQuestion& question) {
  AgencyId agency = question.person.agency;
  if (question.person.role == identity::Role::coordinator) {
    LACHAN_TRY(agency, question.deps.roster.Coordinator());
  } else if (!question.is_own) {
    return {};
  }
  if (!agency) return {};
  obligations::DutyQuery query;
  query.agency = agency;
  query.statuses = {directive::DutyStatus::kOverdue, directive::DutyStatus::kDueSoon,
                    directive::DutyStatus::kOpen};
  LACHAN_TRY(const auto list, question.deps.obligations.Duties(question.caller, query));
  if (question.is_own) return OwnDuties(question, list.rows);
  DutiesByPart(question, list.rows);
  return {};
}

/// Findings of which no duty of the list speaks already.
Status Findings(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("status", {"open", "probably_fixed"})};
  query.sort = "due_at";
  query.limit = kFindings;
  LACHAN_TRY(const auto findings, journal::List<Finding>(*reader, query));
  std::vector<std::int64_t> systems;
  for (const auto& finding : findings) {
    if (finding.system_id.value) systems.push_back(finding.system_id.value->value);
  }
  LACHAN_TRY(const auto names, SystemNames(*reader, std::move(systems)));
  for (const auto& finding : findings) {
    if (question.spoken_of.contains(finding.number.value.value)) continue;
    auto title = fmt::format("{} – {}", finding.number.value.value, finding.title.value.value);
    if (const auto& system = finding.system_id.value; system && names.contains(system->value)) {
      title += " – " + names.at(system->value);
    }
    const bool is_gone = finding.status == FindingStatus::probably_fixed;
    auto row = MakeRow({fmt::format("finding:{}", finding.id.value), WorkKind::finding,
                        is_gone ? WorkAsk::confirm_fixed : WorkAsk::fix_finding,
                        fmt::format("/findings/{}", finding.id.value)},
                       std::move(title), finding.agency_id.value.value_or(AgencyId{}),
                       finding.due_at.value);
    row.state = is_gone ? "probably_fixed" : "open";
    question.rows.push_back(std::move(row));
  }
  if (findings.size() < kFindings) return {};
  LACHAN_TRY(const auto total, reader->Count(schema::Describe<Finding>(), query));
  if (total > std::ssize(findings)) {
    auto row = MakeRow({"findings", WorkKind::finding, WorkAsk::fix_finding, "/findings"}, "");
    row.count = total - std::ssize(findings);
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Advisories that a duty of the list does not speak of already.
Status Advisories(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("state", {"sent", "read", "answered"})};
  LACHAN_TRY(const auto deliveries, journal::ListAll<AdvisoryDelivery>(*reader, query));
  for (const auto& delivery : deliveries) {
    if (question.spoken_of.contains(delivery.number.value.value)) continue;
    auto row = MakeRow(
        {fmt::format("advisory:{}", delivery.id.value), WorkKind::advisory,
         WorkAsk::answer_advisory, fmt::format("/advisories/deliveries/{}", delivery.id.value)},
        delivery.number.value.value + " – " + delivery.title.value.value, delivery.agency_id,
        StartOfDay(AddDays(delivery.due_on.value, 1)));
    row.state = boost::describe::enum_to_string(delivery.state.value, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

Status Remedies(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("state", {"open", "returned"})};
  LACHAN_TRY(const auto remedies, journal::ListAll<InspectionRemedy>(*reader, query));
  for (const auto& remedy : remedies) {
    auto row = MakeRow(
        {fmt::format("remedy:{}", remedy.id.value), WorkKind::inspection, WorkAsk::answer_remedy,
         fmt::format("/inspections/{}", remedy.inspection_id.value.value)},
        remedy.title.value, remedy.agency_id.value.value_or(AgencyId{}),
        StartOfDay(AddDays(remedy.due_on, 1)));
    row.state = remedy.state.value == RemedyState::returned ? "returned" : "open";
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Visits that were announced, and drafts that want the agency's word.
Status Visits(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("state", {"announced", "drafted"})};
  LACHAN_TRY(const auto visits, journal::ListAll<Inspection>(*reader, query));
  for (const auto& visit : visits) {
    const bool is_drafted = visit.state == InspectionState::drafted;
    if (is_drafted && visit.commented_on.value) continue;
    std::optional<Instant> due = StartOfDay(visit.starts_on);
    if (is_drafted) {
      due.reset();
      for (const auto& clock : inspections::ClocksOf(visit, question.deps.inspection_limits,
                                                     CivilDateAt(question.now))) {
        if (clock.code == "comment" && clock.last_day)
          due = StartOfDay(AddDays(*clock.last_day, 1));
      }
    } else if (*due <= question.now) {
      continue;
    }
    question.rows.push_back(
        MakeRow({fmt::format("inspection:{}", visit.id.value), WorkKind::inspection,
                 is_drafted ? WorkAsk::comment_draft : WorkAsk::prepare_visit,
                 fmt::format("/inspections/{}", visit.id.value)},
                visit.title.value, question.person.agency, due));
  }
  return {};
}

/// Tasks of incidents: of the own agency those that nobody else has; elsewhere one's own.
Status Tasks(WorkQuestion& question) {
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("status", {"open"})};
  if (!question.is_own) {
    query.filters.push_back(journal::Equals("assignee_id", question.person.account.value));
  }
  LACHAN_TRY(const auto tasks, journal::ListAll<IncidentTask>(*reader, query));
  for (const auto& task : tasks) {
    if (task.assignee_id && *task.assignee_id != question.person.account) continue;
    question.rows.push_back(
        MakeRow({fmt::format("task:{}", task.id.value), WorkKind::incident, WorkAsk::do_task,
                 fmt::format("/incidents/{}", task.incident_id.value)},
                task.title.value, task.agency_id, task.due_at));
  }
  return {};
}

Status Contacts(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto due, question.deps.contacts.Due(question.caller));
  for (const auto& one : due) {
    auto row =
        MakeRow({fmt::format("contact:{}", one.contact.id.value), WorkKind::contact,
                 WorkAsk::confirm_contact,
                 fmt::format("/registers/contact-points/{}", one.contact.id.value)},
                one.contact.name.value, one.contact.agency_id,
                one.until ? std::optional(StartOfDay(AddDays(*one.until, 1))) : std::nullopt);
    row.state = boost::describe::enum_to_string(one.state, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Answers to one's appeals, and months against which one may still appeal.
Status Appeals(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("state", {"accepted", "partly", "rejected"}),
                   AtOrAfter("answered_at", question.now - kNews)};
  LACHAN_TRY(const auto answered, journal::ListAll<ScoreAppeal>(*reader, query));
  for (const auto& appeal : answered) {
    auto row = MakeRow({fmt::format("appeal:{}", appeal.id.value), WorkKind::score,
                        WorkAsk::read_answer, fmt::format("/appeals/{}", appeal.id.value)},
                       appeal.number.value.value, appeal.agency_id);
    row.state = boost::describe::enum_to_string(appeal.state.value, "");
    question.rows.push_back(std::move(row));
  }
  journal::Grouping months;  // The figures of a month, which are large, stay in the store.
  months.fields = {"month", "appeal_until"};
  ListQuery open;
  open.filters = {AtOrAfter("appeal_until", question.now)};
  LACHAN_TRY(const auto frozen, reader->Group(schema::Describe<ScoreMonth>(), months, open));
  for (const auto& group : frozen) {
    const auto* month = std::get_if<std::string>(&group.values[0]);
    const auto* until = std::get_if<std::int64_t>(&group.values[1]);
    if (month == nullptr || until == nullptr) continue;
    question.rows.push_back(MakeRow(
        {"appeal_window:" + *month, WorkKind::score, WorkAsk::may_appeal, "/score?month=" + *month},
        *month, question.person.agency, Instant{Duration{*until}}));
  }
  return {};
}

Status Dossiers(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("status", {"returned"})};
  LACHAN_TRY(const auto dossiers, journal::ListAll<Dossier>(*reader, query));
  std::vector<std::int64_t> ids;
  for (const auto& dossier : dossiers) ids.push_back(dossier.system_id.value);
  LACHAN_TRY(const auto names, SystemNames(*reader, std::move(ids)));
  for (const auto& dossier : dossiers) {
    const auto name = names.find(dossier.system_id.value);
    auto row = MakeRow({fmt::format("dossier:{}", dossier.id.value), WorkKind::dossier,
                        WorkAsk::complete_dossier, fmt::format("/dossiers/{}", dossier.id.value)},
                       name == names.end() ? dossier.number.value.value
                                           : dossier.number.value.value + " – " + name->second,
                       dossier.agency_id);
    row.state = "returned";
    question.rows.push_back(std::move(row));
  }
  return {};
}

Status Reliefs(WorkQuestion& question) {
  if (!question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {In("state", {"in_force", "refused"}),
                   AtOrAfter("confirmed_at", question.now - kNews)};
  LACHAN_TRY(const auto reliefs, journal::ListAll<DutyRelief>(*reader, query));
  for (const auto& relief : reliefs) {
    const auto& title = TitleOf(question.deps.directive, relief.part.value);
    auto row = MakeRow({fmt::format("relief:{}", relief.id.value), WorkKind::relief,
                        WorkAsk::read_relief, "/reliefs"},
                       title.vi, relief.agency_id);
    row.title_en = title.en;
    row.state = boost::describe::enum_to_string(relief.state.value, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Hours that nobody covers, of the roster that the person keeps.
Status RosterGaps(WorkQuestion& question) {
  AgencyId agency = question.person.agency;
  if (!question.is_own) {
    if (question.person.role != identity::Role::coordinator) return {};
    LACHAN_TRY(agency, question.deps.roster.Coordinator());
  }
  if (!agency) return {};
  LACHAN_TRY(const auto problems, question.deps.roster.Alarms(question.caller, agency));
  std::int64_t gaps = 0;
  std::optional<Instant> first;
  for (const auto& problem : problems) {
    if (problem.kind != teams::RosterProblemKind::gap) continue;
    if (!first) first = problem.from;
    ++gaps;
  }
  if (gaps == 0) return {};
  auto row =
      MakeRow({"roster", WorkKind::team, WorkAsk::fill_roster, "/roster"}, "", agency, first);
  row.count = gaps;
  question.rows.push_back(std::move(row));
  return {};
}

}  // namespace

std::vector<WorkSource> AgencyWork() {
  return {{Needs("duty", Action::kRead), Duties},
          {Needs("finding", Action::kWrite), Findings},
          {Needs("advisory_delivery", Action::kWrite), Advisories},
          {Needs("inspection_reply", Action::kWrite), Remedies},
          {Needs("inspection_reply", Action::kWrite), Visits},
          {Needs("incident_task", Action::kWrite), Tasks},
          {Needs("contact_point", Action::kWrite), Contacts},
          {Needs("score_appeal", Action::kWrite), Appeals},
          {Needs("dossier", Action::kWrite), Dossiers},
          {Needs("duty_relief", Action::kWrite), Reliefs},
          {Needs("roster_month", Action::kWrite), RosterGaps}};
}

}  // namespace lachan::web_api
