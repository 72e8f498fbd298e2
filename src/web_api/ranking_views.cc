// SPDX-License-Identifier: Apache-2.0
#include "web_api/ranking_views.h"

namespace lachan::web_api {
namespace {

std::unexpected<Error> Wrong(std::string_view field, std::string message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("{} is not right: {}", field, message));
  return std::unexpected(std::move(error).WithField(std::string(field), std::move(message)));
}

}  // namespace

ScoreStandingView View(const obligations::CorrectionEffect::Standing& standing) {
  return {Hundredths(standing.score_centi),
          Hundredths(standing.points_centi),
          Hundredths(standing.possible_centi),
          standing.rank,
          standing.overdue,
          standing.band};
}

ScoreEffectView View(const obligations::CorrectionEffect& effect) {
  return {effect.agency.value, effect.set, View(effect.before), View(effect.after)};
}

std::vector<BandView> View(const std::vector<directive::Band>& bands) {
  std::vector<BandView> views;
  for (const auto& band : bands) {
    views.push_back({band.code, band.title.vi, band.title.en, Hundredths(band.from_centi)});
  }
  return views;
}

Result<Month> MonthIn(const web::Request& request, const Clock& clock) {
  const auto text = request.Query("month");
  if (text.empty()) return Month::Of(CivilDateAt(clock.Now()));
  const auto month = ParseMonth(text);
  if (month) return *month;
  return Wrong("month", "not_a_month");
}

Result<Month> MonthInPath(const web::Request& request) {
  const auto month = ParseMonth(request.path_values.at("month"));
  if (month) return *month;
  return Fail(ErrorCode::kNotFound, "there is no such month; write yyyy-mm");
}

Result<std::string> TextIn(const boost::json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  if (value == nullptr) return Wrong(name, "required");
  if (!value->is_string()) return Wrong(name, "not_a_text");
  return std::string(value->get_string());
}

Result<std::string> OptionalTextIn(const boost::json::object& body, std::string_view name) {
  if (!body.contains(name)) return std::string();
  return TextIn(body, name);
}

}  // namespace lachan::web_api
