// SPDX-License-Identifier: Apache-2.0
#include "directive/testing_oracle_time.h"

#include <algorithm>

namespace lachan::directive::oracle {
namespace {

constexpr Micros kOffset = 7 * Micros{3'600'000'000};
constexpr Day kFar = 40'000;  // Days that a search goes on before it gives up.

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/// Whole number of `digits` digits at `at`, or -1.
int Number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int number = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

Day DayOf(Micros instant) {
  const Micros local = instant + kOffset;
  Day day = local / kMicrosOfDay;
  if (local % kMicrosOfDay < 0) --day;
  return day;
}

Micros Midnight(Day day) { return day == kNever ? kNever : day * kMicrosOfDay - kOffset; }

int LengthOfMonth(int year, int month) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kLengths[month - 1];
}

Date DateOf(Day day) {
  Date date{1970, 1, 1};
  while (day < 0) {
    --date.year;
    day += IsLeap(date.year) ? 366 : 365;
  }
  while (day >= (IsLeap(date.year) ? 366 : 365)) {
    day -= IsLeap(date.year) ? 366 : 365;
    ++date.year;
  }
  while (day >= LengthOfMonth(date.year, date.month)) {
    day -= LengthOfMonth(date.year, date.month);
    ++date.month;
  }
  date.day = static_cast<int>(day) + 1;
  return date;
}

Day DayOf(const Date& date) {
  Day day = date.day - 1;
  for (int month = 1; month < date.month; ++month) day += LengthOfMonth(date.year, month);
  for (int year = 1970; year < date.year; ++year) day += IsLeap(year) ? 366 : 365;
  for (int year = date.year; year < 1970; ++year) day -= IsLeap(year) ? 366 : 365;
  return day;
}

Date MonthsLater(Date date, int months) {
  for (; months > 0; --months) {
    if (++date.month > 12) {
      date.month = 1;
      ++date.year;
    }
  }
  for (; months < 0; ++months) {
    if (--date.month < 1) {
      date.month = 12;
      --date.year;
    }
  }
  date.day = std::min(date.day, LengthOfMonth(date.year, date.month));
  return date;
}

std::optional<Day> ReadDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const Date date{Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2)};
  if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1 ||
      date.day > LengthOfMonth(date.year, date.month)) {
    return {};
  }
  return DayOf(date);
}

std::optional<Micros> ReadInstant(std::string_view text) {
  if (const auto day = ReadDate(text)) return Midnight(*day + 1);
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return {};
  const auto day = ReadDate(text.substr(0, 10));
  const int hour = Number(text, 11, 2), minute = Number(text, 14, 2), second = Number(text, 17, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return {};
  }
  Micros instant = *day * kMicrosOfDay + ((hour * 60 + minute) * Micros{60} + second) * 1'000'000;
  std::size_t at = 19;
  if (text[at] == '.') {
    Micros unit = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
      instant += (text[at] - '0') * unit;
    }
  }
  const auto zone = text.substr(at);
  if (zone == "Z") return instant;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return {};
  const Micros shift = (Number(zone, 1, 2) * 60 + Number(zone, 4, 2)) * Micros{60'000'000};
  return zone[0] == '+' ? instant - shift : instant + shift;
}

WorkingCalendar::WorkingCalendar(const Directive& directive) {
  const auto day = [](CivilDate date) {
    return DayOf(Date{static_cast<int>(date.year()), static_cast<int>(unsigned{date.month()}),
                      static_cast<int>(unsigned{date.day()})});
  };
  for (const auto& holiday : directive.holidays) {
    if (holiday.enabled) holidays_.push_back(day(holiday.date));
  }
  for (const auto& date : directive.make_up_days) make_up_.push_back(day(date));
  for (const int weekday : directive.rest_weekdays) rests_[weekday] = true;
}

bool WorkingCalendar::Works(Day day) const {
  if (std::ranges::find(holidays_, day) != holidays_.end()) return false;
  if (std::ranges::find(make_up_, day) != make_up_.end()) return true;
  // 1970-01-01 was a Thursday, number 4.
  const auto weekday = ((day + 3) % 7 + 7) % 7 + 1;
  return !rests_[weekday];
}

bool IsStopped(const Stops& stops, Day day) {
  return std::ranges::any_of(
      stops, [day](const auto& stop) { return stop.first <= day && day < stop.second; });
}

Micros Run(Micros from, Micros amount, const Stops& stops) {
  for (Day gone = 0; gone < kFar; ++gone) {
    const Day day = DayOf(from);
    const Micros end = Midnight(day + 1);
    if (!IsStopped(stops, day)) {
      if (amount <= end - from) return from + amount;
      amount -= end - from;
    }
    from = end;
  }
  return kNever;
}

Micros Moved(Micros fixed, Day first, const Stops& stops) {
  Day last = DayOf(fixed - 1);
  Day count = 0;
  for (Day day = first; day <= last; ++day) count += IsStopped(stops, day) ? 1 : 0;
  const Day stop = last + kFar;
  for (; count > 0; --count) {
    do {
      if (++last > stop) return kNever;
    } while (IsStopped(stops, last));
  }
  return Midnight(last + 1);
}

namespace {

Micros CalendarDaysLater(Day day, Day count, bool rolls, const WorkingCalendar& calendar,
                         const Stops& stops) {
  const Day stop = day + kFar;
  for (; count > 0; --count) {
    do {
      if (++day > stop) return kNever;
    } while (IsStopped(stops, day));
  }
  while (IsStopped(stops, day) || (rolls && !calendar.Works(day))) {
    if (++day > stop) return kNever;
  }
  return Midnight(day + 1);
}

Micros WorkingDaysLater(Day day, Day count, const WorkingCalendar& calendar, const Stops& stops) {
  const Day stop = day + kFar;
  if (count == 0) {
    while (IsStopped(stops, day)) {
      if (++day > stop) return kNever;
    }
  }
  for (; count > 0; --count) {
    do {
      if (++day > stop) return kNever;
    } while (IsStopped(stops, day) || !calendar.Works(day));
  }
  return Midnight(day + 1);
}

}  // namespace

Micros Due(Micros from, const TimeLimit& limit, const WorkingCalendar& calendar,
           const Stops& stops) {
  const bool rolls = limit.roll == Roll::kNextWorkingDay;
  const Day day = DayOf(from);
  if (std::holds_alternative<Immediately>(limit.amount)) {
    Day at = day;
    while (IsStopped(stops, at) && at < day + kFar) ++at;
    return at == day ? from : at == day + kFar ? kNever : Midnight(at);
  }
  if (const auto* hours = std::get_if<RunningHours>(&limit.amount)) {
    return Run(from, hours->count * Micros{3'600'000'000}, stops);
  }
  if (const auto* days = std::get_if<CalendarDays>(&limit.amount)) {
    return CalendarDaysLater(day, days->count, rolls, calendar, stops);
  }
  if (const auto* days = std::get_if<WorkingDays>(&limit.amount)) {
    return WorkingDaysLater(day, days->count, calendar, stops);
  }
  const Day same = DayOf(MonthsLater(DateOf(day), std::get<Months>(limit.amount).count));
  return CalendarDaysLater(day, same - day, rolls, calendar, stops);
}

}  // namespace lachan::directive::oracle
