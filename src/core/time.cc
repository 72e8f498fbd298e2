// SPDX-License-Identifier: Apache-2.0
#include "core/time.h"

#include <charconv>

namespace lachan {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::sys_days;

/// Reads exactly `digits` decimal digits at `text[at]`; -1 if they are not there.
int Digits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<CivilDate> DateAt(std::string_view text) {
  const int y = Digits(text, 0, 4), m = Digits(text, 5, 2), d = Digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const CivilDate date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                       std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

/// Fraction ".123" at `at`: microseconds, and the position after it.
std::pair<microseconds, std::size_t> Fraction(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '.' && text[at] != ',')) return {microseconds{0}, at};
  std::int64_t value = 0;
  int digits = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    if (digits < 6) {
      value = value * 10 + (text[at] - '0');
      ++digits;
    }
  }
  for (; digits < 6; ++digits) value *= 10;
  return {microseconds{value}, at};
}

std::optional<std::chrono::minutes> Offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const std::size_t minute_at = text[3] == ':' ? 4 : 3;
  const int h = Digits(text, 1, 2), m = Digits(text, minute_at, 2);
  if (h < 0 || h > 14 || m < 0 || m > 59 || text.size() != minute_at + 2) return std::nullopt;
  const std::chrono::minutes offset{h * 60 + m};
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

CivilDate CivilDateAt(Instant instant) { return CivilDate{floor<days>(instant + kVietnamOffset)}; }

Instant StartOfDay(CivilDate date) { return Instant{sys_days{date}} - kVietnamOffset; }

CivilDate AddDays(CivilDate date, int count) { return CivilDate{sys_days{date} + days{count}}; }

CivilDate AddMonths(CivilDate date, int months) {
  const auto moved = date + std::chrono::months{months};
  if (moved.ok()) return moved;
  return CivilDate{moved.year() / moved.month() / std::chrono::last};
}

std::string FormatInstant(Instant instant) {
  const auto day = floor<days>(instant);
  const CivilDate date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (const auto fraction = time.subseconds().count(); fraction != 0) {
    text += fmt::format(".{:06}", fraction);
    while (text.back() == '0') text.pop_back();
  }
  return text + "Z";
}

Result<Instant> ParseInstant(std::string_view text) {
  const auto invalid = [&] {
    return Fail(ErrorCode::kInvalidInput, "not an RFC 3339 date and time: '{}'",
                text.substr(0, 40));
  };
  if (text.size() < 20) return invalid();
  const auto date = DateAt(text);
  const int h = Digits(text, 11, 2), m = Digits(text, 14, 2), s = Digits(text, 17, 2);
  if (!date || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || h < 0 || h > 23 ||
      m < 0 || m > 59 || s < 0 || s > 60 || text[13] != ':' || text[16] != ':') {
    return invalid();
  }
  const int year = static_cast<int>(date->year());
  if (year < 1970 || year > 2261) return invalid();
  const auto [fraction, end] = Fraction(text, 19);
  const auto offset = Offset(text.substr(end));
  if (!offset) return invalid();
  return Instant{sys_days{*date}} + std::chrono::hours{h} + std::chrono::minutes{m} +
         std::chrono::seconds{s} + fraction - *offset;
}

std::string FormatDate(CivilDate date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<CivilDate> ParseDate(std::string_view text) {
  const auto date = text.size() == 10 ? DateAt(text) : std::nullopt;
  if (!date) {
    return Fail(ErrorCode::kInvalidInput, "not a date (yyyy-mm-dd): '{}'", text.substr(0, 40));
  }
  return *date;
}

std::string FormatVietnamese(Instant instant) {
  const std::chrono::hh_mm_ss time{instant + kVietnamOffset -
                                   floor<days>(instant + kVietnamOffset)};
  return fmt::format("{} {:02}:{:02}", FormatVietnamese(CivilDateAt(instant)), time.hours().count(),
                     time.minutes().count());
}

std::string FormatVietnamese(CivilDate date) {
  return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(date.day()),
                     static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
}

Month Month::Of(CivilDate date) {
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month()))};
}

Month Month::Plus(int months) const {
  const int index = year * 12 + (month - 1) + months;
  return {index / 12, index % 12 + 1};
}

CivilDate Month::FirstDay() const {
  return CivilDate{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                   std::chrono::day{1}};
}

std::string Month::Text() const { return fmt::format("{:04}-{:02}", year, month); }

Result<Month> ParseMonth(std::string_view text) {
  const int y = Digits(text, 0, 4), m = Digits(text, 5, 2);
  if (text.size() != 7 || text[4] != '-' || y < 1970 || m < 1 || m > 12) {
    return Fail(ErrorCode::kInvalidInput, "not a month (yyyy-mm): '{}'", text.substr(0, 40));
  }
  return Month{y, m};
}

}  // namespace lachan
