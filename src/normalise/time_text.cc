// SPDX-License-Identifier: Apache-2.0
#include "normalise/time_text.h"

#include <charconv>

#include "base/text.h"
#include "formats/syslog.h"

namespace lachan::normalise {
namespace {

/// 2262-01-01 in microseconds.
constexpr std::int64_t kEnd = 9'214'646'400'000'000;

std::optional<Instant> Epoch(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc{} || end != whole.data() + whole.size() || value <= 0) return std::nullopt;
  // Units by size: 10^11 s is the year 5138, 10^11 ms is 1973.
  std::int64_t micros = 0;
  if (value < 100'000'000'000) {
    micros = value * 1'000'000;
  } else if (value < 100'000'000'000'000) {
    micros = value * 1'000;
  } else if (value < 100'000'000'000'000'000) {
    micros = value;
  } else {
    micros = value / 1'000;
  }
  if (point != std::string_view::npos && value < 100'000'000'000) {
    std::int64_t scale = 100'000;
    for (const char c : text.substr(point + 1)) {
      if (c < '0' || c > '9') return std::nullopt;
      micros += (c - '0') * scale;
      scale /= 10;
    }
  }
  // A small number is a count or an identifier, not a time: nothing before 2000.
  if (micros < 946'684'800'000'000 || micros >= kEnd) return std::nullopt;
  return Instant{std::chrono::microseconds{micros}};
}

}  // namespace

std::optional<Instant> ParseTimeText(std::string_view text, Instant received_at,
                                     std::chrono::minutes zone) {
  text = Trim(text);
  if (const auto leading = formats::ParseLeadingTime(text, received_at, zone)) {
    const std::string_view rest = Trim(text.substr(leading->bytes));
    if (rest.empty()) return leading->time;
    if (rest == "UTC" || rest == "GMT") return leading->time + zone;
    return std::nullopt;
  }
  return Epoch(text);
}

}  // namespace lachan::normalise
