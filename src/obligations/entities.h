// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// A month's scores as they were signed off. Never changed afterwards; later corrections are
/// addenda, they do not touch it.
struct ScoreMonth : schema::Row {
  schema::Computed<schema::Line<0, 7>> month;       ///< "2026-10"; unique.
  schema::Computed<schema::Line<0, 40>> scorecard;  ///< Scorecard::id it was judged by.
  schema::Computed<Instant> judged_at;              ///< Facts known at this instant counted.
  /// Canonical JSON: the scorecard, every score with its duties and their evidence. See
  /// docs/formats/ranking.md.
  schema::Computed<schema::Json> figures;
  schema::Computed<schema::Line<0, 64>> sha256;      ///< Of the bytes of `figures`, in hex.
  schema::Computed<schema::Line<0, 200>> frozen_by;  ///< Who confirmed.
  schema::Computed<std::int64_t> frozen_by_id;       ///< Account; 0 in months of older versions.
  schema::Computed<schema::Line<0, 200>> proposed_by;
  schema::Computed<std::int64_t> proposed_by_id;
  schema::Computed<std::optional<Instant>> appeal_until;  ///< First instant too late for an appeal.
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(ScoreMonth, (schema::Row),
                      (month, scorecard, judged_at, figures, sha256, frozen_by, frozen_by_id,
                       proposed_by, proposed_by_id, appeal_until, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreMonth>{
    .name = "score_month", .path = "score-months", .tenancy = Tenancy::kNobody, .title = "month"};
LACHAN_ENTITY(ScoreMonth);

BOOST_DEFINE_ENUM_CLASS(AddendumState, proposed, confirmed, withdrawn)

/// A numbered correction of a frozen month, bound by hash to the month or to the addendum before.
struct ScoreAddendum : schema::Row {
  schema::Computed<schema::Line<0, 7>> month;
  schema::Computed<std::int64_t> number;  ///< 1, 2, … within the month.
  schema::Computed<AddendumState> state;
  schema::Computed<schema::Paragraph<4000>> reason;
  schema::Computed<schema::Paragraph<2000>> basis;
  /// Canonical JSON: number, reason, basis, hash before, corrections, effect for each agency.
  schema::Computed<schema::Json> content;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the bytes of `content`.
  schema::Computed<schema::Line<0, 64>> previous_sha256;
  schema::Computed<std::optional<std::int64_t>> appeal_id;
  schema::Computed<schema::Line<0, 200>> proposed_by;
  schema::Computed<std::int64_t> proposed_by_id;
  schema::Computed<schema::Line<0, 200>> confirmed_by;
  schema::Computed<std::int64_t> confirmed_by_id;
  schema::Computed<std::optional<Instant>> confirmed_at;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(ScoreAddendum, (schema::Row),
                      (month, number, state, reason, basis, content, sha256, previous_sha256,
                       appeal_id, proposed_by, proposed_by_id, confirmed_by, confirmed_by_id,
                       confirmed_at, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreAddendum>{.name = "score_addendum",
                                                               .path = "score-addenda",
                                                               .tenancy = Tenancy::kNobody,
                                                               .title = "month"};
LACHAN_ENTITY(ScoreAddendum);

/// What a duty counts as once it was decided upon.
BOOST_DEFINE_ENUM_CLASS(CorrectionOutcome, met, met_late, missed, excluded)

/// A decision that counts from a month on, for months that are not frozen yet.
struct ScoreCorrection : schema::Row {
  AgencyId agency_id;
  schema::Computed<schema::Line<0, 7>> from_month;
  schema::Computed<schema::Line<0, 7>> until_month;  ///< Last month in which it counts.
  schema::Computed<schema::Line<0, 40>> indicator;
  schema::Computed<schema::Line<0, 120>> duty;  ///< Duty::Key().
  schema::Computed<CorrectionOutcome> outcome;
  schema::Computed<std::int64_t> possible;  ///< See obligations::Correction.
  schema::Computed<schema::Paragraph<4000>> reason;
  schema::Computed<std::optional<std::int64_t>> appeal_id;
};
BOOST_DESCRIBE_STRUCT(ScoreCorrection, (schema::Row),
                      (agency_id, from_month, until_month, indicator, duty, outcome, possible,
                       reason, appeal_id))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreCorrection>{.name = "score_correction",
                                                                 .path = "score-corrections",
                                                                 .tenancy = Tenancy::kAgency,
                                                                 .title = "duty"};
LACHAN_ENTITY(ScoreCorrection);

BOOST_DEFINE_ENUM_CLASS(ScorecardState, draft, proposed, decreed, withdrawn)

/// A scorecard made in the console. A decreed one goes before the directive's own from its month
/// on.
struct ScorecardVersion : schema::Row {
  schema::Computed<schema::Line<0, 40>> code;  ///< Scorecard::id.
  schema::Line<1, 200> title;
  schema::Computed<schema::Line<0, 7>> from_month;
  schema::Computed<ScorecardState> state;
  schema::Paragraph<2000> basis;  ///< Decision that puts it in force; needed before it is decreed.
  schema::Computed<schema::Paragraph<200000>> content;  ///< YAML; see directive/scorecard_text.h.
  schema::Computed<schema::Line<0, 64>> sha256;         ///< Of the bytes of `content`.
  schema::Computed<schema::Line<0, 200>> drafted_by;
  schema::Computed<schema::Line<0, 200>> proposed_by;
  schema::Computed<std::int64_t> proposed_by_id;
  schema::Computed<schema::Line<0, 200>> decreed_by;
  schema::Computed<std::int64_t> decreed_by_id;
  schema::Computed<std::optional<Instant>> decreed_at;
};
BOOST_DESCRIBE_STRUCT(ScorecardVersion, (schema::Row),
                      (code, title, from_month, state, basis, content, sha256, drafted_by,
                       proposed_by, proposed_by_id, decreed_by, decreed_by_id, decreed_at))
template <>
inline constexpr schema::Naming schema::kNaming<ScorecardVersion>{
    .name = "scorecard", .path = "scorecards", .tenancy = Tenancy::kNobody, .title = "title"};
LACHAN_ENTITY(ScorecardVersion);

}  // namespace lachan
