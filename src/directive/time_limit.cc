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

/// The `count`-th day after `day` that counts; `day` itself for 0.
template <class Counts>
CivilDate Nth(CivilDate day, int count, Counts counts) {
  for (int left = count; left > 0;) {
    day = AddDays(day, 1);
    if (counts(day)) --left;
  }
  return day;
}

/// A limit in days or months where some days stand still.
Instant DayLimit(Instant trigger, const TimeLimit& limit, const HolidayCalendar& calendar,
                 const Stops& stops) {
  const CivilDate start = CivilDateAt(trigger);
  const auto runs = [&](CivilDate day) { return !stops.Covers(day); };
  bool rolls = limit.roll == Roll::kNextWorkingDay;
  CivilDate last = start;
  if (const auto* working = std::get_if<WorkingDays>(&limit.amount)) {
    last = Nth(start, working->count,
               [&](CivilDate day) { return runs(day) && calendar.IsWorkingDay(day); });
    rolls = false;
  } else if (const auto* days = std::get_if<CalendarDays>(&limit.amount)) {
    last = Nth(start, days->count, runs);
  } else if (const auto* months = std::get_if<Months>(&limit.amount)) {
    const auto span = sys_days{AddMonths(start, months->count)} - sys_days{start};
    last = Nth(start, static_cast<int>(span.count()), runs);
  }
  while (!runs(last) || (rolls && !calendar.IsWorkingDay(last))) last = AddDays(last, 1);
  return StartOfDay(AddDays(last, 1));
}

}  // namespace

void Stops::Add(Instant from, Instant to) {
  const auto before = [](const Stretch& stretch, Instant instant) { return stretch.to < instant; };
  auto at = std::lower_bound(stretches_.begin(), stretches_.end(), from, before);
  auto end = at;
  while (end != stretches_.end() && end->from <= to) {
    from = std::min(from, end->from);
    to = std::max(to, end->to);
    ++end;
  }
  at = stretches_.erase(at, end);
  stretches_.insert(at, {from, to});
}

bool Stops::Covers(Instant instant) const {
  return std::ranges::any_of(stretches_, [&](const Stretch& stretch) {
    return stretch.from <= instant && instant < stretch.to;
  });
}

bool Stops::Covers(CivilDate day) const { return Covers(StartOfDay(day)); }

Instant Stops::After(Instant start, Duration left) const {
  for (const Stretch& stretch : stretches_) {
    if (stretch.to <= start) continue;
    if (stretch.from > start) {
      if (left <= stretch.from - start) break;
      left -= stretch.from - start;
    }
    start = stretch.to;
  }
  return start + left;
}

Instant Stops::Moved(Instant due, Instant start) const {
  if (empty()) return due;
  CivilDate last = CivilDateAt(due - Duration{1});
  int standing = 0;
  for (CivilDate day = CivilDateAt(start);
       std::chrono::sys_days{day} <= std::chrono::sys_days{last}; day = AddDays(day, 1)) {
    if (Covers(day)) ++standing;
  }
  if (standing == 0) return due;
  return StartOfDay(AddDays(Nth(last, standing, [&](CivilDate day) { return !Covers(day); }), 1));
}

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

Instant DueAt(Instant trigger, const TimeLimit& limit, const HolidayCalendar& calendar,
              const Stops& stops) {
  if (stops.empty()) return DueAt(trigger, limit, calendar);
  if (std::holds_alternative<Immediately>(limit.amount)) return stops.After(trigger, Duration{0});
  if (const auto* hours = std::get_if<RunningHours>(&limit.amount)) {
    return stops.After(trigger, std::chrono::hours{hours->count});
  }
  return DayLimit(trigger, limit, calendar, stops);
}

}  // namespace lachan::directive
