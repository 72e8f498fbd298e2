// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the API says about single rules, the province's own rules, exceptions and coverage.
#pragma once

#include "rulesets/views.h"

namespace lachan::rulesets {

// ---- coverage -----------------------------------------------------------------------------------

/// Whether a rule can fire on the logs that arrive.
BOOST_DEFINE_ENUM_CLASS(CanFire, yes, fields_missing, no_log_source)

struct LogSourceView {
  std::string product, category, service;
};
BOOST_DESCRIBE_STRUCT(LogSourceView, (), (product, category, service))

struct ArrivingLogView {
  LogSourceView logsource;
  std::int64_t events = 0;  ///< Since first seen.
  std::int64_t fields = 0;  ///< Different names in them, of the last days.
  Instant last_at;
  std::int64_t rules = 0;     ///< Rules in force that are tried on them.
  std::int64_t can_fire = 0;  ///< Of those.
};
BOOST_DESCRIBE_STRUCT(ArrivingLogView, (), (logsource, events, fields, last_at, rules, can_fire))

struct CoverageCounts {
  std::int64_t total = 0, yes = 0, fields_missing = 0, no_log_source = 0;
};
BOOST_DESCRIBE_STRUCT(CoverageCounts, (), (total, yes, fields_missing, no_log_source))

/// A log source that rules wait for and that does not arrive.
struct MissingLogView {
  LogSourceView logsource;
  std::int64_t rules = 0;
};
BOOST_DESCRIBE_STRUCT(MissingLogView, (), (logsource, rules))

struct TechniqueView {
  std::string id;                        ///< "T1059" or, below it, "T1059.001".
  std::int64_t rules = 0, can_fire = 0;  ///< Of a technique: with those of its parts.
  std::int64_t hits_30d = 0;
};
BOOST_DESCRIBE_STRUCT(TechniqueView, (), (id, rules, can_fire, hits_30d))

struct TacticView {
  std::string id;    ///< "initial-access"; the tag is "attack.initial-access".
  std::string name;  ///< "Initial Access"
  std::int64_t rules = 0, can_fire = 0;
  std::vector<TechniqueView> techniques;  ///< By id, parts after their technique.
};
BOOST_DESCRIBE_STRUCT(TacticView, (), (id, name, rules, can_fire, techniques))

struct CoverageView {
  std::optional<AgencyId> agency_id;  ///< Absent: the whole province.
  Instant computed_at;
  std::int64_t version_id = 0;
  std::int64_t days = 14;  ///< Logs of this many days count.
  CoverageCounts rules;
  std::vector<ArrivingLogView> arriving;  ///< Most events first.
  std::vector<MissingLogView> missing;    ///< Most rules first; 50 at most.
  std::vector<TacticView> tactics;        ///< In ATT&CK's order; then what has no tactic.
};
BOOST_DESCRIBE_STRUCT(CoverageView, (),
                      (agency_id, computed_at, version_id, days, rules, arriving, missing, tactics))

struct AgencyCoverageView {
  std::optional<AgencyId> agency_id;  ///< Absent: events that belong to no agency.
  std::string agency_name;
  CoverageCounts rules;
  std::int64_t logsources = 0;
  std::int64_t events = 0;
  std::optional<Instant> last_at;
};
BOOST_DESCRIBE_STRUCT(AgencyCoverageView, (),
                      (agency_id, agency_name, rules, logsources, events, last_at))

struct AgencyCoverageList {
  std::vector<AgencyCoverageView> rows;  ///< Agencies that send logs.
  Instant computed_at;
};
BOOST_DESCRIBE_STRUCT(AgencyCoverageList, (), (rows, computed_at))

struct RuleCoverageView {
  CanFire state = CanFire::no_log_source;
  std::vector<std::string> missing_fields;  ///< Of fields_missing: without them it never holds.
  std::int64_t agencies = 0;                ///< Where it can fire.
};
BOOST_DESCRIBE_STRUCT(RuleCoverageView, (), (state, missing_fields, agencies))

// ---- exceptions ---------------------------------------------------------------------------------

/// `unusable`: its text does not compile under the rules in force, or names none of them.
BOOST_DEFINE_ENUM_CLASS(ExceptionState, active, expired, ended, unusable)

struct ExceptionRuleView {
  std::string id, title;  ///< Title empty when no such rule is in force.
};
BOOST_DESCRIBE_STRUCT(ExceptionRuleView, (), (id, title))

struct ExceptionView {
  std::int64_t id = 0;
  ExceptionState state = ExceptionState::active;
  std::vector<ExceptionRuleView> rules;  ///< Empty: any rule.
  std::optional<AgencyId> agency_id;     ///< Absent: every agency.
  std::string agency_name;
  std::string text, reason, author;
  Instant created_at, expires_at;
  std::optional<Instant> ended_at;
  std::int64_t suppressed = 0;
  std::optional<Instant> last_suppressed_at;
  std::string problem;  ///< Of an unusable one.
};
BOOST_DESCRIBE_STRUCT(ExceptionView, (),
                      (id, state, rules, agency_id, agency_name, text, reason, author, created_at,
                       expires_at, ended_at, suppressed, last_suppressed_at, problem))

struct ExceptionList {
  std::vector<ExceptionView> rows;
};
BOOST_DESCRIBE_STRUCT(ExceptionList, (), (rows))

/// Request: a new exception; of a preview `reason` and `expires_at` are not read.
struct NewException {
  std::vector<std::string> rules;
  std::optional<AgencyId> agency_id;
  std::string text, reason;
  std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(NewException, (), (rules, agency_id, text, reason, expires_at))

// ---- one rule -----------------------------------------------------------------------------------

struct RuleRow {
  std::string id, title, author, status;
  std::string set;        ///< Id of its set.
  std::string path;       ///< Below the set.
  std::string logsource;  ///< "windows / process_creation"; empty for correlations.
  std::string kind;       ///< "detection" or "correlation".
  Level level = Level::medium;
  std::vector<std::string> tags;
  bool raises_alert = true;  ///< False: only counted by correlations.
  bool always_evaluated = false;
  std::int64_t hits_30d = 0, suppressed_30d = 0;
  std::optional<Instant> last_hit;
  std::int64_t exceptions = 0;  ///< In force.
  CanFire can_fire = CanFire::no_log_source;
};
BOOST_DESCRIBE_STRUCT(RuleRow, (),
                      (id, title, author, status, set, path, logsource, kind, level, tags,
                       raises_alert, always_evaluated, hits_30d, suppressed_30d, last_hit,
                       exceptions, can_fire))

struct RuleList {
  RuleReportView report;  ///< Of the version in force.
  std::optional<std::int64_t> version_id;
  std::vector<RuleRow> rows;
  std::int64_t total = 0;  ///< Rules that the filter selects.
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (report, version_id, rows, total))

struct DayHits {
  CivilDate day{};
  std::int64_t hits = 0, suppressed = 0;
};
BOOST_DESCRIBE_STRUCT(DayHits, (), (day, hits, suppressed))

struct AgencyHits {
  std::optional<AgencyId> agency_id;
  std::string agency_name;
  std::int64_t hits = 0, suppressed = 0;
};
BOOST_DESCRIBE_STRUCT(AgencyHits, (), (agency_id, agency_name, hits, suppressed))

struct RuleHitsView {
  std::int64_t total = 0, suppressed = 0;  ///< Of the 30 days.
  std::optional<Instant> last_hit;
  std::vector<DayHits> days;         ///< 30, oldest first, also those with 0.
  std::vector<AgencyHits> agencies;  ///< Most hits first, 10 at most; within the reader's reach.
};
BOOST_DESCRIBE_STRUCT(RuleHitsView, (), (total, suppressed, last_hit, days, agencies))

/// Measured: the rule alone and the whole set, on the same sampled events of its log source.
struct RuleCostView {
  std::int64_t sampled_events = 0;  ///< 0: none of its log source came by yet; the rest is then 0.
  double rule_ns = 0;               ///< An event, this rule alone.
  double set_ns = 0;                ///< An event, all rules.
  double share = 0;                 ///< rule_ns / set_ns, at most 1: what the rule costs at most.
  std::int64_t matched = 0;         ///< Of the sampled events.
  /// Searches of its regular expressions that took too many steps and counted as not matching,
  /// since the start of the program on this node.
  std::int64_t given_up = 0;
};
BOOST_DESCRIBE_STRUCT(RuleCostView, (), (sampled_events, rule_ns, set_ns, share, matched, given_up))

struct HistoryView {
  Instant at;
  std::string actor;
  std::string kind;  ///< "added", "changed", "removed" (by a swap); "saved", "deleted" (own rule);
                     ///< "excepted", "exception_ended".
  std::optional<std::int64_t> version_id, exception_id;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HistoryView, (), (at, actor, kind, version_id, exception_id, note))

struct RuleDetail {
  RuleRow rule;
  std::string description, text, licence, set_title, date, modified;
  RuleSetKind set_kind = RuleSetKind::imported;
  int line = 1;
  std::vector<std::string> references, falsepositives, fields;
  std::string own_name;  ///< Of an own rule: its name under /own-rules; else empty.
  RuleHitsView hits;
  RuleCostView cost;
  RuleCoverageView coverage;
  std::vector<TestResultView> tests;
  std::vector<HistoryView> history;  ///< Newest first, 100 at most.
  std::vector<ExceptionView> exceptions;
  std::vector<FindingView> findings;
};
BOOST_DESCRIBE_STRUCT(RuleDetail, (),
                      (rule, description, text, licence, set_title, date, modified, set_kind, line,
                       references, falsepositives, fields, own_name, hits, cost, coverage, tests,
                       history, exceptions, findings))

struct ExplainStep {
  int depth = 0;
  bool holds = false;
  std::string text, seen;
};
BOOST_DESCRIBE_STRUCT(ExplainStep, (), (depth, holds, text, seen))

struct EventFieldText {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(EventFieldText, (), (name, value))

struct ExplainView {
  std::string rule_id, rule_title;
  bool logsource_applies = false, matched = false;
  std::string words;  ///< The same as `lachan rules explain` prints.
  std::vector<ExplainStep> steps;
  std::vector<EventFieldText> event;      ///< The event as the rule saw it.
  std::vector<LogSourceView> logsources;  ///< Of the event.
  std::vector<std::int64_t> exceptions;   ///< In force, that would take the detection away.
};
BOOST_DESCRIBE_STRUCT(ExplainView, (),
                      (rule_id, rule_title, logsource_applies, matched, words, steps, event,
                       logsources, exceptions))

/// Request: a stored event by id, or a pasted record (a JSON object or a line of a log).
struct ExplainBody {
  std::string event_id, record;
  std::string text;  ///< YAML of a rule that is not in force; else the rule of the path.
};
BOOST_DESCRIBE_STRUCT(ExplainBody, (), (event_id, record, text))

// ---- own rules ----------------------------------------------------------------------------------

struct CheckedRuleView {
  std::string id, title, logsource;
  Level level = Level::medium;
  bool raises_alert = true, always_evaluated = false;
  std::string replaces;  ///< Set whose rule of this id it takes the place of; empty: none.
};
BOOST_DESCRIBE_STRUCT(CheckedRuleView, (),
                      (id, title, logsource, level, raises_alert, always_evaluated, replaces))

struct CheckView {
  bool is_usable = false;  ///< No error, and every test passes.
  RuleReportView report;
  std::vector<CheckedRuleView> rules;
  std::vector<TestResultView> tests;
};
BOOST_DESCRIBE_STRUCT(CheckView, (), (is_usable, report, rules, tests))

/// Request: one file of Sigma documents with its tests.
struct OwnRuleBody {
  std::string name;   ///< Of a new one: letters, digits, - and _.
  std::string text;   ///< YAML.
  std::string tests;  ///< YAML or JSON: see docs/operations/rules.md; may be empty.
  std::string hash;   ///< Of a change: the hash that was read.
  std::string note;
};
BOOST_DESCRIBE_STRUCT(OwnRuleBody, (), (name, text, tests, hash, note))

struct OwnRuleRow {
  std::string name, title;
  std::vector<std::string> ids;
  Level level = Level::medium;
  bool is_usable = false;    ///< Compiles.
  bool is_in_force = false;  ///< Just this text.
  std::int64_t tests = 0;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(OwnRuleRow, (),
                      (name, title, ids, level, is_usable, is_in_force, tests, hash))

struct OwnRuleList {
  std::vector<OwnRuleRow> rows;
};
BOOST_DESCRIBE_STRUCT(OwnRuleList, (), (rows))

struct OwnRuleView {
  std::string name, text, tests, hash;
  CheckView check;
};
BOOST_DESCRIBE_STRUCT(OwnRuleView, (), (name, text, tests, hash, check))

}  // namespace lachan::rulesets
