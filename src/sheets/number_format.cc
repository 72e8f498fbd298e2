// SPDX-License-Identifier: Apache-2.0
#include "sheets/number_format.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace lachan::sheets {
namespace {

constexpr double kSecondsOfDay = 86'400;
constexpr double kLastSerial = 2'958'465;  // 9999-12-31.

}  // namespace

bool IsDayFormat(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
         (id >= 50 && id <= 58);
}

bool IsDayFormat(std::string_view code) {
  // Letters in quotes, behind a backslash and in brackets ([Red], [$-42A]) are no places of a day.
  char until = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (until != 0) {
      if (c == until) until = 0;
      continue;
    }
    if (c == '"') until = '"';
    if (c == '[') until = ']';
    if (c == '\\' || c == '_' || c == '*') ++i;
    if (c == ';') return false;  // The first section decides.
    if (c == 'd' || c == 'D' || c == 'y' || c == 'Y' || c == 'm' || c == 'M' || c == 'h' ||
        c == 'H') {
      return true;
    }
  }
  return false;
}

std::string NumberText(double number) {
  if (!std::isfinite(number)) return "";
  std::array<char, 400> text;
  // Excel keeps fifteen digits; more would show the binary fraction.
  const double rounded = std::abs(number) < 1e15 && number == std::floor(number) ? number : [&] {
    std::array<char, 64> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                   std::chars_format::scientific, 14)
                         .ptr;
    double value = number;
    std::from_chars(digits.data(), end, value);
    return value;
  }();
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed);
  return error == std::errc{} ? std::string(text.data(), end) : std::string();
}

std::string DayText(double serial, bool from_1904) {
  using std::chrono::sys_days, std::chrono::year_month_day, std::chrono::days;
  const double last = from_1904 ? kLastSerial - 1462 : kLastSerial;
  if (!(serial >= 0) || serial >= last + 1) return NumberText(serial);
  const double seconds = std::round((serial - std::floor(serial)) * kSecondsOfDay);
  auto day = static_cast<int>(std::floor(serial));
  auto second = static_cast<int>(seconds);
  if (second == static_cast<int>(kSecondsOfDay)) {
    ++day;
    second = 0;
  }
  if (!from_1904 && day >= 60) --day;  // 29 February 1900 was not.
  const auto first =
      from_1904 ? std::chrono::year{1904} / 1 / 1 : std::chrono::year{1899} / 12 / 31;
  const year_month_day date{sys_days{first} + days{day}};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (second != 0) {
    text += fmt::format(" {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  }
  return text;
}

}  // namespace lachan::sheets
