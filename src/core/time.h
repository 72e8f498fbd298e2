// SPDX-License-Identifier: Apache-2.0
/// \file
/// Instants are UTC. Civil dates appear only where a law speaks of days, with the zone beside them.
/// Viet Nam has kept UTC+7 without summer time since 1975, so the zone is a constant here.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using CivilDate = std::chrono::year_month_day;
using Duration = std::chrono::microseconds;

inline constexpr std::chrono::hours kVietnamOffset{7};

/// The civil date in Viet Nam at `instant`.
CivilDate CivilDateAt(Instant instant);
/// 00:00:00 in Viet Nam on `date`.
Instant StartOfDay(CivilDate date);
/// `date` moved by whole days.
CivilDate AddDays(CivilDate date, int days);
/// `date` moved by whole months; the 31st becomes the last day of a shorter month.
CivilDate AddMonths(CivilDate date, int months);

/// "2026-11-23T04:05:06.123456Z" (RFC 3339); trailing zeros of the fraction are left out.
std::string FormatInstant(Instant instant);
/// RFC 3339 with any offset, also with a blank in place of T; a fraction beyond microseconds is
/// cut.
/// \error kInvalidInput  not such a text, or outside the years 1970–2261.
Result<Instant> ParseInstant(std::string_view text);

/// "2026-11-23".
std::string FormatDate(CivilDate date);
/// \error kInvalidInput  not yyyy-mm-dd or not a day of the calendar.
Result<CivilDate> ParseDate(std::string_view text);

/// "23/11/2026 11:05" in Viet Nam's time, as people here write it.
std::string FormatVietnamese(Instant instant);
/// "23/11/2026".
std::string FormatVietnamese(CivilDate date);

/// A month of the calendar, e.g. of a ranking. "2026-11".
struct Month {
  int year = 1970;
  int month = 1;  ///< 1–12
  friend auto operator<=>(const Month&, const Month&) = default;

  static Month Of(CivilDate date);
  Month Plus(int months) const;
  CivilDate FirstDay() const;
  /// First instant of the month in Viet Nam.
  Instant Begin() const { return StartOfDay(FirstDay()); }
  /// First instant after the month.
  Instant End() const { return Plus(1).Begin(); }
  std::string Text() const;
};
/// \error kInvalidInput  not yyyy-mm.
Result<Month> ParseMonth(std::string_view text);

/// Where "now" comes from. Pure code takes an Instant instead.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
};

}  // namespace lachan
