// SPDX-License-Identifier: Apache-2.0
// What waits for those who decide about agencies: second persons, reviewers, inspectors.
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>

#include "dossiers/entities.h"
#include "findings/entities.h"
#include "findings/scan_entities.h"
#include "incidents/entities.h"
#include "inspections/entities.h"
#include "ranking/entities.h"
#include "ranking/sign_off.h"
#include "sources/entities.h"
#include "teams/entities.h"
#include "web_api/duty_view.h"
#include "web_api/work_list.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using journal::Equals;
using journal::ListQuery;

template <class T>
Result<std::vector<T>> InState(WorkQuestion& question, const char* field, const char* state) {
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {Equals(field, std::string(state))};
  return journal::ListAll<T>(*reader, query);
}

/// Whoever took the first step does not take the second.
bool IsMine(const WorkQuestion& question, std::int64_t account) {
  return question.person.account.value == account;
}

Status FindingRequests(WorkQuestion& question) {
  LACHAN_TRY(auto requests, InState<FindingRequest>(question, "status", "pending"));
  std::erase_if(requests, [&](const auto& one) {
    return one.requester_id.value && IsMine(question, one.requester_id.value->value);
  });
  if (requests.empty()) return {};
  ListQuery query;
  query.filters = {{"id", journal::Filter::Op::kIn, {}}};
  for (const auto& one : requests) query.filters[0].values.emplace_back(one.finding_id.value.value);
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  LACHAN_TRY(const auto findings, journal::ListAll<Finding>(*reader, query));
  std::map<std::int64_t, std::string> titles;
  for (const auto& finding : findings) {
    titles[finding.id.value] =
        fmt::format("{} – {}", finding.number.value.value, finding.title.value.value);
  }
  for (const auto& one : requests) {
    const auto finding = one.finding_id.value.value;
    auto row = MakeRow({fmt::format("finding_request:{}", one.id.value), WorkKind::finding,
                        WorkAsk::decide_finding, fmt::format("/findings/{}", finding)},
                       titles[finding], one.agency_id.value);
    row.state = boost::describe::enum_to_string(one.kind.value, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

Status Scans(WorkQuestion& question) {
  LACHAN_TRY(const auto waiting, InState<ScanAuthorisation>(question, "status", "draft"));
  for (const auto& one : waiting) {
    if (one.creator_id.value && IsMine(question, one.creator_id.value->value)) continue;
    question.rows.push_back(MakeRow({fmt::format("scan:{}", one.id.value), WorkKind::scan,
                                     WorkAsk::approve_scan, "/findings/scans"},
                                    one.title.value, one.agency_id));
  }
  return {};
}

Status Remedies(WorkQuestion& question) {
  if (question.is_own) return {};
  LACHAN_TRY(const auto reported, InState<InspectionRemedy>(question, "state", "reported"));
  for (const auto& one : reported) {
    question.rows.push_back(MakeRow(
        {fmt::format("remedy:{}", one.id.value), WorkKind::inspection, WorkAsk::recheck_remedy,
         fmt::format("/inspections/{}", one.inspection_id.value.value)},
        one.title.value, one.agency_id.value.value_or(AgencyId{})));
  }
  return {};
}

Status Dossiers(WorkQuestion& question) {
  const bool is_owner = question.person.role == identity::Role::management;
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {{"status", journal::Filter::Op::kIn, {std::string("appraised")}}};
  if (!is_owner) {
    query.filters[0].values.emplace_back(std::string("filed"));
    query.filters[0].values.emplace_back(std::string("appraising"));
  }
  LACHAN_TRY(const auto dossiers, journal::ListAll<Dossier>(*reader, query));
  std::vector<std::int64_t> systems;
  for (const auto& one : dossiers) systems.push_back(one.system_id.value);
  LACHAN_TRY(const auto names, SystemNames(*reader, std::move(systems)));
  for (const auto& one : dossiers) {
    if (IsMine(question, one.proposer_id.value)) continue;
    WorkAsk ask = WorkAsk::check_dossier;
    auto due = one.check_due.value;
    if (one.status == DossierStatus::appraising) {
      ask = WorkAsk::appraise_dossier;
      due = one.appraise_due.value;
    } else if (one.status == DossierStatus::appraised) {
      if (!is_owner || IsMine(question, one.appraiser_id.value)) continue;
      ask = WorkAsk::approve_dossier;
      due = one.approve_due.value;
    }
    auto row =
        MakeRow({fmt::format("dossier:{}", one.id.value), WorkKind::dossier, ask,
                 fmt::format("/dossiers/{}", one.id.value)},
                fmt::format("{} – {}", one.number.value.value,
                            names.contains(one.system_id.value) ? names.at(one.system_id.value)
                                                                : std::string()),
                one.agency_id, due);
    row.state = boost::describe::enum_to_string(one.status.value, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

Status Reliefs(WorkQuestion& question) {
  if (question.is_own) return {};
  LACHAN_TRY(const auto proposed, InState<DutyRelief>(question, "state", "proposed"));
  for (const auto& one : proposed) {
    if (IsMine(question, one.proposer.value)) continue;
    const auto& title = TitleOf(question.deps.directive, one.part.value);
    auto row = MakeRow({fmt::format("relief:{}", one.id.value), WorkKind::relief,
                        WorkAsk::confirm_relief, "/reliefs"},
                       title.vi, one.agency_id);
    row.title_en = title.en;
    row.state = boost::describe::enum_to_string(one.effect, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

Status Appeals(WorkQuestion& question) {
  if (question.is_own) return {};
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {
      {"state", journal::Filter::Op::kIn, {std::string("submitted"), std::string("received")}}};
  LACHAN_TRY(const auto open, journal::ListAll<ScoreAppeal>(*reader, query));
  std::map<std::string, std::int64_t> proposers;
  for (const auto& one : open) {
    const auto& name = one.month.value.value;
    if (!proposers.contains(name)) {
      const auto month = ParseMonth(name);
      if (!month) continue;
      LACHAN_TRY(proposers[name], ranking::ProposerOf(*reader, *month));
    }
    if (IsMine(question, proposers[name])) continue;
    auto row = MakeRow({fmt::format("appeal:{}", one.id.value), WorkKind::score,
                        WorkAsk::answer_appeal, fmt::format("/appeals/{}", one.id.value)},
                       one.number.value.value, one.agency_id, one.answer_due.value);
    row.state = boost::describe::enum_to_string(one.state.value, "");
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Months and their addenda that want a second person.
Status Months(WorkQuestion& question) {
  if (question.is_own) return {};
  LACHAN_TRY(const auto proposals, InState<ScoreProposal>(question, "state", "open"));
  for (const auto& one : proposals) {
    if (IsMine(question, one.proposed_by_id.value)) continue;
    const auto& month = one.month.value.value;
    question.rows.push_back(MakeRow(
        {"month:" + month, WorkKind::score, WorkAsk::confirm_month, "/ranking/months/" + month},
        month));
  }
  LACHAN_TRY(const auto addenda, InState<ScoreAddendum>(question, "state", "proposed"));
  for (const auto& one : addenda) {
    if (IsMine(question, one.proposed_by_id.value)) continue;
    const auto& month = one.month.value.value;
    question.rows.push_back(MakeRow({fmt::format("addendum:{}", one.id.value), WorkKind::score,
                                     WorkAsk::confirm_addendum, "/ranking/months/" + month},
                                    month));
  }
  return {};
}

Status Scorecards(WorkQuestion& question) {
  LACHAN_TRY(const auto proposed, InState<ScorecardVersion>(question, "state", "proposed"));
  for (const auto& one : proposed) {
    if (IsMine(question, one.proposed_by_id.value)) continue;
    question.rows.push_back(
        MakeRow({fmt::format("scorecard:{}", one.id.value), WorkKind::score,
                 WorkAsk::decree_scorecard, fmt::format("/ranking/scorecards/{}", one.id.value)},
                one.title.value));
  }
  return {};
}

/// Experts about whom nobody decided whether they meet the standard, by agency.
Status Experts(WorkQuestion& question) {
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  journal::Grouping by_expert;
  by_expert.fields = {"expert_id"};
  by_expert.limit = 1000;
  LACHAN_TRY(const auto decided, reader->Group(schema::Describe<Qualification>(), by_expert, {}));
  std::set<std::int64_t> known;
  for (const auto& group : decided) {
    if (const auto* id = std::get_if<std::int64_t>(&group.values[0])) known.insert(*id);
  }
  ListQuery query;
  query.filters = {{"left_on", journal::Filter::Op::kIsNull, {}}};
  LACHAN_TRY(const auto experts, journal::ListAll<Expert>(*reader, query));
  std::map<std::int64_t, std::vector<std::string>> waiting;
  for (const auto& one : experts) {
    if (!known.contains(one.id.value)) waiting[one.agency_id.value].push_back(one.name.value);
  }
  for (const auto& [agency, names] : waiting) {
    auto row = MakeRow({fmt::format("experts:{}", agency), WorkKind::team, WorkAsk::decide_expert,
                        fmt::format("/team?agency_id={}", agency)},
                       fmt::format("{}", fmt::join(names, ", ")), AgencyId{agency});
    row.count = static_cast<std::int64_t>(names.size());
    question.rows.push_back(std::move(row));
  }
  return {};
}

/// Reports from the public that nobody took up; the desk has them one by one.
Status Reports(WorkQuestion& question) {
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  ListQuery query;
  query.filters = {Equals("status", std::string("received"))};
  LACHAN_TRY(const auto waiting, reader->Count(schema::Describe<PublicReport>(), query));
  if (waiting == 0) return {};
  auto row = MakeRow({"reports", WorkKind::report, WorkAsk::answer_report, "/desk"}, "");
  row.count = waiting;
  question.rows.push_back(std::move(row));
  return {};
}

/// Sources that fell silent, for those who look after them.
Status SilentSources(WorkQuestion& question) {
  const auto writes = question.person.GrantFor(Needs("source", Action::kWrite));
  if (!question.is_own && writes == identity::Grant::kNone) return {};
  LACHAN_TRY(const auto all, question.deps.store.OpenReader(journal::Caller::System("work")));
  ListQuery silent;
  silent.filters = {Equals("state", std::string("silent"))};
  LACHAN_TRY(const auto rows, journal::ListAll<SourceHealth>(*all, silent));
  if (rows.empty()) return {};
  ListQuery query;
  query.filters = {Equals("enabled", 1), {"id", journal::Filter::Op::kIn, {}}};
  for (const auto& row : rows) query.filters[1].values.emplace_back(row.source_id);
  LACHAN_TRY(const auto reader, question.deps.store.OpenReader(question.caller));
  LACHAN_TRY(const auto sources, journal::ListAll<Source>(*reader, query));
  for (const auto& source : sources) {
    auto row = MakeRow({fmt::format("source:{}", source.id.value), WorkKind::source,
                        WorkAsk::wake_source, fmt::format("/sources/{}", source.id.value)},
                       source.name.value, source.agency_id);
    row.state = "silent";
    question.rows.push_back(std::move(row));
  }
  return {};
}

}  // namespace

std::vector<WorkSource> ReviewWork() {
  return {{Needs("finding_decision", Action::kWrite), FindingRequests},
          {Needs("scan_approval", Action::kWrite), Scans},
          {Needs("inspection", Action::kWrite), Remedies},
          {Needs("dossier_review", Action::kWrite), Dossiers},
          {Needs("duty_relief", Action::kWrite), Reliefs},
          {Needs("score_appeal", Action::kWrite), Appeals},
          {Needs("ranking", Action::kWrite), Months},
          {Needs("scorecard", Action::kWrite), Scorecards},
          {Needs("qualification", Action::kWrite), Experts},
          {Needs("public_report", Action::kWrite), Reports},
          {Needs("source", Action::kRead), SilentSources}};
}

}  // namespace lachan::web_api
