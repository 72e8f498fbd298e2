// SPDX-License-Identifier: Apache-2.0
/// \file
/// "My work": everything that waits for a person, of whatever module, in one list by date.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "directive/directive.h"
#include "identity/principal.h"
#include "inspections/clocks.h"
#include "obligations/obligation_service.h"
#include "teams/contacts.h"
#include "teams/roster.h"

namespace lachan::web_api {

BOOST_DEFINE_ENUM_CLASS(WorkKind, duty, advisory, finding, inspection, incident, contact, score,
                        dossier, relief, team, scan, report, source)

/// What is asked of the person. The console says it in words: `work.ask.<name>`.
BOOST_DEFINE_ENUM_CLASS(WorkAsk, do_duty, answer_advisory, fix_finding, confirm_fixed,
                        decide_finding, answer_remedy, recheck_remedy, prepare_visit, comment_draft,
                        do_task, confirm_contact, read_answer, may_appeal, answer_appeal,
                        confirm_month, confirm_addendum, decree_scorecard, complete_dossier,
                        check_dossier, appraise_dossier, approve_dossier, confirm_relief,
                        read_relief, decide_expert, fill_roster, approve_scan, answer_report,
                        wake_source)

struct WorkRow {
  std::string key;  ///< Stable: "finding:12"; of a duty its own key.
  WorkKind kind = WorkKind::duty;
  WorkAsk ask = WorkAsk::do_duty;
  std::string title_vi, title_en;  ///< What it is about; the same in both, where a person named it.
  std::string state;               ///< Of the record: "overdue", "returned" …
  std::optional<std::int64_t> agency_id;
  std::string agency_name;
  std::optional<Instant> due;  ///< First instant too late.
  bool is_overdue = false;
  std::string href;        ///< Page of the console.
  std::int64_t count = 1;  ///< Records behind the row.
};
BOOST_DESCRIBE_STRUCT(WorkRow, (),
                      (key, kind, ask, title_vi, title_en, state, agency_id, agency_name, due,
                       is_overdue, href, count))

/// Where a row comes from, what it asks and where that is done.
struct WorkHead {
  std::string key;
  WorkKind kind;
  WorkAsk ask;
  std::string href;
};
WorkRow MakeRow(WorkHead head, std::string title, AgencyId agency = {},
                std::optional<Instant> due = {});

/// Names of systems by id, in one query.
Result<std::map<std::int64_t, std::string>> SystemNames(journal::Reader& reader,
                                                        std::vector<std::int64_t> ids);

struct WorkKindCount {
  WorkKind kind = WorkKind::duty;
  std::int64_t total = 0, overdue = 0;
};
BOOST_DESCRIBE_STRUCT(WorkKindCount, (), (kind, total, overdue))

struct WorkListView {
  Instant as_of;
  std::int64_t total = 0, overdue = 0;
  std::vector<WorkKindCount> kinds;  ///< That have something, in the order of WorkKind.
  std::vector<WorkRow> rows;         ///< Earliest limit first, then those without.
};
BOOST_DESCRIBE_STRUCT(WorkListView, (), (as_of, total, overdue, kinds, rows))

struct WorkDeps {
  journal::StateStore& store;
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  teams::Contacts& contacts;
  teams::RosterService& roster;
  const Clock& clock;
  inspections::Limits inspection_limits = {};
};

/// One person's question, as a source of work sees it.
struct WorkQuestion {
  const WorkDeps& deps;
  const identity::Principal& person;
  journal::Caller caller;  ///< With the reach of the permission that the source names.
  bool is_own = false;     ///< The reach is the person's own agency.
  Instant now;
  std::vector<WorkRow>& rows;
  std::set<std::string>& spoken_of;  ///< Numbers of findings that a duty of the list is about.
};

/// A module's part of the list. What a person may not do is not asked of that person.
struct WorkSource {
  identity::Permission needs;
  Status (*collect)(WorkQuestion& question);
};

/// The sources for those who answer for an agency, and for those who decide about agencies.
std::vector<WorkSource> AgencyWork();
std::vector<WorkSource> ReviewWork();

Result<WorkListView> WorkOf(const WorkDeps& deps, const identity::Principal& person);

}  // namespace lachan::web_api
