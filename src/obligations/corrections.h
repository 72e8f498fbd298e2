// SPDX-License-Identifier: Apache-2.0
/// \file
/// Corrections of scores: decisions about single duties, and what they do to a month. Pure.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "obligations/score_month.h"

namespace lachan::obligations {

/// What an addendum or a decision does to one agency.
struct CorrectionEffect {
  AgencyId agency;
  std::string set;
  struct Standing {
    int score_centi = 0, points_centi = 0, possible_centi = 0, rank = 0, overdue = 0;
    std::string band;
    friend bool operator==(const Standing&, const Standing&) = default;
  };
  Standing before, after;
};

/// Applies the corrections in order, then totals and ranks anew.
/// \error kNotFound            an agency, indicator or duty that the month does not know.
/// \error kFailedPrecondition  a duty that did not count and no `possible` was given.
Status Apply(const directive::Scorecard& card, std::span<const Correction> corrections,
             MonthScores& scores);

CorrectionEffect::Standing StandingOf(const AgencyMonth& agency);
/// Agencies whose standing differs, by id.
std::vector<CorrectionEffect> EffectsBetween(const MonthScores& before, const MonthScores& after);

/// Ranks and numbers of ranked agencies anew.
void RankAnew(const directive::Scorecard& card, MonthScores& scores);

/// What a duty of this part would be worth, were it counted.
std::int64_t WorthOf(const directive::Directive& directive, const directive::Scorecard& card,
                     std::string_view duty_key);

boost::json::object ToJson(const Correction& correction);
boost::json::object ToJson(const CorrectionEffect& effect);
/// \error kCorrupt  not such an object.
Result<Correction> ParseCorrection(const boost::json::value& value);
Result<CorrectionEffect> ParseEffect(const boost::json::value& value);

/// The canonical content of an addendum.
std::string AddendumText(Month month, std::int64_t number, std::string_view reason,
                         std::string_view basis, std::string_view previous_sha256,
                         std::span<const Correction> corrections,
                         std::span<const CorrectionEffect> effects);
struct AddendumContent {
  std::vector<Correction> corrections;
  std::vector<CorrectionEffect> effects;
};
/// \error kCorrupt  not such a text.
Result<AddendumContent> ParseAddendum(std::string_view text);

}  // namespace lachan::obligations
