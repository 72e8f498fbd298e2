// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the state keeps about rules. Texts of rules lie in files (content.h); here is who did what
/// with them, and what they did.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// Where a set of rules comes from. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(RuleSetKind, own, shipped, imported)

/// A set of rules: a folder.
struct RuleSetEntry : schema::Row {
  schema::Computed<schema::Code<1, 60>> code;  ///< "own", "sigmahq"; unique.
  schema::Line<1, 200> title;
  schema::Computed<RuleSetKind> kind;
  schema::Line<0, 300> licence;
  schema::Computed<schema::Line<0, 500>> origin;
  bool enabled = true;
  std::optional<Level> minimum_level;
  schema::Computed<schema::Line<0, 64>> hash;  ///< Of its content now.
  schema::Computed<std::int64_t> files;
  schema::Computed<std::int64_t> bytes;
};
BOOST_DESCRIBE_STRUCT(RuleSetEntry, (schema::Row),
                      (code, title, kind, licence, origin, enabled, minimum_level, hash, files,
                       bytes))
template <>
inline constexpr schema::Naming schema::kNaming<RuleSetEntry>{
    .name = "rule_set", .path = "", .tenancy = Tenancy::kShared, .title = "title"};
LACHAN_ENTITY(RuleSetEntry);

/// Life of a version: validating → validated or invalid → in_force → replaced; discarded by people.
BOOST_DEFINE_ENUM_CLASS(RuleVersionState, validating, validated, invalid, in_force, replaced,
                        discarded)

/// All sets at one moment, compiled and swapped as a whole. Its number is its id.
struct RuleVersion : schema::Row {
  schema::Computed<RuleVersionState> state;
  schema::Computed<schema::Line<0, 64>> hash;
  schema::Line<0, 300> note;
  schema::Computed<schema::Line<0, 200>> staged_by;
  schema::Computed<schema::Line<0, 200>> swapped_by;
  schema::Computed<std::optional<Instant>> swapped_at;
  /// Counts the swaps: the version in force has the highest, a roll-back goes to the next lower.
  schema::Computed<std::int64_t> swap_number;
  schema::Computed<std::int64_t> found;
  schema::Computed<std::int64_t> loaded;
  schema::Computed<std::int64_t> rejected;
  schema::Computed<std::int64_t> skipped;
  schema::Computed<std::int64_t> tests_run;
  schema::Computed<std::int64_t> tests_failed;
  schema::Computed<std::int64_t> added;
  schema::Computed<std::int64_t> changed;
  schema::Computed<std::int64_t> removed;
  schema::Computed<schema::Line<0, 500>> problem;
  schema::Computed<schema::Json> sets;  ///< [{"id","hash","minimum_level","found",…}…]
};
BOOST_DESCRIBE_STRUCT(RuleVersion, (schema::Row),
                      (state, hash, note, staged_by, swapped_by, swapped_at, swap_number, found,
                       loaded, rejected, skipped, tests_run, tests_failed, added, changed, removed,
                       problem, sets))
template <>
inline constexpr schema::Naming schema::kNaming<RuleVersion>{
    .name = "rule_version", .path = "", .tenancy = Tenancy::kShared, .title = "note"};
LACHAN_ENTITY(RuleVersion);

BOOST_DEFINE_ENUM_CLASS(RuleChangeKind, added, changed, removed)

/// That a version changed a rule, against the version it replaced. Written with the swap, whose
/// fact it belongs to.
struct RuleChange : schema::Row {
  schema::Computed<schema::Line<0, 200>> rule_id;
  schema::Computed<std::int64_t> version_id;
  schema::Computed<std::int64_t> swap_number;
  schema::Computed<RuleChangeKind> change;
};
BOOST_DESCRIBE_STRUCT(RuleChange, (schema::Row), (rule_id, version_id, swap_number, change))
template <>
inline constexpr schema::Naming schema::kNaming<RuleChange>{
    .name = "rule_change", .path = "", .tenancy = Tenancy::kShared, .title = "rule_id"};
LACHAN_ENTITY(RuleChange);

/// Tuning: what a rule shall not raise. In force from its making to `expires_at` or `ended_at`.
struct RuleException : schema::Row {
  schema::Json rules;                 ///< ["id", …]; empty = any rule.
  std::optional<AgencyId> agency_id;  ///< Absent = every agency.
  schema::Paragraph<20'000> text;     ///< YAML of a Sigma detection: searches and `condition`.
  schema::RequiredParagraph<2000> reason;
  Instant expires_at;
  schema::Computed<schema::Line<0, 200>> author;
  schema::Computed<std::optional<Instant>> ended_at;  ///< Ended by a person, before its time.
  schema::Computed<std::int64_t> suppressed;          ///< Detections it took away, so far.
  schema::Computed<std::optional<Instant>> last_suppressed_at;  ///< Event time.
};
BOOST_DESCRIBE_STRUCT(RuleException, (schema::Row),
                      (rules, agency_id, text, reason, expires_at, author, ended_at, suppressed,
                       last_suppressed_at))
template <>
inline constexpr schema::Naming schema::kNaming<RuleException>{
    .name = "rule_exception", .path = "", .tenancy = Tenancy::kShared, .title = "reason"};
LACHAN_ENTITY(RuleException);

/// Detections of a rule on one day (of the event, in Viet Nam) for one agency. Bookkeeping.
struct RuleHits : schema::Row {
  schema::Computed<schema::Line<0, 200>> rule_id;
  schema::Computed<CivilDate> day;
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<Origin> origin;
  schema::Computed<std::int64_t> hits;        ///< Raised (or counted by a correlation).
  schema::Computed<std::int64_t> suppressed;  ///< Taken away by exceptions.
  schema::Computed<Instant> last_at;          ///< Event time of the newest of both.
};
BOOST_DESCRIBE_STRUCT(RuleHits, (schema::Row),
                      (rule_id, day, agency_id, origin, hits, suppressed, last_at))
template <>
inline constexpr schema::Naming schema::kNaming<RuleHits>{
    .name = "rule_hits", .path = "", .tenancy = Tenancy::kAgency, .title = "rule_id"};
LACHAN_ENTITY(RuleHits);

/// Up to which batch of the spool hits are counted: one row. Bookkeeping.
struct RuleMeter : schema::Row {
  schema::Computed<std::int64_t> counted_to;
  schema::Computed<schema::Line<0, 200>> node;  ///< Whose spool it is.
};
BOOST_DESCRIBE_STRUCT(RuleMeter, (schema::Row), (counted_to, node))
template <>
inline constexpr schema::Naming schema::kNaming<RuleMeter>{
    .name = "rule_meter", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(RuleMeter);

/// Logs that arrived for an agency from one log source: how many, and which fields they had.
/// Bookkeeping; says which rules can fire.
struct LogInventory : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<schema::Line<0, 200>> product;
  schema::Computed<schema::Line<0, 200>> category;
  schema::Computed<schema::Line<0, 200>> service;
  schema::Computed<std::int64_t> events;  ///< Since first seen.
  schema::Computed<Instant> last_at;      ///< Of receipt.
  schema::Computed<schema::Json> fields;  ///< {"Image": "2026-11-25", …}: day last seen.
};
BOOST_DESCRIBE_STRUCT(LogInventory, (schema::Row),
                      (agency_id, product, category, service, events, last_at, fields))
template <>
inline constexpr schema::Naming schema::kNaming<LogInventory>{
    .name = "log_inventory", .path = "", .tenancy = Tenancy::kAgency, .title = "product"};
LACHAN_ENTITY(LogInventory);

}  // namespace lachan
