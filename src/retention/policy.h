// SPDX-License-Identifier: Apache-2.0
/// \file
/// How long events are kept, and what that means for the disk. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/time.h"
#include "events/event_keeping.h"

namespace lachan::retention {

/// Months by class. The law's least is the least that the settings take.
/// \source TCVN 14423:2026 x.8 (levels 2–5); NĐ 333/2026 Art. 16.6 (service providers)
struct Policy {
  std::array<int, 6> months_by_level{12, 1, 1, 3, 6, 12};  ///< [0]: level unknown.
  int provider_months = 12;

  /// The longest of those that apply: where texts differ, the highest wins.
  int MonthsOf(events::RetentionClass kept_as) const;
  /// First day on which every event of the week has been kept long enough.
  CivilDate ExpiresOn(events::RetentionClass kept_as, CivilDate monday) const;
  /// The same for a number of months.
  static CivilDate After(CivilDate monday, int months) {
    return AddMonths(AddDays(monday, 7), months);
  }
};

/// One class in the store.
struct ClassUse {
  events::RetentionClass kept_as;
  int months = 0;
  std::uint64_t rows = 0, bytes = 0;
  std::optional<CivilDate> oldest;     ///< Monday of the first week that is there.
  std::uint64_t bytes_a_day_7 = 0;     ///< Mean of the last 7 whole days.
  std::uint64_t bytes_a_day_30 = 0;    ///< Of the last 30, or since the first if that is later.
  std::uint64_t bytes_when_level = 0;  ///< When as much goes as comes, at the rate of 7 days.
};

/// A point of the forecast.
struct ForecastPoint {
  CivilDate day{};
  std::uint64_t used = 0;  ///< Bytes of events by the end of the day.
};

struct Forecast {
  std::vector<ClassUse> classes;  ///< In order of level; providers after.
  std::uint64_t held_bytes = 0;
  std::uint64_t used = 0;       ///< Events and holds.
  std::uint64_t available = 0;  ///< What events and holds may have in all: used, and the free rest.
  std::uint64_t bytes_a_day = 0;      ///< All classes, the larger of both means.
  std::optional<CivilDate> full_on;   ///< Absent: not within the horizon.
  std::uint64_t least_free = 0;       ///< Smallest rest within the horizon; 0 when it gets full.
  std::vector<ForecastPoint> points;  ///< A week apart, from today on.
};

struct ForecastInput {
  Policy policy;
  CivilDate today{};
  std::vector<events::StoredWeek> weeks;
  std::vector<events::DayVolume> volume;  ///< Of the last 30 days, today besides.
  std::uint64_t held_bytes = 0;
  std::uint64_t free_bytes = 0;
  std::uint64_t reserve_bytes = 0;  ///< Free, but not for events: below it intake stops.
};

/// Days that a forecast looks ahead.
inline constexpr int kHorizonDays = 730;

/// Goes on at the present rate of each class, and drops each week when its time is over.
Forecast Forecasted(const ForecastInput& input);

}  // namespace lachan::retention
