// SPDX-License-Identifier: Apache-2.0
#include "obligations/corrections.h"

#include <algorithm>

#include "journal/fact.h"
#include "obligations/json_members.h"
#include "schema/json.h"

namespace lachan::obligations {
namespace {

namespace json = boost::json;
using directive::DutyCredit;
using directive::DutyStatus;

std::unexpected<Error> Unknown(std::string_view what, const Correction& correction,
                               std::string field) {
  Error error(ErrorCode::kNotFound, fmt::format("correction of {}: {}", correction.duty, what));
  return std::unexpected(std::move(error).WithField(std::move(field), "not_found"));
}

void Decide(const directive::Scorecard& card, CorrectionOutcome outcome, DutyCredit& credit) {
  switch (outcome) {
    case CorrectionOutcome::met:
      credit.earned = credit.possible;
      credit.status = DutyStatus::kMet;
      return;
    case CorrectionOutcome::met_late:
      credit.earned = credit.possible / card.late_possible * card.late_earned;
      credit.status = DutyStatus::kMetLate;
      return;
    case CorrectionOutcome::missed:
      credit.earned = 0;
      credit.status = DutyStatus::kOverdue;
      return;
    case CorrectionOutcome::excluded:
      credit.earned = credit.possible = 0;
      credit.status = DutyStatus::kNotApplicable;
      return;
  }
}

Status ApplyOne(const directive::Scorecard& card, const Correction& correction,
                MonthScores& scores) {
  const auto agency = std::ranges::find(scores.agencies, correction.agency,
                                        [](const AgencyMonth& one) { return one.score.agency; });
  if (agency == scores.agencies.end()) {
    return Unknown("the month does not know this agency", correction, "agency_id");
  }
  auto& indicators = agency->score.indicators;
  const auto indicator =
      std::ranges::find(indicators, correction.indicator, &directive::IndicatorScore::id);
  if (indicator == indicators.end()) {
    return Unknown("the scorecard has no such indicator", correction, "indicator");
  }
  const auto credit = std::ranges::find(indicator->duties, correction.duty, &DutyCredit::duty);
  if (credit == indicator->duties.end()) {
    return Unknown("the duty is not among those of the indicator", correction, "duty");
  }
  if (credit->possible == 0 && correction.outcome != CorrectionOutcome::excluded) {
    if (correction.possible <= 0) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "duty {} did not count in {}; say what it is worth", correction.duty,
                  scores.month.Text());
    }
    credit->possible = correction.possible;
  }
  Decide(card, correction.outcome, *credit);
  for (const auto fact : correction.facts) {
    if (std::ranges::find(credit->facts, fact) == credit->facts.end()) {
      credit->facts.push_back(fact);
    }
  }
  directive::Total(card, agency->score);
  return {};
}

json::object ToJson(const CorrectionEffect::Standing& standing) {
  return {{"score_centi", standing.score_centi},
          {"points_centi", standing.points_centi},
          {"possible_centi", standing.possible_centi},
          {"rank", standing.rank},
          {"overdue", standing.overdue},
          {"band", standing.band}};
}

std::optional<CorrectionEffect::Standing> ParseStanding(const json::object& object,
                                                        std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  Members members(value->get_object());
  CorrectionEffect::Standing standing{
      members.Small("score_centi"), members.Small("points_centi"), members.Small("possible_centi"),
      members.Small("rank"),        members.Small("overdue"),      members.Text("band")};
  if (!members.is_good()) return std::nullopt;
  return standing;
}

std::unexpected<Error> Corrupt(std::string_view what) {
  return Fail(ErrorCode::kCorrupt, "{} is not in the form it was written in", what);
}

}  // namespace

CorrectionEffect::Standing StandingOf(const AgencyMonth& agency) {
  const auto& score = agency.score;
  return {score.score_centi, score.points_centi, score.possible_centi,
          agency.rank,       score.overdue,      score.band};
}

void RankAnew(const directive::Scorecard& card, MonthScores& scores) {
  std::vector<directive::AgencyScore> bare;
  for (AgencyMonth& agency : scores.agencies) {
    agency.rank = agency.of = 0;
    // Ranking reads totals only.
    directive::AgencyScore score;
    score.agency = agency.score.agency;
    score.scorecard = card.id;
    score.set = agency.score.set;
    score.points_centi = agency.score.points_centi;
    score.possible_centi = agency.score.possible_centi;
    score.score_centi = agency.score.score_centi;
    score.overdue = agency.score.overdue;
    score.band = agency.score.band;
    score.ranked = agency.score.ranked;
    bare.push_back(std::move(score));
  }
  for (const auto& ranking : directive::Rank(card, bare)) {
    const auto of = static_cast<int>(
        std::ranges::count_if(ranking.rows, [](const auto& row) { return row.rank > 0; }));
    for (const auto& row : ranking.rows) {
      const auto at = std::ranges::lower_bound(
          scores.agencies, row.agency, {}, [](const AgencyMonth& one) { return one.score.agency; });
      at->rank = row.rank;
      at->of = of;
    }
  }
}

