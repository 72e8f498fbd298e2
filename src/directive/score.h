// SPDX-License-Identifier: Apache-2.0
/// \file
/// Assessment → points, band and rank. Integers only, so that every machine gives the same bits.
/// What is not measured is shown and left out of both earned and possible: missing data is neither
/// zero nor full.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/id.h"
#include "core/time.h"
#include "directive/assess.h"
#include "directive/directive.h"

namespace lachan::directive {

enum class IndicatorState {
  kMeasured,
  kNothingDue,   ///< Measurable, but nothing fell due in the window.
  kNotMeasured,  ///< No measurable duty feeds it.
};
/// "measured", "nothing_due", "not_measured".
std::string_view ToString(IndicatorState state);

/// What one duty brought to an indicator.
struct DutyCredit {
  std::string duty;  ///< Duty::Key()
  DutyStatus status = DutyStatus::kNotApplicable;
  std::int64_t earned = 0;          ///< Items × weight × share for being in time.
  std::int64_t possible = 0;        ///< 0: listed, not counted.
  std::vector<std::int64_t> facts;  ///< Evidence.
};

struct IndicatorScore {
  std::string id;
  std::string group;
  int weight = 0;
  IndicatorState state = IndicatorState::kNotMeasured;
  std::int64_t earned = 0;
  std::int64_t possible = 0;
  int points_centi = 0;  ///< Hundredths of a point, 0 … weight × 100; halves round up.
  std::vector<DutyCredit> duties;
};

struct AgencyScore {
  AgencyId agency;
  Month month;
  std::string scorecard;  ///< Scorecard::id
  std::string set;        ///< IndicatorSet::id; empty: no set for this kind of agency.
  std::vector<IndicatorScore> indicators;
  int points_centi = 0;    ///< Sum over the measured indicators.
  int possible_centi = 0;  ///< Their weights × 100.
  int score_centi = 0;     ///< Hundredths of a percent of the possible, rounded down; 0 … 10000.
  int overdue = 0;         ///< Duties overdue among those counted.
  std::string band;        ///< Band::code; empty when not ranked.
  bool ranked = false;     ///< False: too little is measured (Scorecard::min_measured_weight).
};

/// The set that measures agencies of `kind`; null when none does. Borrowed.
const IndicatorSet* SetFor(const Scorecard& card, std::string_view kind);

/// \param duties  Of this agency, as they stood at `now`.
/// \param kind    AgencyKind::id of the agency.
AgencyScore Score(const Directive& directive, const Scorecard& card, std::span<const Duty> duties,
                  Instant now, AgencyId agency, std::string_view kind, Month month);
/// By the directive's own scorecard.
/// \param assessment  Made at AssessmentInstant(month), or earlier for a running month.
AgencyScore Score(const Directive& directive, const Assessment& assessment, AgencyId agency,
                  std::string_view kind, Month month);

/// Points, sums, band and count of overdue duties anew, from the credits of the indicators.
void Total(const Scorecard& card, AgencyScore& score);

struct RankingRow {
  AgencyId agency;
  int rank = 0;  ///< 1 is best; equal agencies share it and the next rank is skipped. 0: unranked.
  int score_centi = 0;
  std::string band;
};
struct Ranking {
  std::string set;
  std::vector<RankingRow> rows;  ///< By rank, then agency id; unranked last.
};
/// One ranking a set, in the scorecard's order. Scores without a set are left out; so are those of
/// another scorecard. The tie rule: equal shares of the possible points (compared exactly, not as
/// rounded) share a rank, unless the scorecard puts the one with fewer overdue duties first.
std::vector<Ranking> Rank(const Scorecard& card, std::span<const AgencyScore> scores);
/// By the directive's own scorecard that the first score names.
std::vector<Ranking> Rank(const Directive& directive, std::span<const AgencyScore> scores);

}  // namespace lachan::directive
