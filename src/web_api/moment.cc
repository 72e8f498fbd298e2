// SPDX-License-Identifier: Apache-2.0
#include "web_api/moment.h"

#include <charconv>

namespace lachan::web_api {

Result<Instant> ParseMoment(std::string_view text, Instant now) {
  if (text == "now") return now;
  if (!text.starts_with('-')) return ParseInstant(text);
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
  std::int64_t seconds = 0;
  if (unit == "s") seconds = 1;
  if (unit == "m") seconds = 60;
  if (unit == "h") seconds = 3600;
  if (unit == "d") seconds = 86'400;
  if (unit == "w") seconds = 604'800;
  constexpr std::int64_t kMost = 100LL * 366 * 86'400;
  if (parsed.ec != std::errc{} || seconds == 0 || number < 0 || number > kMost / seconds) {
    return Fail(ErrorCode::kInvalidInput,
                "'{}' is no point in time: give RFC 3339, \"now\" or as \"-24h\" (s, m, h, d, w)",
                text.substr(0, 40));
  }
  return now - std::chrono::seconds(number * seconds);
}

Result<std::optional<Instant>> QueryMoment(const web::Request& request, std::string_view name,
                                           Instant now) {
  const auto text = request.Query(name);
  if (text.empty()) return std::nullopt;
  LACHAN_TRY(const auto instant, ParseMoment(text, now), fmt::format("reading parameter {}", name));
  return instant;
}

}  // namespace lachan::web_api
