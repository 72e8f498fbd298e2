// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the API says about rules: sets, versions, jobs, one rule with everything known about it.
/// Described structs: the answers of src/web_api/rule_routes.cc as they are.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

#include "core/id.h"
#include "core/time.h"
#include "core/vocabulary.h"
#include "rulesets/entities.h"
#include "schema/json.h"

namespace lachan::rulesets {

// ---- compile reports --------------------------------------------------------------------------

struct FindingView {
  std::string severity;  ///< "error" (document rejected), "warning", "note" (document left out).
  std::string code;      ///< "sigma.modifier.unknown"
  std::string message, hint;
  std::string set;   ///< Set it lies in; empty for exceptions and pasted texts.
  std::string file;  ///< Path below the set.
  int line = 0, column = 0;
};
BOOST_DESCRIBE_STRUCT(FindingView, (), (severity, code, message, hint, set, file, line, column))

/// found = loaded + rejected + skipped, in each set and in the sum.
struct RuleReportView {
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
  std::int64_t correlations = 0, filters = 0, always_evaluated = 0;
  std::vector<FindingView> findings;  ///< Errors first; 1,000 at most.
  std::int64_t findings_total = 0;
};
BOOST_DESCRIBE_STRUCT(RuleReportView, (),
                      (found, loaded, rejected, skipped, correlations, filters, always_evaluated,
                       findings, findings_total))

struct TestResultView {
  std::string rule_id, rule_title;
  std::string file;  ///< Path of the test file below its set; empty for a pasted one.
  std::string note;
  bool expects_match = true;
  bool passed = false;
  std::string message;  ///< Of a failed one: what happened instead.
};
BOOST_DESCRIBE_STRUCT(TestResultView, (),
                      (rule_id, rule_title, file, note, expects_match, passed, message))

struct TestReportView {
  std::int64_t run = 0, passed = 0, failed = 0;
  std::vector<TestResultView> failures;  ///< 200 at most.
};
BOOST_DESCRIBE_STRUCT(TestReportView, (), (run, passed, failed, failures))

// ---- sets ---------------------------------------------------------------------------------------

struct RuleSetView {
  std::string id;  ///< "own", "rules", "sigmahq": part of paths and of file names in findings.
  std::string title;
  RuleSetKind kind = RuleSetKind::imported;
  std::string licence;  ///< Note for people: "DRL 1.1".
  std::string origin;   ///< Folder or archive it came from.
  bool enabled = true;
  std::optional<Level> minimum_level;  ///< Rules below it are left out.
  std::string version;                 ///< Content hash, 64 hex digits.
  std::int64_t files = 0, bytes = 0;
  /// As last validated; null before that.
  std::optional<std::int64_t> found, loaded, rejected, skipped;
  bool is_changed = false;       ///< Differs from what is in force (content, level, enabled).
  bool is_in_force = false;      ///< Part of the version in force.
  std::string version_in_force;  ///< Its content hash there; empty when it is not part of it.
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(RuleSetView, (),
                      (id, title, kind, licence, origin, enabled, minimum_level, version, files,
                       bytes, found, loaded, rejected, skipped, is_changed, is_in_force,
                       version_in_force, updated_at))

struct RuleSetList {
  std::vector<RuleSetView> rows;          ///< In the order of loading: own, shipped, imported.
  bool is_changed = false;                ///< The sets differ from the version in force.
  std::optional<std::int64_t> in_force;   ///< Its number.
  std::optional<std::int64_t> candidate;  ///< Newest staged version of just this content.
};
BOOST_DESCRIBE_STRUCT(RuleSetList, (), (rows, is_changed, in_force, candidate))

struct LeftOutFile {
  std::string path, reason;
};
BOOST_DESCRIBE_STRUCT(LeftOutFile, (), (path, reason))

struct ImportView {
  RuleSetView set;
  std::int64_t files_taken = 0, files_left_out = 0;
  std::vector<LeftOutFile> left_out;  ///< 100 at most; files that are not YAML are only counted.
};
BOOST_DESCRIBE_STRUCT(ImportView, (), (set, files_taken, files_left_out, left_out))

struct RuleFileView {
  std::string path;
  std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(RuleFileView, (), (path, bytes))

struct RuleFileList {
  std::vector<RuleFileView> rows;
};
BOOST_DESCRIBE_STRUCT(RuleFileList, (), (rows))

struct RuleFileText {
  std::string set, path, text;
};
BOOST_DESCRIBE_STRUCT(RuleFileText, (), (set, path, text))

// ---- versions -----------------------------------------------------------------------------------

struct SetCountsView {
  std::string id, title, version;
  std::optional<Level> minimum_level;
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
};
BOOST_DESCRIBE_STRUCT(SetCountsView, (),
                      (id, title, version, minimum_level, found, loaded, rejected, skipped))

struct VersionView {
  std::int64_t id = 0;  ///< Number of the version: 1, 2, 3, …
  RuleVersionState state = RuleVersionState::validating;
  std::string hash;  ///< Of the contents and levels of all its sets.
  std::string note;
  std::string staged_by;
  Instant staged_at;
  std::string swapped_by;  ///< Who put it in force last; empty when nobody did.
  std::optional<Instant> swapped_at;
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
  std::int64_t tests_run = 0, tests_failed = 0;
  std::int64_t added = 0, changed = 0, removed = 0;  ///< Rules, against the version before.
  std::string problem;  ///< Why it cannot be put in force; empty when it can.
};
BOOST_DESCRIBE_STRUCT(VersionView, (),
                      (id, state, hash, note, staged_by, staged_at, swapped_by, swapped_at, found,
                       loaded, rejected, skipped, tests_run, tests_failed, added, changed, removed,
                       problem))

struct VersionList {
  std::vector<VersionView> rows;  ///< Newest first.
  std::optional<std::int64_t> in_force;
  std::optional<std::int64_t> rollback_to;  ///< What a roll-back would put in force.
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (rows, in_force, rollback_to))

struct ChangedRuleView {
  std::string id, title, set;
  Level level = Level::medium;
  RuleChangeKind change = RuleChangeKind::added;
};
BOOST_DESCRIBE_STRUCT(ChangedRuleView, (), (id, title, set, level, change))

// ---- trying against stored events
// -----------------------------------------------------------------

struct TrySample {
  std::string event_id, host;
  Instant time;
  std::optional<AgencyId> agency_id;
};
BOOST_DESCRIBE_STRUCT(TrySample, (), (event_id, host, time, agency_id))

/// One rule over the events of the span. "Now" is what the version in force finds in them.
struct TryRule {
  std::string id, title, set;
  Level level = Level::medium;
  std::int64_t alerts = 0, detections = 0, alerts_now = 0, detections_now = 0;
  std::int64_t suppressed = 0;     ///< Detections that exceptions took away.
  std::vector<TrySample> samples;  ///< 5 at most, newest last.
};
BOOST_DESCRIBE_STRUCT(TryRule, (),
                      (id, title, set, level, alerts, detections, alerts_now, detections_now,
                       suppressed, samples))

struct TryLevel {
  Level level = Level::medium;
  std::int64_t alerts = 0, detections = 0, alerts_now = 0, detections_now = 0;
};
BOOST_DESCRIBE_STRUCT(TryLevel, (), (level, alerts, detections, alerts_now, detections_now))

struct TryResult {
  Instant from, to;  ///< Event time; `from` is what was really read, later when cut short.
  std::int64_t events_total = 0, events_read = 0;
  bool is_complete = true;
  std::string stopped_because;  ///< Empty when complete: "cancelled", "more than … events", …
  std::int64_t alerts = 0, detections = 0, alerts_now = 0, detections_now = 0, suppressed = 0;
  std::vector<TryLevel> by_level;  ///< All levels, highest first.
  std::vector<TryRule> rules;      ///< Most alerts first; 300 at most.
  std::int64_t rules_total = 0;    ///< With at least one detection, new or now.
  double seconds = 0, events_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(TryResult, (),
                      (from, to, events_total, events_read, is_complete, stopped_because, alerts,
                       detections, alerts_now, detections_now, suppressed, by_level, rules,
                       rules_total, seconds, events_per_second))

struct VersionDetail {
  VersionView version;
  std::vector<SetCountsView> sets;
  RuleReportView report;
  TestReportView tests;
  std::vector<ChangedRuleView> changes;  ///< 500 at most.
  std::optional<TryResult> tried;        ///< The newest try of this version.
  std::optional<Instant> tried_at;
};
BOOST_DESCRIBE_STRUCT(VersionDetail, (), (version, sets, report, tests, changes, tried, tried_at))

struct FindingList {
  std::vector<FindingView> rows;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(FindingList, (), (rows, total))

// ---- jobs
// -----------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(JobKind, validate, try_version, preview_exception)
BOOST_DEFINE_ENUM_CLASS(JobState, queued, running, done, failed, cancelled)

struct JobView {
  std::int64_t id = 0;
  JobKind kind = JobKind::validate;
  JobState state = JobState::queued;
  std::optional<std::int64_t> version_id;
  std::string started_by;
  Instant created_at;
  std::optional<Instant> finished_at;
  std::string step;                  ///< What it does now: "compiling", "reading events".
  std::int64_t done = 0, total = 0;  ///< Of `step`; total 0 = not known.
  std::string problem;               ///< Of a failed one.
  std::optional<TryResult> result;   ///< Of try_version and preview_exception.
};
BOOST_DESCRIBE_STRUCT(JobView, (),
                      (id, kind, state, version_id, started_by, created_at, finished_at, step, done,
                       total, problem, result))

struct JobList {
  std::vector<JobView> rows;  ///< Newest first, without results.
};
BOOST_DESCRIBE_STRUCT(JobList, (), (rows))

struct StagedView {
  VersionView version;
  JobView job;
};
BOOST_DESCRIBE_STRUCT(StagedView, (), (version, job))

}  // namespace lachan::rulesets
