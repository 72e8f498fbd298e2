// SPDX-License-Identifier: Apache-2.0
/// \file
/// A hunt: a hypothesis held against stored events, and what came of it.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

struct Hunt;
template <>
inline constexpr const char* kReferenceName<Hunt> = "hunt";

/// draft → queued → running → done, failed, cancelled or interrupted (the server stopped). All but
/// the running ones may be started again. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(HuntState, draft, queued, running, done, cancelled, failed, interrupted)
BOOST_DEFINE_ENUM_CLASS(HuntConclusion, open, nothing_found, found)
/// `given_rule`: of the text that came with the hunt, not in force.
BOOST_DEFINE_ENUM_CLASS(HuntTargetKind, rule, indicator, query, given_rule)

struct Hunt : schema::Row {
  /// Of a hunt in one agency; absent: over several, seen by those who see all.
  std::optional<AgencyId> agency_id;
  schema::Line<1, 200> title;
  schema::Paragraph<4000> hypothesis;
  Instant period_from{};
  Instant period_to{};                    ///< Exclusive.
  schema::Json agencies;                  ///< [id, …]: without `agency_id`, only these; empty: all.
  schema::Json systems;                   ///< [id, …]; empty: all of the agencies.
  schema::Json rules;                     ///< ["id", …]: rules in force.
  schema::Json rule_sets;                 ///< ["sigmahq", …]: all rules of these sets.
  schema::Paragraph<700'000> rule_text;   ///< Sigma documents that need not be in force.
  schema::Paragraph<500'000> indicators;  ///< CSV, STIX, MISP or lines.
  schema::Paragraph<8000> query;          ///< In the language of the event search.
  schema::Computed<HuntState> state;
  schema::Computed<std::int64_t> rules_count;
  schema::Computed<std::int64_t> indicators_count;
  schema::Computed<schema::Line<0, 200>> started_by;
  schema::Computed<std::optional<Instant>> started_at;
  schema::Computed<std::optional<Instant>> ended_at;
  schema::Computed<std::int64_t> events_total;
  schema::Computed<std::int64_t> events_read;
  schema::Computed<std::int64_t> events_hit;        ///< Each event once, whatever it met.
  schema::Computed<std::int64_t> matches;           ///< Events by target: the sum over the results.
  schema::Computed<schema::Line<0, 2000>> message;  ///< Why it failed.
  schema::Computed<schema::Json> notes;    ///< [HuntNote…]: how it was looked, what was left out.
  schema::Computed<schema::Json> covered;  ///< [{"system_id","agency_id","events"}…]
  schema::Computed<HuntConclusion> conclusion;
  schema::Computed<schema::Paragraph<8000>> conclusion_text;
  schema::Computed<schema::Line<0, 200>> concluded_by;
  schema::Computed<std::optional<Instant>> concluded_at;
  schema::Computed<schema::Line<0, 100>> follow_up;  ///< "incidents/12", "alerts/7".
  schema::Computed<std::int64_t> evidence_rows;      ///< Entries made in the ledger of hunts.
  schema::Computed<schema::Line<0, 200>> node;       ///< Of several nodes, the one that runs it.
};
BOOST_DESCRIBE_STRUCT(Hunt, (schema::Row),
                      (agency_id, title, hypothesis, period_from, period_to, agencies, systems,
                       rules, rule_sets, rule_text, indicators, query, state, rules_count,
                       indicators_count, started_by, started_at, ended_at, events_total,
                       events_read, events_hit, matches, message, notes, covered, conclusion,
                       conclusion_text, concluded_by, concluded_at, follow_up, evidence_rows, node))
template <>
inline constexpr schema::Naming schema::kNaming<Hunt>{
    .name = "hunt", .path = "hunts", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Hunt);

/// What a hunt found of one target in one agency. Bookkeeping of the run. An event that meets
/// several targets is counted at each.
struct HuntHit : schema::Row {
  schema::Computed<std::int64_t> hunt_id;
  schema::Computed<HuntTargetKind> kind;
  schema::Computed<schema::Line<0, 500>> target;  ///< Id of the rule, value of the indicator.
  schema::Computed<schema::Line<0, 500>> title;
  schema::Computed<std::optional<Level>> level;
  schema::Computed<schema::Json> techniques;  ///< ["T1059", …]
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<std::int64_t> events;
  schema::Computed<Instant> first_at;
  schema::Computed<Instant> last_at;
  schema::Computed<schema::Json> samples;  ///< [{"id","time"}…] of events, newest first.
};
BOOST_DESCRIBE_STRUCT(HuntHit, (schema::Row),
                      (hunt_id, kind, target, title, level, techniques, agency_id, events, first_at,
                       last_at, samples))
template <>
inline constexpr schema::Naming schema::kNaming<HuntHit>{
    .name = "hunt_hit", .path = "", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(HuntHit);

}  // namespace lachan
