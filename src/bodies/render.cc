// SPDX-License-Identifier: Apache-2.0
#include "bodies/render.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "formats/json.h"

namespace lachan::bodies {
namespace {

/// Bytes that stand in a JSON string as they are.
constexpr auto kPlain = [] {
  std::array<bool, 256> table{};
  for (int c = 0x20; c < 0x7f; ++c) table[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return table;
}();

bool IsPlain(std::string_view text) {
  for (const char c : text) {
    if (!kPlain[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

}  // namespace

void AppendQuoted(std::string& out, std::string_view text) {
  if (!IsPlain(text)) {
    out += formats::QuoteJson(RepairUtf8(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void AppendName(std::string& out, std::string_view name) {
  if (!out.empty() && out.back() != '{') out += ',';
  AppendQuoted(out, name);
  out += ':';
}

void AppendDouble(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += std::isnan(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  char digits[40];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void AppendTime(std::string& out, std::uint64_t nanoseconds) {
  using namespace std::chrono;
  const std::uint64_t seconds_since = nanoseconds / 1'000'000'000;
  const sys_seconds time{seconds{static_cast<std::int64_t>(seconds_since)}};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  out += fmt::format("\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z\"",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), nanoseconds % 1'000'000'000);
}

}  // namespace lachan::bodies
