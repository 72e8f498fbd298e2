// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the state keeps about lists of indicators. The documents lie in files (documents.h); here
/// is who imported what, how it is used, and what it found.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// `removed` is the end. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(IndicatorListState, on, off, removed)
/// How far an indicator may be passed on. Names reach the store; never rename.
/// \source FIRST, Traffic Light Protocol 2.0
BOOST_DEFINE_ENUM_CLASS(IndicatorTlp, clear, green, amber, amber_strict, red)

/// A list of indicators: a document, replaced as a whole.
struct IndicatorList : schema::Row {
  schema::Line<1, 200> name;  ///< Unique among those not removed.
  schema::Paragraph<2000> note;
  IndicatorListState state = IndicatorListState::on;
  bool raises_alerts = true;  ///< Else hits are only counted.
  Level level = Level::high;  ///< Of its alerts.
  IndicatorTlp default_tlp = IndicatorTlp::amber;
  /// So many days after the import ends what says no end of its own.
  std::optional<schema::Number<1, 3650>> default_days;
  schema::Computed<schema::Line<0, 64>> content;  ///< SHA-256 of the document.
  schema::Computed<schema::Line<0, 20>> format;   ///< "csv", "stix", "misp", "text".
  schema::Computed<std::int64_t> bytes;
  schema::Computed<std::int64_t> found;
  schema::Computed<std::int64_t> loaded;
  schema::Computed<std::int64_t> rejected;
  schema::Computed<std::int64_t> skipped;
  schema::Computed<std::optional<Instant>> imported_at;
  schema::Computed<schema::Line<0, 200>> imported_by;
  /// The content before, for going back: the same fields as an object; {} where there is none.
  schema::Computed<schema::Json> previous;
};
BOOST_DESCRIBE_STRUCT(IndicatorList, (schema::Row),
                      (name, note, state, raises_alerts, level, default_tlp, default_days, content,
                       format, bytes, found, loaded, rejected, skipped, imported_at, imported_by,
                       previous))
template <>
inline constexpr schema::Naming schema::kNaming<IndicatorList>{
    .name = "indicator_list", .path = "", .tenancy = Tenancy::kShared, .title = "name"};
LACHAN_ENTITY(IndicatorList);

/// A value that raises nothing, a network or a domain with all below it. In force from its making
/// to `until` or `ended_at`.
struct IndicatorExclusion : schema::Row {
  schema::Line<1, 4096> value;  ///< Canonical.
  schema::RequiredParagraph<2000> reason;
  std::optional<Instant> until;
  schema::Computed<schema::Line<0, 20>> kind;  ///< "address", "network", "domain", …
  schema::Computed<schema::Line<0, 200>> author;
  schema::Computed<std::optional<Instant>> ended_at;  ///< Ended by a person.
  schema::Computed<schema::Line<0, 200>> ended_by;
};
BOOST_DESCRIBE_STRUCT(IndicatorExclusion, (schema::Row),
                      (value, reason, until, kind, author, ended_at, ended_by))
template <>
inline constexpr schema::Naming schema::kNaming<IndicatorExclusion>{
    .name = "indicator_exclusion", .path = "", .tenancy = Tenancy::kShared, .title = "value"};
LACHAN_ENTITY(IndicatorExclusion);

/// Hits of a list in one hour of event time, exercises left out. Bookkeeping.
struct IndicatorHits : schema::Row {
  schema::Computed<std::int64_t> list_id;
  schema::Computed<std::int64_t> hour;      ///< Hours since 1970.
  schema::Computed<std::int64_t> hits;      ///< The same indicator on one event once.
  schema::Computed<std::int64_t> excluded;  ///< Taken away by exclusions.
  schema::Computed<Instant> last_at;        ///< Of the newest hit; event time.
};
BOOST_DESCRIBE_STRUCT(IndicatorHits, (schema::Row), (list_id, hour, hits, excluded, last_at))
template <>
inline constexpr schema::Naming schema::kNaming<IndicatorHits>{
    .name = "indicator_hits", .path = "", .tenancy = Tenancy::kNobody, .title = "list_id"};
LACHAN_ENTITY(IndicatorHits);

/// Up to which batch of a node's spool hits are counted. Bookkeeping.
struct IndicatorMeter : schema::Row {
  schema::Computed<std::int64_t> counted_to;
  schema::Computed<schema::Line<0, 200>> node;
};
BOOST_DESCRIBE_STRUCT(IndicatorMeter, (schema::Row), (counted_to, node))
template <>
inline constexpr schema::Naming schema::kNaming<IndicatorMeter>{
    .name = "indicator_meter", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(IndicatorMeter);

}  // namespace lachan
