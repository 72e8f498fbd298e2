// SPDX-License-Identifier: Apache-2.0
#include "directive/score.h"

#include <algorithm>

namespace lachan::directive {
namespace {

/// Duties of events and past periods count while they are recent; standing ones always.
bool InWindow(const Duty& duty, const Indicator& indicator, Instant now) {
  if (duty.period.empty() && duty.trigger == 0) return true;
  if (!duty.due || *duty.due > now) return true;
  if (duty.status == DutyStatus::kOverdue && duty.trigger != 0) return true;  // Still owed.
  const Instant oldest = StartOfDay(AddMonths(CivilDateAt(now), -indicator.window_months));
  return *duty.due > oldest || (duty.discharged_at && *duty.discharged_at > oldest);
}

DutyCredit CreditOf(const Duty& duty, int weight, const Scorecard& card) {
  DutyCredit credit{duty.Key(), duty.status, 0, 0, duty.discharged_by};
  // What is encouraged can lift a score but never lowers it.
  if (duty.possible == 0 || (duty.soft && !duty.holds)) return credit;
  const bool is_late = duty.late && !duty.soft;
  const std::int64_t share = is_late ? card.late_earned : card.late_possible;
  credit.earned = std::int64_t{duty.earned} * weight * share;
  credit.possible = std::int64_t{duty.possible} * weight * card.late_possible;
  return credit;
}

IndicatorScore ScoreIndicator(const Directive& directive, const Scorecard& card,
                              const Indicator& indicator, std::span<const Duty> duties,
                              Instant now) {
  IndicatorScore score;
  score.id = indicator.id;
  score.group = indicator.group;
  score.weight = indicator.weight;
  bool measurable = false;
  for (const std::string& id : indicator.parts) {
    const Part* part = directive.FindPart(id);
    for (const Duty& duty : duties) {
      if (duty.part != id || duty.status == DutyStatus::kNotApplicable) continue;
      if (!InWindow(duty, indicator, now)) continue;
      DutyCredit credit = CreditOf(duty, part->weight, card);
      measurable = measurable || duty.status != DutyStatus::kNotMeasured;
      score.duties.push_back(std::move(credit));
    }
  }
  if (measurable || score.duties.empty()) score.state = IndicatorState::kNothingDue;
  return score;
}

/// Points of an indicator from its credits.
void Total(IndicatorScore& score) {
  score.earned = score.possible = 0;
  for (const DutyCredit& credit : score.duties) {
    score.earned += credit.earned;
    score.possible += credit.possible;
  }
  score.points_centi = 0;
  if (score.possible > 0) {
    score.state = IndicatorState::kMeasured;
    const std::int64_t scaled = std::int64_t{score.weight} * 100 * score.earned;
    score.points_centi = static_cast<int>((2 * scaled + score.possible) / (2 * score.possible));
  } else if (score.state == IndicatorState::kMeasured) {
    score.state = IndicatorState::kNothingDue;
  }
}

bool Before(const AgencyScore& a, const AgencyScore& b, const Scorecard& card) {
  if (a.ranked != b.ranked) return a.ranked;
  if (a.ranked) {
    // a.points / a.possible > b.points / b.possible, exactly.
    const std::int64_t left = std::int64_t{a.points_centi} * b.possible_centi;
    const std::int64_t right = std::int64_t{b.points_centi} * a.possible_centi;
    if (left != right) return left > right;
    if (card.tie_fewer_overdue && a.overdue != b.overdue) return a.overdue < b.overdue;
  }
  return false;
}

}  // namespace

std::string_view ToString(IndicatorState state) {
  switch (state) {
    case IndicatorState::kMeasured:
      return "measured";
    case IndicatorState::kNothingDue:
      return "nothing_due";
    case IndicatorState::kNotMeasured:
      return "not_measured";
  }
  return {};
}

const IndicatorSet* SetFor(const Scorecard& card, std::string_view kind) {
  for (const IndicatorSet& set : card.sets) {
    if (std::ranges::find(set.kinds, kind) != set.kinds.end()) return &set;
  }
  return nullptr;
}

void Total(const Scorecard& card, AgencyScore& score) {
  score.points_centi = score.possible_centi = score.score_centi = score.overdue = 0;
  score.band.clear();
  int measured_weight = 0;
  for (IndicatorScore& one : score.indicators) {
    Total(one);
    score.overdue += static_cast<int>(std::ranges::count_if(one.duties, [](const DutyCredit& c) {
      return c.status == DutyStatus::kOverdue && c.possible > 0;
    }));
    if (one.state != IndicatorState::kMeasured) continue;
    measured_weight += one.weight;
    score.points_centi += one.points_centi;
  }
  score.possible_centi = measured_weight * 100;
  if (score.possible_centi > 0) {
    score.score_centi =
        static_cast<int>(std::int64_t{score.points_centi} * 10000 / score.possible_centi);
  }
  score.ranked = measured_weight > 0 && measured_weight >= card.min_measured_weight;
  if (!score.ranked) return;
  const auto band = std::ranges::find_if(
      card.bands, [&](const Band& candidate) { return score.score_centi >= candidate.from_centi; });
  if (band != card.bands.end()) score.band = band->code;
}

AgencyScore Score(const Directive& directive, const Scorecard& card, std::span<const Duty> duties,
                  Instant now, AgencyId agency, std::string_view kind, Month month) {
  AgencyScore score;
  score.agency = agency;
  score.month = month;
  score.scorecard = card.id;
  const IndicatorSet* set = SetFor(card, kind);
  if (set == nullptr) return score;
  score.set = set->id;
  for (const Indicator& indicator : set->indicators) {
    score.indicators.push_back(ScoreIndicator(directive, card, indicator, duties, now));
  }
  Total(card, score);
  return score;
}

AgencyScore Score(const Directive& directive, const Assessment& assessment, AgencyId agency,
                  std::string_view kind, Month month) {
  const Scorecard* card = directive.ScorecardAt(AssessmentInstant(month));
  if (card == nullptr) {
    AgencyScore none;
    none.agency = agency;
    none.month = month;
    return none;
  }
  return Score(directive, *card, assessment.Of(agency), assessment.now, agency, kind, month);
}

std::vector<Ranking> Rank(const Scorecard& card, std::span<const AgencyScore> scores) {
  std::vector<Ranking> rankings;
  for (const IndicatorSet& set : card.sets) {
    std::vector<const AgencyScore*> members;
    for (const AgencyScore& score : scores) {
      if (score.set == set.id && score.scorecard == card.id) members.push_back(&score);
    }
    if (members.empty()) continue;
    std::ranges::sort(members, [&](const AgencyScore* a, const AgencyScore* b) {
      if (Before(*a, *b, card)) return true;
      if (Before(*b, *a, card)) return false;
      return a->agency < b->agency;
    });
    Ranking ranking{set.id, {}};
    int rank = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const AgencyScore& score = *members[i];
      if (i == 0 || Before(*members[i - 1], score, card)) rank = static_cast<int>(i) + 1;
      ranking.rows.push_back(
          {score.agency, score.ranked ? rank : 0, score.score_centi, score.band});
    }
    rankings.push_back(std::move(ranking));
  }
  return rankings;
}

std::vector<Ranking> Rank(const Directive& directive, std::span<const AgencyScore> scores) {
  if (scores.empty()) return {};
  const auto card =
      std::ranges::find(directive.scorecards, scores.front().scorecard, &Scorecard::id);
  if (card == directive.scorecards.end()) return {};
  return Rank(*card, scores);
}

}  // namespace lachan::directive
