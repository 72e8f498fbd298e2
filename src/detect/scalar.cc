// SPDX-License-Identifier: Apache-2.0
#include "detect/scalar.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/text.h"

namespace lachan::detect {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Digits at `at`; moves it on. Nothing if fewer than `least` or more than `most`.
std::optional<int> Digits(std::string_view text, std::size_t& at, std::size_t least,
                          std::size_t most) {
  std::size_t count = 0;
  int value = 0;
  while (count < most && at < text.size() && IsDigit(text[at])) {
    value = value * 10 + (text[at++] - '0');
    ++count;
  }
  if (count < least) return std::nullopt;
  return value;
}

bool Take(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

struct WrittenTime {
  std::chrono::year_month_day date;
  int hour = 0, minute = 0;
};

bool ReadClock(std::string_view text, std::size_t& at, WrittenTime& time) {
  const auto hour = Digits(text, at, 2, 2);
  if (!hour || *hour > 23) return false;
  time.hour = *hour;
  const bool colon = Take(text, at, ':');
  if (const auto minute = Digits(text, at, 2, 2)) {
    if (*minute > 59) return false;
    time.minute = *minute;
  } else if (colon) {
    return false;
  }
  if (colon ? Take(text, at, ':') : (at < text.size() && IsDigit(text[at]))) {
    const auto second = Digits(text, at, 2, 2);
    if (!second || *second > 59) return false;
  }
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
    ++at;
    if (!Digits(text, at, 1, 9)) return false;
    while (at < text.size() && IsDigit(text[at])) ++at;
  }
  return true;
}

bool ReadOffset(std::string_view text, std::size_t& at) {
  if (at == text.size()) return true;
  if (Take(text, at, 'Z') || Take(text, at, 'z')) return at == text.size();
  if (!Take(text, at, '+') && !Take(text, at, '-')) return false;
  if (!Digits(text, at, 2, 2)) return false;
  Take(text, at, ':');
  if (at < text.size() && !Digits(text, at, 2, 2)) return false;
  return at == text.size();
}

std::optional<WrittenTime> ReadIso(std::string_view text) {
  std::size_t at = 0;
  const auto year = Digits(text, at, 4, 4);
  const bool dashes = Take(text, at, '-');
  const auto month = Digits(text, at, 2, 2);
  if (dashes && !Take(text, at, '-')) return std::nullopt;
  const auto day = Digits(text, at, 2, 2);
  if (!year || !month || !day) return std::nullopt;
  WrittenTime time;
  time.date = std::chrono::year{*year} / *month / *day;
  if (!time.date.ok()) return std::nullopt;
  if (at == text.size()) return time;
  ++at;  // Any separator: T, blank, …
  if (!ReadClock(text, at, time) || !ReadOffset(text, at)) return std::nullopt;
  return time;
}

std::optional<WrittenTime> ReadUnix(std::string_view text) {
  const auto decimal = Decimal::Parse(text, true);
  if (!decimal) return std::nullopt;
  double seconds = std::strtod(decimal->text.c_str(), nullptr);
  if (seconds > 1e14) {
    seconds /= 1e6;
  } else if (seconds > 1e11) {
    seconds /= 1e3;
  }
  if (std::abs(seconds) > 9e10) return std::nullopt;
  const auto instant =
      std::chrono::sys_seconds{std::chrono::seconds{static_cast<long long>(std::floor(seconds))}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss clock{instant - day};
  WrittenTime time;
  time.date = day;
  time.hour = static_cast<int>(clock.hours().count());
  time.minute = static_cast<int>(clock.minutes().count());
  return time;
}

int IsoWeek(std::chrono::year_month_day date) {
  using std::chrono::days;
  const std::chrono::sys_days day{date};
  const auto weekday = std::chrono::weekday{day}.iso_encoding();
  // The week belongs to the year of its Thursday.
  const auto thursday = day + days{4 - static_cast<int>(weekday)};
  const auto year = std::chrono::year_month_day{thursday}.year();
  const std::chrono::sys_days first{year / std::chrono::January / 1};
  return static_cast<int>((thursday - first).count() / 7) + 1;
}

Address ReadAddress(std::string_view text) {
  Address address;
  char copy[64];
  if (text.empty() || text.size() >= sizeof copy || text.contains('\0')) return address;
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  if (!text.contains(':')) {
    address.family = inet_pton(AF_INET, copy, address.bytes.data()) == 1 ? 4 : 0;
  } else {
    address.family = inet_pton(AF_INET6, copy, address.bytes.data()) == 1 ? 6 : 0;
  }
  return address;
}

std::optional<int> ReadPrefix(std::string_view text, int family) {
  const int bits = family == 4 ? 32 : 128;
  std::size_t at = 0;
  if (const auto length = Digits(text, at, 1, 3); length && at == text.size()) {
    if (*length > bits) return std::nullopt;
    return *length;
  }
  const auto [mask, mask_family] = ReadAddress(text);
  if (family != 4 || mask_family != 4) return std::nullopt;
  int length = 0;
  while (length < 32 && (mask[length / 8] >> (7 - length % 8) & 1) != 0) ++length;
  for (int bit = length; bit < 32; ++bit) {
    if ((mask[bit / 8] >> (7 - bit % 8) & 1) != 0) return std::nullopt;
  }
  return length;
}

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text, bool exponents) {
  const std::string_view whole = text;
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  std::string_view integer = text.substr(0, digits), fraction;
  if (digits == 0) return std::nullopt;
  if (digits < text.size()) {
    if (text[digits] == '.') fraction = text.substr(digits + 1);
    std::size_t count = 0;
    while (count < fraction.size() && IsDigit(fraction[count])) ++count;
    if (count == 0 || count != fraction.size()) {
      if (!exponents || whole.size() > 64) return std::nullopt;
      const std::string copy(whole);
      char* end = nullptr;
      const double value = std::strtod(copy.c_str(), &end);
      if (*end != '\0' || !std::isfinite(value)) return std::nullopt;
      return Parse(fmt::format("{:.15f}", value), false);
    }
  }
  while (!integer.empty() && integer[0] == '0') integer.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  Decimal decimal;
  if (integer.empty() && fraction.empty()) negative = false;
  if (negative) decimal.text = "-";
  decimal.text += integer.empty() ? std::string_view("0") : integer;
  if (!fraction.empty()) decimal.text.append(".").append(fraction);
  return decimal;
}

int Decimal::Compare(const Decimal& a, const Decimal& b) {
  std::string_view x = a.text, y = b.text;
  const bool x_negative = x.starts_with('-'), y_negative = y.starts_with('-');
  if (x_negative != y_negative) return x_negative ? -1 : 1;
  if (x_negative) {
    x.remove_prefix(1);
    y.remove_prefix(1);
    std::swap(x, y);
  }
  const auto x_integer = x.substr(0, x.find('.')), y_integer = y.substr(0, y.find('.'));
  if (x_integer.size() != y_integer.size()) return x_integer.size() < y_integer.size() ? -1 : 1;
  // Same number of integer digits: from here text order is number order.
  return x.compare(y);
}

std::optional<int> PartOfTime(std::string_view text, TimePart part) {
  text = Trim(text);
  auto time = ReadIso(text);
  // Eight digits are a date in ISO's basic form; all other plain numbers are Unix times.
  if (!time) time = ReadUnix(text);
  if (!time) return std::nullopt;
  switch (part) {
    case TimePart::kMinute:
      return time->minute;
    case TimePart::kHour:
      return time->hour;
    case TimePart::kDay:
      return static_cast<int>(static_cast<unsigned>(time->date.day()));
    case TimePart::kWeek:
      return IsoWeek(time->date);
    case TimePart::kMonth:
      return static_cast<int>(static_cast<unsigned>(time->date.month()));
    case TimePart::kYear:
      return static_cast<int>(time->date.year());
  }
  return std::nullopt;
}

Address Address::Parse(std::string_view text) {
  text = Trim(text);
  const auto zone = text.find('%');  // RFC 4007: of whose link the address is.
  const bool has_zone =
      zone + 1 < text.size() && text.find('%', zone + 1) == std::string_view::npos;
  if (zone != std::string_view::npos && has_zone && text.substr(0, zone).contains(':')) {
    text = text.substr(0, zone);
  }
  return ReadAddress(text);
}

std::optional<Network> Network::Parse(std::string_view text) {
  Network network;
  const auto slash = text.find('/');
  network.first_ = ReadAddress(text.substr(0, slash));
  const int family = network.first_.family;
  if (family == 0) return std::nullopt;
  network.prefix_ = family == 4 ? 32 : 128;
  if (slash != std::string_view::npos) {
    const auto prefix = ReadPrefix(text.substr(slash + 1), family);
    if (!prefix) return std::nullopt;
    network.prefix_ = *prefix;
  }
  return network;
}

bool Network::Contains(const Address& address) const {
  if (address.family != first_.family) return false;
  const auto whole = static_cast<std::size_t>(prefix_ / 8);
  if (std::memcmp(address.bytes.data(), first_.bytes.data(), whole) != 0) return false;
  const int rest = prefix_ % 8;
  return rest == 0 || (address.bytes[whole] ^ first_.bytes[whole]) >> (8 - rest) == 0;
}

}  // namespace lachan::detect
