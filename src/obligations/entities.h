// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// A month's scores as they were signed off. Never changed afterwards; later corrections speak of
/// it, they do not touch it.
struct ScoreMonth : schema::Row {
  schema::Computed<schema::Line<0, 7>> month;       ///< "2026-10"; unique.
  schema::Computed<schema::Line<0, 40>> scorecard;  ///< Scorecard::id it was judged by.
  schema::Computed<Instant> judged_at;              ///< Facts known at this instant counted.
  /// Canonical JSON: every score with its duties and their evidence. See score_month.h.
  schema::Computed<schema::Json> figures;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the bytes of `figures`, in hex.
  schema::Computed<schema::Line<0, 200>> frozen_by;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(ScoreMonth, (schema::Row),
                      (month, scorecard, judged_at, figures, sha256, frozen_by, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<ScoreMonth>{
    .name = "score_month", .path = "score-months", .tenancy = Tenancy::kNobody, .title = "month"};

}  // namespace lachan
