// SPDX-License-Identifier: Apache-2.0
#include "directive/time_limit.h"

#include <algorithm>

namespace lachan::directive {
namespace {

using std::chrono::sys_days;

std::vector<sys_days> Sorted(std::vector<sys_days> days) {
  std::ranges::sort(days);
  days.erase(std::ranges::unique(days).begin(), days.end());
  return days;
}

/// The midnight that ends `last`, or that ends the next working day where the limit rolls.
Instant EndOf(CivilDate last, const HolidayCalendar& calendar, Roll roll) {
  if (roll == Roll::kNextWorkingDay) last = calendar.WorkingDayFrom(last);
  return StartOfDay(AddDays(last, 1));
}

}  // namespace

HolidayCalendar::HolidayCalendar(std::span<const Holiday> holidays,
                                 std::span<const CivilDate> make_up_days,
                                 std::span<const int> rest_weekdays) {
  for (const Holiday& holiday : holidays) {
    if (holiday.enabled) holidays_.push_back(sys_days{holiday.date});
  }
  for (const CivilDate& date : make_up_days) make_up_days_.push_back(sys_days{date});
  holidays_ = Sorted(std::move(holidays_));
  make_up_days_ = Sorted(std::move(make_up_days_));
  rest_mask_ = 0;
  for (const int weekday : rest_weekdays) {
    if (weekday >= 1 && weekday <= 7) rest_mask_ |= 1U << weekday;
  }
  // A week without a working day would never end a limit.
  if (rest_mask_ == 0xFE) rest_mask_ = (1U << 6) | (1U << 7);
}

bool HolidayCalendar::IsWorkingDay(CivilDate date) const {
  const sys_days day{date};
  if (std::ranges::binary_search(holidays_, day)) return false;
  const bool rests = ((rest_mask_ >> std::chrono::weekday{day}.iso_encoding()) & 1U) != 0;
  return !rests || std::ranges::binary_search(make_up_days_, day);
}

CivilDate HolidayCalendar::WorkingDayFrom(CivilDate date) const {
  while (!IsWorkingDay(date)) date = AddDays(date, 1);
  return date;
}

Instant DueAt(Instant trigger, RunningHours limit) {
  return trigger + std::chrono::hours{limit.count};
}

Instant DueAt(Instant trigger, CalendarDays limit, const HolidayCalendar& calendar, Roll roll) {
  return EndOf(AddDays(CivilDateAt(trigger), limit.count), calendar, roll);
}

Instant DueAt(Instant trigger, WorkingDays limit, const HolidayCalendar& calendar) {
  CivilDate day = CivilDateAt(trigger);
  for (int left = limit.count; left > 0;) {
    day = AddDays(day, 1);
    if (calendar.IsWorkingDay(day)) --left;
  }
  return EndOf(day, calendar, Roll::kNone);
}

Instant DueAt(Instant trigger, Months limit, const HolidayCalendar& calendar, Roll roll) {
  return EndOf(AddMonths(CivilDateAt(trigger), limit.count), calendar, roll);
}

Instant DueAt(Instant trigger, const TimeLimit& limit, const HolidayCalendar& calendar) {
  struct Visitor {
    Instant trigger;
    const HolidayCalendar& calendar;
    Roll roll;
    Instant operator()(Immediately) const { return trigger; }
    Instant operator()(RunningHours hours) const { return DueAt(trigger, hours); }
    Instant operator()(CalendarDays days) const { return DueAt(trigger, days, calendar, roll); }
    Instant operator()(WorkingDays days) const { return DueAt(trigger, days, calendar); }
    Instant operator()(Months months) const { return DueAt(trigger, months, calendar, roll); }
  };
  return std::visit(Visitor{trigger, calendar, limit.roll}, limit.amount);
}

}  // namespace lachan::directive
