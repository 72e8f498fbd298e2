// SPDX-License-Identifier: Apache-2.0
/// \file
/// Shapes that several routes of the ranking answer with.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "directive/directive.h"
#include "obligations/card_view.h"
#include "obligations/corrections.h"
#include "web/http.h"

namespace lachan::web_api {

inline double Hundredths(std::int64_t centi) { return static_cast<double>(centi) / 100; }

/// Where an agency stands in a month.
struct ScoreStandingView {
  double percent = 0, earned = 0, possible = 0;
  std::int64_t rank = 0, overdue = 0;
  std::string band;
};
BOOST_DESCRIBE_STRUCT(ScoreStandingView, (), (percent, earned, possible, rank, overdue, band))

struct ScoreEffectView {
  std::int64_t agency_id = 0;
  std::string set;
  ScoreStandingView before, after;
};
BOOST_DESCRIBE_STRUCT(ScoreEffectView, (), (agency_id, set, before, after))

struct BandView {
  std::string code, title_vi, title_en;
  double from_percent = 0;
};
BOOST_DESCRIBE_STRUCT(BandView, (), (code, title_vi, title_en, from_percent))

ScoreStandingView View(const obligations::CorrectionEffect::Standing& standing);
ScoreEffectView View(const obligations::CorrectionEffect& effect);
std::vector<BandView> View(const std::vector<directive::Band>& bands);

/// The month of a query; the running one when it names none.
/// \error kInvalidInput  not a month.
Result<Month> MonthIn(const web::Request& request, const Clock& clock);
/// The month of the path. \error kNotFound  not a month.
Result<Month> MonthInPath(const web::Request& request);
/// \error kInvalidInput  the member is missing or no text.
Result<std::string> TextIn(const boost::json::object& body, std::string_view name);
/// Empty when the member is missing. \error kInvalidInput  it is there and no text.
Result<std::string> OptionalTextIn(const boost::json::object& body, std::string_view name);

}  // namespace lachan::web_api
