// SPDX-License-Identifier: Apache-2.0
/// \file
/// A scorecard as JSON: part of a frozen month's canonical figures, and what the API says. Names of
/// members reach frozen bytes: never rename, never remove.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"

namespace lachan::obligations {

struct CardBand {
  std::string code, title_vi, title_en;
  std::int64_t from_percent = 0;
};
BOOST_DESCRIBE_STRUCT(CardBand, (), (code, title_vi, title_en, from_percent))

struct CardIndicator {
  std::string id, group, title_vi, title_en;
  std::int64_t weight = 0, window_months = 12;
  std::vector<std::string> parts;
};
BOOST_DESCRIBE_STRUCT(CardIndicator, (),
                      (id, group, title_vi, title_en, weight, window_months, parts))

struct CardSet {
  std::string id, title_vi, title_en;
  std::vector<std::string> kinds;
  std::vector<CardIndicator> indicators;
};
BOOST_DESCRIBE_STRUCT(CardSet, (), (id, title_vi, title_en, kinds, indicators))

struct CardView {
  std::string id;
  std::string from;  ///< "2026-12-01", or empty.
  std::string confidence;
  std::int64_t late_earned = 1, late_possible = 2, min_measured_weight = 0;
  bool tie_fewer_overdue = true;
  std::vector<CardBand> bands;
  std::vector<CardSet> sets;
};
BOOST_DESCRIBE_STRUCT(CardView, (),
                      (id, from, confidence, late_earned, late_possible, min_measured_weight,
                       tie_fewer_overdue, bands, sets))

CardView ViewOf(const directive::Scorecard& card);
/// Only its form is read: whether it makes sense is told by directive::ReadScorecardText.
directive::Scorecard CardOf(const CardView& view);
/// \error kInvalidInput  not of this form, or beyond 64 sets, 200 indicators or 500 parts in all.
Result<CardView> ParseCard(const boost::json::value& json);

}  // namespace lachan::obligations
