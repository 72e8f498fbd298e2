// SPDX-License-Identifier: Apache-2.0
#include "normalise/time_text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

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

/// "+07:00", "-0700", "+07", "UTC", "ICT": the offset; empty when it is none of these. Other words
/// of capital letters are zones we do not know: `zone`.
std::optional<std::chrono::minutes> Zone(std::string_view text, std::chrono::minutes zone) {
  if (text.empty()) return zone;
  if (text == "UTC" || text == "GMT" || text == "Z") return std::chrono::minutes{0};
  if (text == "ICT") return kVietnamOffset;
  if (text[0] == '+' || text[0] == '-') {
    std::string digits;
    for (const char c : text.substr(1)) {
      if (c != ':') digits += c;
    }
    const bool good = (digits.size() == 2 || digits.size() == 4) &&
                      digits.find_first_not_of("0123456789") == std::string::npos;
    if (!good) return std::nullopt;
    const int value = std::atoi(digits.c_str());
    const int minutes = digits.size() == 2 ? value * 60 : value / 100 * 60 + value % 100;
    if (minutes > 14 * 60) return std::nullopt;
    return std::chrono::minutes{text[0] == '-' ? -minutes : minutes};
  }
  const bool is_name = text.size() >= 3 && text.size() <= 5 &&
                       std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_name ? std::optional(zone) : std::nullopt;
}

/// A leading time and a zone behind it.
std::optional<Instant> Dated(std::string_view text, Instant received_at,
                             std::chrono::minutes zone) {
  const auto leading = formats::ParseLeadingTime(text, received_at, zone);
  if (!leading) return std::nullopt;
  const std::string_view rest = Trim(text.substr(leading->bytes));
  if (rest.empty()) return leading->time;
  const auto offset = Zone(rest, zone);
  if (!offset) return std::nullopt;
  return leading->time + zone - *offset;
}

/// The forms of web servers, BIND and C's asctime with their parts put in order:
/// "23/Nov/2026:11:05:06 +0700", "23-Nov-2026 11:05:01.123", "Mon Nov 23 11:05:06.123 2026". Empty
/// for others.
std::string Reordered(std::string_view text) {
  const bool is_day_first = text.size() >= 20 && (text[2] == '/' || text[2] == '-') &&
                            text[6] == text[2] && (text[11] == ':' || text[11] == ' ');
  if (is_day_first) {
    return fmt::format("{} {} {} {}", text.substr(3, 3), text.substr(0, 2), text.substr(7, 4),
                       text.substr(12));
  }
  const bool has_weekday = text.size() >= 24 && text[3] == ' ' && text[7] == ' ';
  const std::size_t last = text.rfind(' ');
  if (!has_weekday || text.size() - last != 5 || last < 18) return {};
  // "Mon Nov 23 11:05:06.123 2026": day and time behind the month.
  const std::string_view day = text.substr(8, 2), time = Trim(text.substr(10, last - 10));
  return fmt::format("{} {} {} {}", text.substr(4, 3), day, text.substr(last + 1), time);
}

}  // namespace

std::optional<Instant> ParseTimeText(std::string_view text, Instant received_at,
                                     std::chrono::minutes zone) {
  text = Trim(text);
  if (const auto time = Dated(text, received_at, zone)) return time;
  if (const auto time = Epoch(text)) return time;
  if (text.size() < 20 || text.size() > 64) return std::nullopt;
  const std::string reordered = Reordered(text);
  return reordered.empty() ? std::nullopt : Dated(reordered, received_at, zone);
}

}  // namespace lachan::normalise
