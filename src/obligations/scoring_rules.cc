// SPDX-License-Identifier: Apache-2.0
#include "obligations/scoring_rules.h"

#include <algorithm>

#include "base/hash.h"
#include "directive/scorecard_text.h"
#include "obligations/directive_text_entity.h"
#include "obligations/entities.h"
#include "obligations/relief_entity.h"

LACHAN_ENTITY_CODE(lachan::DirectiveText);
LACHAN_ENTITY_CODE(lachan::ScoreMonth);
LACHAN_ENTITY_CODE(lachan::ScoreAddendum);
LACHAN_ENTITY_CODE(lachan::ScoreCorrection);
LACHAN_ENTITY_CODE(lachan::ScorecardVersion);
LACHAN_ENTITY_CODE(lachan::DutyRelief);

namespace lachan::obligations {
namespace {

Result<ScoringRules::CardPtr> CardIn(const ScorecardVersion& row,
                                     const directive::Directive& directive) {
  if (Sha256Hex(row.content.value.value) != row.sha256.value.value) {
    return Fail(ErrorCode::kCorrupt, "scorecard {} does not have its hash", row.code.value.value);
  }
  auto reading =
      directive::ReadScorecardText({row.code.value.value, row.content.value.value}, directive);
  if (!reading.is_valid()) {
    return Fail(ErrorCode::kCorrupt, "scorecard {}: {}", row.code.value.value,
                reading.findings.front().Text());
  }
  return std::make_shared<const directive::Scorecard>(std::move(reading.card));
}

}  // namespace

bool ScoringRules::Reads(std::string_view kind) {
  return kind.starts_with("scorecard.") || kind.starts_with("score_correction.");
}

Result<ScoringRules> ScoringRules::Load(journal::Reader& reader,
                                        const directive::Directive& directive) {
  ScoringRules rules;
  journal::ListQuery decreed;
  decreed.filters = {journal::Equals("state", std::string("decreed"))};
  decreed.with_archived = true;
  LACHAN_TRY(const auto rows, journal::ListAll<ScorecardVersion>(reader, decreed));
  for (const auto& row : rows) {
    LACHAN_TRY(auto card, CardIn(row, directive));
    rules.cards_.push_back(std::move(card));
  }
  for (const auto& card : directive.scorecards) {
    rules.cards_.push_back(std::make_shared<const directive::Scorecard>(card));
  }
  LACHAN_TRY(const auto corrections, journal::ListAll<ScoreCorrection>(reader));
  for (const auto& row : corrections) {
    Dated dated;
    LACHAN_TRY(dated.from, ParseMonth(row.from_month.value.value));
    LACHAN_TRY(dated.until, ParseMonth(row.until_month.value.value));
    dated.correction = {row.agency_id,         row.indicator.value.value, row.duty.value.value,
                        row.outcome.value,     row.possible.value,        {},
                        row.reason.value.value};
    rules.corrections_.push_back(std::move(dated));
  }
  return rules;
}

ScoringRules::CardPtr ScoringRules::CardOf(Month month) const {
  const Instant at = directive::AssessmentInstant(month);
  CardPtr best;
  for (const auto& card : cards_) {
    if (!card->validity.Contains(at)) continue;
    const Instant from = card->validity.from.value_or(Instant::min());
    if (best == nullptr || from > best->validity.from.value_or(Instant::min())) best = card;
  }
  return best;
}

ScoringRules::CardPtr ScoringRules::Find(std::string_view id) const {
  const auto at =
      std::ranges::find(cards_, id, [](const CardPtr& card) -> const auto& { return card->id; });
  return at == cards_.end() ? nullptr : *at;
}

std::vector<Correction> ScoringRules::CorrectionsOf(Month month) const {
  std::vector<Correction> found;
  for (const auto& dated : corrections_) {
    if (dated.from <= month && month <= dated.until) found.push_back(dated.correction);
  }
  return found;
}

}  // namespace lachan::obligations
