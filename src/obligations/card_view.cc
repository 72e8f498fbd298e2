// SPDX-License-Identifier: Apache-2.0
#include "obligations/card_view.h"

#include <boost/json/value_to.hpp>

#include <algorithm>
#include <limits>

namespace lachan::obligations {
namespace {

using directive::Confidence;

struct CardLimits {
  static constexpr std::size_t kSets = 64, kIndicators = 200, kParts = 500, kBands = 20;
};

int Small(std::int64_t number) {
  return static_cast<int>(std::clamp<std::int64_t>(number, -1'000'000, 1'000'000));
}

Confidence ConfidenceOf(std::string_view name) {
  for (const auto one : {Confidence::kHigh, Confidence::kMediumHigh, Confidence::kMedium,
                         Confidence::kLow, Confidence::kProposal}) {
    if (ToString(one) == name) return one;
  }
  return Confidence::kProposal;
}

}  // namespace

CardView ViewOf(const directive::Scorecard& card) {
  CardView view;
  view.id = card.id;
  if (card.validity.from) view.from = FormatDate(CivilDateAt(*card.validity.from));
  view.confidence = ToString(card.confidence);
  view.late_earned = card.late_earned;
  view.late_possible = card.late_possible;
  view.min_measured_weight = card.min_measured_weight;
  view.tie_fewer_overdue = card.tie_fewer_overdue;
  for (const auto& band : card.bands) {
    view.bands.push_back({band.code, band.title.vi, band.title.en, band.from_centi / 100});
  }
  for (const auto& set : card.sets) {
    CardSet one{set.id, set.title.vi, set.title.en, set.kinds, {}};
    for (const auto& indicator : set.indicators) {
      one.indicators.push_back({indicator.id, indicator.group, indicator.title.vi,
                                indicator.title.en, indicator.weight, indicator.window_months,
                                indicator.parts});
    }
    view.sets.push_back(std::move(one));
  }
  return view;
}

directive::Scorecard CardOf(const CardView& view) {
  directive::Scorecard card;
  card.id = view.id;
  if (const auto from = ParseDate(view.from)) card.validity.from = StartOfDay(*from);
  card.confidence = ConfidenceOf(view.confidence);
  card.late_earned = Small(view.late_earned);
  card.late_possible = Small(view.late_possible);
  card.min_measured_weight = Small(view.min_measured_weight);
  card.tie_fewer_overdue = view.tie_fewer_overdue;
  for (const auto& band : view.bands) {
    card.bands.push_back(
        {band.code, {band.title_vi, band.title_en}, Small(band.from_percent) * 100});
  }
  for (const auto& set : view.sets) {
    directive::IndicatorSet one{set.id, {set.title_vi, set.title_en}, set.kinds, {}};
    for (const auto& indicator : set.indicators) {
      one.indicators.push_back({indicator.id,
                                indicator.group,
                                {indicator.title_vi, indicator.title_en},
                                Small(indicator.weight),
                                indicator.parts,
                                Small(indicator.window_months)});
    }
    card.sets.push_back(std::move(one));
  }
  return card;
}

Result<CardView> ParseCard(const boost::json::value& json) {
  auto parsed = boost::json::try_value_to<CardView>(json);
  if (parsed.has_error()) {
    return std::unexpected(Error(ErrorCode::kInvalidInput,
                                 "the scorecard does not have its form; see the API document")
                               .WithField("card", "wrong_form"));
  }
  std::size_t indicators = 0, parts = 0;
  for (const auto& set : parsed->sets) {
    indicators += set.indicators.size();
    for (const auto& one : set.indicators) parts += one.parts.size();
  }
  if (parsed->sets.size() > CardLimits::kSets || parsed->bands.size() > CardLimits::kBands ||
      indicators > CardLimits::kIndicators || parts > CardLimits::kParts) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "the scorecard is larger than any that makes sense")
            .WithField("card", "too_large"));
  }
  return *std::move(parsed);
}

}  // namespace lachan::obligations
