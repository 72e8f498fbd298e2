// SPDX-License-Identifier: Apache-2.0
/// \file
/// What signing off a month and appealing against it leave in the store; the frozen months and
/// their addenda are in obligations/entities.h.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

BOOST_DEFINE_ENUM_CLASS(ProposalState, open, confirmed, replaced, withdrawn)

/// The proposal to freeze a month, made by the first of two persons.
struct ScoreProposal : schema::Row {
  schema::Computed<schema::Line<0, 7>> month;  ///< One open proposal a month.
  schema::Computed<ProposalState> state;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the figures that were proposed.
  schema::Computed<schema::Line<0, 40>> scorecard;
  schema::Computed<schema::Json> digests;  ///< Each agency's hash, score, band, rank.
  schema::Computed<schema::Line<0, 200>> proposed_by;
  schema::Computed<std::int64_t> proposed_by_id;
  schema::Computed<schema::Line<0, 200>> ended_by;
  schema::Computed<std::optional<Instant>> ended_at;
  schema::Computed<schema::Paragraph<2000>> note;
};
BOOST_DESCRIBE_STRUCT(ScoreProposal, (schema::Row),
                      (month, state, sha256, scorecard, digests, proposed_by, proposed_by_id,
                       ended_by, ended_at, note))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreProposal>{.name = "score_proposal",
                                                               .path = "score-proposals",
                                                               .tenancy = Tenancy::kNobody,
                                                               .title = "month"};
LACHAN_ENTITY(ScoreProposal);

/// submitted → received → accepted, partly or rejected; withdrawn by the agency before an answer.
BOOST_DEFINE_ENUM_CLASS(AppealState, submitted, received, accepted, partly, rejected, withdrawn)
BOOST_DEFINE_ENUM_CLASS(AppealEffect, none, next_month, addendum)

/// An agency's objection to one criterion of a frozen month.
struct ScoreAppeal : schema::Row {
  AgencyId agency_id;
  schema::Computed<schema::Line<0, 20>> number;  ///< Receipt: "KN-2026-0007".
  schema::Computed<schema::Line<0, 7>> month;
  schema::Computed<schema::Line<0, 40>> indicator;
  schema::Computed<schema::Line<0, 120>> duty;  ///< Duty::Key(); empty: the whole criterion.
  schema::Computed<AppealState> state;
  schema::Computed<schema::Paragraph<8000>> text;
  schema::Computed<schema::Json> files;  ///< Ids of evidence files.
  schema::Computed<schema::Line<0, 200>> submitted_by;
  schema::Computed<Instant> submitted_at;
  schema::Computed<Instant> answer_due;  ///< First instant too late for an answer.
  schema::Computed<schema::Line<0, 200>> received_by;
  schema::Computed<std::optional<Instant>> received_at;
  schema::Computed<schema::Line<0, 200>> answered_by;
  schema::Computed<std::optional<Instant>> answered_at;
  schema::Computed<schema::Paragraph<8000>> reasons;
  schema::Computed<schema::Paragraph<2000>> basis;
  schema::Computed<AppealEffect> effect;
  schema::Computed<std::optional<std::int64_t>> addendum_id;
};
BOOST_DESCRIBE_STRUCT(ScoreAppeal, (schema::Row),
                      (agency_id, number, month, indicator, duty, state, text, files, submitted_by,
                       submitted_at, answer_due, received_by, received_at, answered_by, answered_at,
                       reasons, basis, effect, addendum_id))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreAppeal>{
    .name = "score_appeal", .path = "appeals", .tenancy = Tenancy::kAgency, .title = "number"};
LACHAN_ENTITY(ScoreAppeal);

}  // namespace lachan
