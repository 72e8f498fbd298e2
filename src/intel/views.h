// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the API says about indicators. Described structs: the answers of
/// src/web_api/intel_routes.cc as they are.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "core/vocabulary.h"
#include "intel/entities.h"
#include "schema/json.h"

namespace lachan::intel {

struct IndicatorFindingView {
  std::string severity;  ///< "error" (rejected), "warning", "note".
  std::string code;      ///< "ioc.value"
  std::string message, hint;
  std::string place;  ///< "12" of CSV and text, "/objects/3/pattern" of JSON.
};
BOOST_DESCRIBE_STRUCT(IndicatorFindingView, (), (severity, code, message, hint, place))

struct IndicatorCount {
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(IndicatorCount, (), (name, count))

/// What reading a document gave: found = loaded + rejected + skipped.
struct IndicatorAccountView {
  std::string format;  ///< "csv", "stix", "misp", "text", "unknown".
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
  bool is_complete = true;  ///< False if reading ended early: a limit, or a document cut off.
  std::vector<IndicatorCount> kinds;           ///< Loaded by kind.
  std::vector<IndicatorCount> reasons;         ///< Why some were skipped.
  std::int64_t expired = 0;                    ///< Of the loaded, those whose time is over already.
  std::vector<IndicatorFindingView> findings;  ///< The first 1,000.
  std::int64_t findings_total = 0;
};
BOOST_DESCRIBE_STRUCT(IndicatorAccountView, (),
                      (format, found, loaded, rejected, skipped, is_complete, kinds, reasons,
                       expired, findings, findings_total))

struct IndicatorListView {
  std::int64_t id = 0, version = 0;
  std::string name, note;
  IndicatorListState state = IndicatorListState::on;
  bool raises_alerts = true;
  Level level = Level::high;
  IndicatorTlp default_tlp = IndicatorTlp::amber;
  std::optional<std::int64_t> default_days;
  std::string format;
  std::string content;  ///< SHA-256 of the document.
  std::int64_t bytes = 0;
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
  std::optional<Instant> imported_at;
  std::string imported_by;
  std::string previous_content;  ///< What going back would restore; empty: nothing.
  std::optional<Instant> previous_imported_at;
  std::int64_t previous_loaded = 0;
  bool is_in_force = false;   ///< This very content is held against events.
  std::int64_t in_force = 0;  ///< Indicators of it.
  std::string problem;        ///< Why it is not, though it is on; empty: no problem.
  std::int64_t hits_24h = 0, hits_7d = 0, excluded_7d = 0;
  std::optional<Instant> last_hit;
  Instant created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(IndicatorListView, (),
                      (id, version, name, note, state, raises_alerts, level, default_tlp,
                       default_days, format, content, bytes, found, loaded, rejected, skipped,
                       imported_at, imported_by, previous_content, previous_imported_at,
                       previous_loaded, is_in_force, in_force, problem, hits_24h, hits_7d,
                       excluded_7d, last_hit, created_at, updated_at))

/// Of the set that events are held against.
struct IndicatorStateView {
  std::int64_t indicators = 0;  ///< Expired ones included, until the next building.
  std::int64_t lists = 0;
  std::int64_t bytes = 0;        ///< Of memory.
  std::optional<Instant> since;  ///< When it came in force.
  double build_seconds = 0;
  bool is_building = false;     ///< A change is on its way.
  std::string problem;          ///< Of the last building; empty: none.
  std::int64_t exclusions = 0;  ///< In force.
};
BOOST_DESCRIBE_STRUCT(IndicatorStateView, (),
                      (indicators, lists, bytes, since, build_seconds, is_building, problem,
                       exclusions))

struct IndicatorLists {
  std::vector<IndicatorListView> rows;
  IndicatorStateView state;
};
BOOST_DESCRIBE_STRUCT(IndicatorLists, (), (rows, state))

struct IndicatorListDetail {
  IndicatorListView list;
  IndicatorAccountView account;
};
BOOST_DESCRIBE_STRUCT(IndicatorListDetail, (), (list, account))

struct IndicatorImportView {
  std::optional<IndicatorListView> list;  ///< Absent of a trial.
  IndicatorAccountView account;
};
BOOST_DESCRIBE_STRUCT(IndicatorImportView, (), (list, account))

/// One indicator of one list.
struct ListedIndicator {
  std::string value;
  std::string kind;  ///< "address", "network", "domain", "url", "md5", …
  std::int64_t list_id = 0;
  std::string list_name;
  std::string source, description, id;
  std::string tlp;  ///< "clear", "green", "amber", "amber+strict", "red".
  std::optional<Instant> valid_from, valid_until;
  bool is_valid = true;      ///< Now.
  bool is_excluded = false;  ///< Now.
};
BOOST_DESCRIBE_STRUCT(ListedIndicator, (),
                      (value, kind, list_id, list_name, source, description, id, tlp, valid_from,
                       valid_until, is_valid, is_excluded))

struct IndicatorPage {
  std::vector<ListedIndicator> rows;
  std::string next;        ///< For `after`; empty at the end.
  std::int64_t total = 0;  ///< In force, whatever was asked for.
};
BOOST_DESCRIBE_STRUCT(IndicatorPage, (), (rows, next, total))

/// What the lists know of one value.
struct IndicatorLookupRow {
  std::string asked;
  std::string value;  ///< Canonical; empty: it is no indicator.
  std::string kind;
  std::string problem;       ///< Why it is none.
  bool is_listed = false;    ///< A list has it or what encloses it, valid now and not excluded.
  bool is_excluded = false;  ///< An exclusion in force covers it.
  std::vector<ListedIndicator>
      indicators;  ///< The value itself, and networks and domains around it.
};
BOOST_DESCRIBE_STRUCT(IndicatorLookupRow, (),
                      (asked, value, kind, problem, is_listed, is_excluded, indicators))

struct IndicatorLookup {
  std::vector<IndicatorLookupRow> rows;  ///< In the order of the question.
};
BOOST_DESCRIBE_STRUCT(IndicatorLookup, (), (rows))

struct IndicatorExclusionView {
  std::int64_t id = 0;
  std::string value, kind, reason, author;
  std::optional<Instant> until, ended_at;
  std::string ended_by;
  bool is_in_force = true;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(IndicatorExclusionView, (),
                      (id, value, kind, reason, author, until, ended_at, ended_by, is_in_force,
                       created_at))

struct IndicatorExclusionList {
  std::vector<IndicatorExclusionView> rows;
};
BOOST_DESCRIBE_STRUCT(IndicatorExclusionList, (), (rows))

}  // namespace lachan::intel
