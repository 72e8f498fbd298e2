// SPDX-License-Identifier: Apache-2.0
/// \file
/// Date arithmetic of the oracle: written for itself, by counting, from docs/formats/directive.md.
/// Shares nothing with core/time.cc and time_limit.cc, against which it is held.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "directive/directive.h"

namespace lachan::directive::oracle {

using Micros = std::int64_t;  ///< Since 1970 UTC.
using Day = std::int64_t;     ///< Civil days in Viet Nam; 0 is 1970-01-01.

inline constexpr Micros kMicrosOfDay = 86'400'000'000;
inline constexpr Micros kNever = INT64_MAX;  ///< A limit that never comes; an end that is open.
inline constexpr Micros kAlways = INT64_MIN / 4;

struct Date {
  int year = 1970, month = 1, day = 1;
};

Day DayOf(Micros instant);
Micros Midnight(Day day);
Date DateOf(Day day);
Day DayOf(const Date& date);
int LengthOfMonth(int year, int month);
/// Same day of the month `months` later (or earlier), or that month's last day.
Date MonthsLater(Date date, int months);

/// RFC 3339, or a date: the midnight that ends it. Nothing for anything else.
std::optional<Micros> ReadInstant(std::string_view text);
/// yyyy-mm-dd only.
std::optional<Day> ReadDate(std::string_view text);

/// Which days offices work, from the directive's own lists.
class WorkingCalendar {
 public:
  explicit WorkingCalendar(const Directive& directive);
  bool Works(Day day) const;

 private:
  std::vector<Day> holidays_, make_up_;
  bool rests_[8] = {};
};

/// Days that do not count: stretches [first, second) of days; kNever: without end.
using Stops = std::vector<std::pair<Day, Day>>;
bool IsStopped(const Stops& stops, Day day);

/// First instant of breach; kNever when the clock stands for ever.
Micros Due(Micros from, const TimeLimit& limit, const WorkingCalendar& calendar,
           const Stops& stops);
/// The instant at which `amount` microseconds outside stopped days have run since `from`.
Micros Run(Micros from, Micros amount, const Stops& stops);
/// A fixed limit (a midnight), moved on by the stopped days from `first` to its last day in time.
Micros Moved(Micros fixed, Day first, const Stops& stops);

}  // namespace lachan::directive::oracle
