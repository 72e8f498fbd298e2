// SPDX-License-Identifier: Apache-2.0
/// \file
/// Limits of time as the law writes them, and the working calendar they need. Each unit is a type
/// of its own: hours run through nights and weekends, days and months are civil days in Viet Nam.
#pragma once

#include <compare>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/time.h"

namespace lachan::directive {

/// "ngay": no time at all. What is tolerated in practice is a setting of the clock that uses it.
struct Immediately {
  friend bool operator==(const Immediately&, const Immediately&) = default;
};
/// Whole hours that run on, through nights, weekends and holidays.
struct RunningHours {
  int count = 0;
  friend bool operator==(const RunningHours&, const RunningHours&) = default;
};
/// Civil days; the day of the event is not counted.
struct CalendarDays {
  int count = 0;
  friend bool operator==(const CalendarDays&, const CalendarDays&) = default;
};
/// Days on which offices work; the day of the event is not counted.
struct WorkingDays {
  int count = 0;
  friend bool operator==(const WorkingDays&, const WorkingDays&) = default;
};
/// Whole months to the same day of the month, or to its last day where there is none such.
struct Months {
  int count = 0;
  friend bool operator==(const Months&, const Months&) = default;
};

/// What happens when the last day of a limit is a weekend or holiday.
enum class Roll {
  kNone,            ///< The limit ends all the same (cadences; the safe reading for incidents).
  kNextWorkingDay,  ///< It ends with the next working day (Bộ luật Dân sự 2015, Đ148 khoản 5).
};

/// A limit as a directive states it.
struct TimeLimit {
  std::variant<Immediately, RunningHours, CalendarDays, WorkingDays, Months> amount;
  Roll roll = Roll::kNextWorkingDay;  ///< Read by CalendarDays and Months only.
  friend bool operator==(const TimeLimit&, const TimeLimit&) = default;
};

/// One entry of the calendar of holidays.
struct Holiday {
  CivilDate date;
  std::string name_vi;
  std::string name_en;
  std::string confidence;  ///< "high", "medium", "low": how sure the entry is.
  bool enabled = true;     ///< A doubtful entry is listed but switched off.
};

/// Which civil days offices work.
///
/// Purpose: answers for working-day limits. Built once from data and settings, then read only.
/// Concurrency: immutable; may be shared.
/// Limits: outside the years of its entries only the weekly rest days are known.
class HolidayCalendar {
 public:
  /// Monday to Friday, no holidays.
  HolidayCalendar() = default;
  /// \param holidays         Disabled entries are ignored.
  /// \param make_up_days     Weekend days worked in place of another day.
  /// \param rest_weekdays    ISO numbers of the weekly rest days, 1 = Monday … 7 = Sunday.
  HolidayCalendar(std::span<const Holiday> holidays, std::span<const CivilDate> make_up_days,
                  std::span<const int> rest_weekdays);

  bool IsWorkingDay(CivilDate date) const;
  /// `date` itself when it is a working day, else the first one after it.
  CivilDate WorkingDayFrom(CivilDate date) const;

 private:
  std::vector<std::chrono::sys_days> holidays_;      // sorted
  std::vector<std::chrono::sys_days> make_up_days_;  // sorted
  unsigned rest_mask_ = (1U << 6) | (1U << 7);       // bit n: ISO weekday n rests
};

/// Stretches of whole days in Viet Nam in which the clock of one duty stands.
///
/// Purpose: what a pause or an exemption does to limits. Usually empty, and then costs nothing.
/// Concurrency: immutable after the last Add().
class Stops {
 public:
  /// \param from, to  Midnights in Viet Nam, from < to.
  void Add(Instant from, Instant to);
  bool empty() const { return stretches_.empty(); }
  bool Covers(CivilDate day) const;
  bool Covers(Instant instant) const;
  /// The instant at which `left` has run outside the stretches since `start`.
  Instant After(Instant start, Duration left) const;
  /// `due` moved on by as many days as stand still from the day of `start` to the last day before
  /// `due`; days that stand still are skipped on the way.
  Instant Moved(Instant due, Instant start) const;

 private:
  struct Stretch {
    Instant from;
    Instant to;
  };
  std::vector<Stretch> stretches_;  // sorted, apart from one another
};

/// First instant of breach: `trigger` + hours, exact, no rounding to midnight.
Instant DueAt(Instant trigger, RunningHours limit);
/// First instant of breach: the midnight that ends the last day of the limit. A limit of 3 days
/// that a Monday starts ends with Thursday; the answer is Friday 00:00 in Viet Nam.
/// \source Bộ luật Dân sự 2015, Đ147 khoản 2 and Đ148
Instant DueAt(Instant trigger, CalendarDays limit, const HolidayCalendar& calendar, Roll roll);
Instant DueAt(Instant trigger, WorkingDays limit, const HolidayCalendar& calendar);
Instant DueAt(Instant trigger, Months limit, const HolidayCalendar& calendar, Roll roll);
/// The same for any limit; `Immediately` is `trigger` itself.
Instant DueAt(Instant trigger, const TimeLimit& limit, const HolidayCalendar& calendar);
/// The same where the clock stands at times: hours move by hours, days by days, working days by
/// working days. docs/formats/directive.md, "How a duty is judged", says each rule.
Instant DueAt(Instant trigger, const TimeLimit& limit, const HolidayCalendar& calendar,
              const Stops& stops);

}  // namespace lachan::directive