Status Apply(const directive::Scorecard& card, std::span<const Correction> corrections,
             MonthScores& scores) {
  for (const Correction& correction : corrections) {
    LACHAN_TRY_DO(ApplyOne(card, correction, scores));
  }
  RankAnew(card, scores);
  return {};
}

std::vector<CorrectionEffect> EffectsBetween(const MonthScores& before, const MonthScores& after) {
  std::vector<CorrectionEffect> effects;
  for (const AgencyMonth& agency : after.agencies) {
    const auto* then = before.Find(agency.score.agency);
    if (then == nullptr) continue;
    CorrectionEffect effect{agency.score.agency, agency.score.set, StandingOf(*then),
                            StandingOf(agency)};
    if (effect.before != effect.after) effects.push_back(std::move(effect));
  }
  return effects;
}

std::int64_t WorthOf(const directive::Directive& directive, const directive::Scorecard& card,
                     std::string_view duty_key) {
  const auto* part = directive.FindPart(duty_key.substr(0, duty_key.find('/')));
  return part == nullptr ? 0 : std::int64_t{part->weight} * card.late_possible;
}

json::object ToJson(const Correction& correction) {
  return {{"agency", correction.agency.value},
          {"indicator", correction.indicator},
          {"duty", correction.duty},
          {"outcome", std::get<std::string>(schema::internal::ToValue(correction.outcome))},
          {"possible", correction.possible},
          {"facts", json::array(correction.facts.begin(), correction.facts.end())},
          {"reason", correction.reason}};
}

json::object ToJson(const CorrectionEffect& effect) {
  return {{"agency", effect.agency.value},
          {"set", effect.set},
          {"before", ToJson(effect.before)},
          {"after", ToJson(effect.after)}};
}

Result<Correction> ParseCorrection(const json::value& value) {
  if (!value.is_object()) return Corrupt("a correction");
  Members members(value.get_object());
  Correction correction;
  correction.agency = AgencyId{members.Number("agency")};
  correction.indicator = members.Text("indicator");
  correction.duty = members.Text("duty");
  correction.possible = members.Number("possible");
  correction.reason = members.Text("reason");
  const auto outcome = members.Text("outcome");
  for (const auto& fact : members.List("facts")) {
    if (!fact.is_int64()) return Corrupt("a correction");
    correction.facts.push_back(fact.get_int64());
  }
  bool is_known = false;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<CorrectionOutcome>>([&](auto one) {
    if (outcome != one.name) return;
    correction.outcome = one.value;
    is_known = true;
  });
  if (!members.is_good() || !is_known) return Corrupt("a correction");
  return correction;
}

Result<CorrectionEffect> ParseEffect(const json::value& value) {
  if (!value.is_object()) return Corrupt("the effect of an addendum");
  Members members(value.get_object());
  CorrectionEffect effect{AgencyId{members.Number("agency")}, members.Text("set"), {}, {}};
  const auto before = ParseStanding(value.get_object(), "before");
  const auto after = ParseStanding(value.get_object(), "after");
  if (!members.is_good() || !before || !after) return Corrupt("the effect of an addendum");
  effect.before = *before;
  effect.after = *after;
  return effect;
}

std::string AddendumText(Month month, std::int64_t number, std::string_view reason,
                         std::string_view basis, std::string_view previous_sha256,
                         std::span<const Correction> corrections,
                         std::span<const CorrectionEffect> effects) {
  json::array changes, results;
  for (const auto& correction : corrections) changes.push_back(ToJson(correction));
  for (const auto& effect : effects) results.push_back(ToJson(effect));
  return journal::CanonicalJson({{"form", 1},
                                 {"month", month.Text()},
                                 {"number", number},
                                 {"reason", reason},
                                 {"basis", basis},
                                 {"previous", previous_sha256},
                                 {"corrections", std::move(changes)},
                                 {"effects", std::move(results)}});
}

Result<AddendumContent> ParseAddendum(std::string_view text) {
  const auto parsed = schema::ParseJson(text, {.max_bytes = 64 << 20, .max_depth = 8});
  if (!parsed || !parsed->is_object()) return Corrupt("an addendum");
  Members members(parsed->get_object());
  AddendumContent content;
  for (const auto& one : members.List("corrections")) {
    LACHAN_TRY(auto correction, ParseCorrection(one));
    content.corrections.push_back(std::move(correction));
  }
  for (const auto& one : members.List("effects")) {
    LACHAN_TRY(auto effect, ParseEffect(one));
    content.effects.push_back(std::move(effect));
  }
  if (!members.is_good()) return Corrupt("an addendum");
  return content;
}

}  // namespace lachan::obligations
