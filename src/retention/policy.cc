// SPDX-License-Identifier: Apache-2.0
#include "retention/policy.h"

#include <algorithm>
#include <map>

namespace lachan::retention {
namespace {

using std::chrono::sys_days;

int DaysBetween(CivilDate from, CivilDate to) {
  return static_cast<int>((sys_days(to) - sys_days(from)).count());
}

/// What one class does over time.
struct Course {
  ClassUse use;
  std::map<int, std::uint64_t> leaving;  ///< Bytes by day from today; stored already.
  int stays = 0;                         ///< Days that what comes now stays.
};

std::map<std::uint8_t, Course> Collect(const ForecastInput& input) {
  std::map<std::uint8_t, Course> courses;
  for (const auto& week : input.weeks) {
    Course& course = courses[week.kept_as.Byte()];
    course.use.kept_as = week.kept_as;
    course.use.rows += week.rows;
    course.use.bytes += week.bytes;
    if (!course.use.oldest || week.monday < *course.use.oldest) course.use.oldest = week.monday;
    const int leaves = DaysBetween(input.today, input.policy.ExpiresOn(week.kept_as, week.monday));
    course.leaving[std::max(leaves, 0)] += week.bytes;
  }
  return courses;
}

/// Rates from the days that are over: today is not.
void Measure(const ForecastInput& input, std::map<std::uint8_t, Course>& courses) {
  struct Sums {
    std::uint64_t week = 0, month = 0;
    int first = 0;  ///< Days ago.
  };
  std::map<std::uint8_t, Sums> sums;
  for (const auto& day : input.volume) {
    const int ago = DaysBetween(day.day, input.today);
    if (ago < 1 || ago > 30) continue;
    Sums& sum = sums[day.kept_as.Byte()];
    if (ago <= 7) sum.week += day.rows;
    sum.month += day.rows;
    sum.first = std::max(sum.first, ago);
  }
  for (auto& [byte, course] : courses) {
    ClassUse& use = course.use;
    use.months = input.policy.MonthsOf(use.kept_as);
    // Half a week on average until the last event of a week is old enough.
    course.stays = DaysBetween(input.today, AddMonths(input.today, use.months)) + 4;
    const auto found = sums.find(byte);
    if (found == sums.end() || use.rows == 0) continue;
    const double bytes_a_row = static_cast<double>(use.bytes) / static_cast<double>(use.rows);
    const auto mean = [&](std::uint64_t rows, int days) {
      return static_cast<std::uint64_t>(static_cast<double>(rows) * bytes_a_row / days);
    };
    use.bytes_a_day_7 = mean(found->second.week, std::min(7, std::max(1, found->second.first)));
    use.bytes_a_day_30 = mean(found->second.month, std::max(1, found->second.first));
    use.bytes_when_level = use.bytes_a_day_7 * static_cast<std::uint64_t>(course.stays);
  }
}

std::uint64_t RateOf(const ClassUse& use) {
  return std::max(use.bytes_a_day_7, use.bytes_a_day_30);
}

}  // namespace

int Policy::MonthsOf(events::RetentionClass kept_as) const {
  const int by_level = months_by_level.at(std::min<std::size_t>(kept_as.level, 5));
  return kept_as.is_provider ? std::max(by_level, provider_months) : by_level;
}

CivilDate Policy::ExpiresOn(events::RetentionClass kept_as, CivilDate monday) const {
  return After(monday, MonthsOf(kept_as));
}

Forecast Forecasted(const ForecastInput& input) {
  Forecast forecast;
  auto courses = Collect(input);
  Measure(input, courses);
  forecast.held_bytes = input.held_bytes;
  forecast.used = input.held_bytes;
  for (const auto& [byte, course] : courses) {
    forecast.classes.push_back(course.use);
    forecast.used += course.use.bytes;
    forecast.bytes_a_day += RateOf(course.use);
  }
  const std::uint64_t spare =
      input.free_bytes > input.reserve_bytes ? input.free_bytes - input.reserve_bytes : 0;
  forecast.available = forecast.used + spare;
  forecast.least_free = spare;
  std::uint64_t used = forecast.used;
  for (int day = 0; day <= kHorizonDays; ++day) {
    for (const auto& [byte, course] : courses) {
      const std::uint64_t rate = RateOf(course.use);
      std::uint64_t goes = 0;
      if (const auto found = course.leaving.find(day); found != course.leaving.end()) {
        goes += found->second;
      }
      if (day > course.stays) goes += rate;
      if (day > 0) used += rate;
      used -= std::min(used, goes);
    }
    if (day % 7 == 0) forecast.points.push_back({AddDays(input.today, day), used});
    const std::uint64_t rest = forecast.available > used ? forecast.available - used : 0;
    forecast.least_free = std::min(forecast.least_free, rest);
    if (rest == 0 && !forecast.full_on && forecast.bytes_a_day > 0) {
      forecast.full_on = AddDays(input.today, day);
    }
  }
  return forecast;
}

}  // namespace lachan::retention
