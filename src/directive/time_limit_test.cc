// SPDX-License-Identifier: Apache-2.0
#include "directive/time_limit.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "directive/compile.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

Instant At(std::string_view text) { return *ParseInstant(std::string(text) + "+07:00"); }
Instant Midnight(std::string_view date) { return StartOfDay(*ParseDate(date)); }

const HolidayCalendar& Calendar() {
  static const auto* calendar = new HolidayCalendar(
      CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value->calendar);
  return *calendar;
}

TEST(RunningHours, RunThroughTet) {
  EXPECT_EQ(DueAt(At("2026-02-15T22:30:15"), RunningHours{72}), At("2026-02-18T22:30:15"));
}

TEST(CalendarDays, BeginTheDayAfter) {
  EXPECT_EQ(DueAt(At("2026-05-04T00:00:00"), CalendarDays{3}, Calendar(), Roll::kNextWorkingDay),
            Midnight("2026-05-08"));
  EXPECT_EQ(DueAt(At("2026-05-04T23:59:59"), CalendarDays{3}, Calendar(), Roll::kNextWorkingDay),
            Midnight("2026-05-08"));
}

TEST(CalendarDays, LastDayOnTetMovesBehindIt) {
  // 10/02/2026 + 6 days = 16/02, the first day of Tết; offices open again on Monday 23/02.
  EXPECT_EQ(DueAt(At("2026-02-10T09:00:00"), CalendarDays{6}, Calendar(), Roll::kNextWorkingDay),
            Midnight("2026-02-24"));
  EXPECT_EQ(DueAt(At("2026-02-10T09:00:00"), CalendarDays{6}, Calendar(), Roll::kNone),
            Midnight("2026-02-17"));
}

TEST(CalendarDays, WorkedSaturdayEndsALimit) {
  // 26/04/2025, a Saturday, was worked in place of 02/05/2025.
  EXPECT_EQ(DueAt(At("2025-04-21T09:00:00"), CalendarDays{5}, Calendar(), Roll::kNextWorkingDay),
            Midnight("2025-04-27"));
}

TEST(WorkingDays, SkipWeekendAndHoliday) {
  // Friday 24/04/2026; Monday 27/04 is in lieu of Hùng Kings, 30/04 and 01/05 are holidays.
  EXPECT_EQ(DueAt(At("2026-04-24T16:00:00"), WorkingDays{3}, Calendar()), Midnight("2026-05-05"));
}

TEST(Months, EndOnTheLastDayOfAShortMonth) {
  EXPECT_EQ(DueAt(At("2023-08-31T10:00:00"), Months{6}, Calendar(), Roll::kNone),
            Midnight("2024-03-01"));
  EXPECT_EQ(DueAt(At("2024-08-31T10:00:00"), Months{6}, Calendar(), Roll::kNone),
            Midnight("2025-03-01"));
  EXPECT_EQ(DueAt(At("2024-02-29T10:00:00"), Months{12}, Calendar(), Roll::kNone),
            Midnight("2025-03-01"));
}

TEST(DueAt, CountsCivilDaysOfVietNam) {
  // 17:30 UTC is already the next day in Viet Nam.
  EXPECT_EQ(DueAt(*ParseInstant("2026-05-04T17:30:00Z"), CalendarDays{1}, Calendar(), Roll::kNone),
            Midnight("2026-05-07"));
}

TEST(HolidayCalendar, RefusesAWeekWithoutWork) {
  const std::array<int, 7> all{1, 2, 3, 4, 5, 6, 7};
  const HolidayCalendar calendar({}, {}, all);
  EXPECT_TRUE(calendar.IsWorkingDay(*ParseDate("2026-05-04")));
}

/// A second, slower reading of the law: day numbers and a set, walking day by day; no calendar
/// arithmetic of the product is used.
class Oracle {
 public:
  explicit Oracle(const Directive& directive) {
    for (const Holiday& holiday : directive.holidays) {
      if (holiday.enabled) off_.insert(Number(holiday.date));
    }
    for (const CivilDate& date : directive.make_up_days) worked_.insert(Number(date));
  }

  /// Days since 1970-01-01, counted by walking months.
  static int Number(CivilDate date) {
    int days = 0;
    const int year = static_cast<int>(date.year());
    for (int y = 1970; y < year; ++y) days += IsLeap(y) ? 366 : 365;
    for (unsigned m = 1; m < static_cast<unsigned>(date.month()); ++m) days += Length(year, m);
    return days + static_cast<int>(static_cast<unsigned>(date.day())) - 1;
  }
  bool Works(int day) const {
    if (off_.contains(day)) return false;
    const int weekday = (day + 3) % 7;  // 1970-01-01 was a Thursday; 0 = Monday.
    return weekday < 5 || worked_.contains(day);
  }
  int Roll(int day) const {
    while (!Works(day)) ++day;
    return day;
  }
  int AfterWorkingDays(int day, int count) const {
    while (count > 0) {
      ++day;
      if (Works(day)) --count;
    }
    return day;
  }
  static int AfterMonths(CivilDate date, int months) {
    int year = static_cast<int>(date.year());
    unsigned month = static_cast<unsigned>(date.month());
    for (int i = 0; i < months; ++i) {
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
    const unsigned day =
        std::min(static_cast<unsigned>(date.day()), static_cast<unsigned>(Length(year, month)));
    return Number(
        CivilDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}});
  }

 private:
  static bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
  static int Length(int year, unsigned month) {
    static constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && IsLeap(year) ? 29 : kLengths[month - 1];
  }
  std::set<int> off_;
  std::set<int> worked_;
};

TEST(DueAt, AgreesWithTheOracle) {
  const Directive directive = *CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value;
  const Oracle oracle(directive);
  constexpr unsigned kSeed = 20221123;
  std::mt19937 random(kSeed);
  const auto end_of = [](int day) {  // Midnight in Viet Nam that ends the day.
    return Instant{std::chrono::hours{24 * (day + 1) - 7}};
  };
  std::uniform_int_distribution<std::int64_t> seconds(1640995200, 1830297599);  // 2022–2027
  for (int i = 0; i < 200'000; ++i) {
    const Instant start{std::chrono::seconds{seconds(random)}};
    const int count = static_cast<int>(random() % 60) + 1;
    const CivilDate date = CivilDateAt(start);
    const int day = Oracle::Number(date);
    ASSERT_EQ(DueAt(start, WorkingDays{count}, directive.calendar),
              end_of(oracle.AfterWorkingDays(day, count)))
        << FormatInstant(start) << " + " << count << " working days, seed " << kSeed;
    ASSERT_EQ(DueAt(start, CalendarDays{count}, directive.calendar, Roll::kNextWorkingDay),
              end_of(oracle.Roll(day + count)))
        << FormatInstant(start) << " + " << count << " days, seed " << kSeed;
    ASSERT_EQ(DueAt(start, Months{count}, directive.calendar, Roll::kNone),
              end_of(Oracle::AfterMonths(date, count)))
        << FormatInstant(start) << " + " << count << " months, seed " << kSeed;
  }
}

}  // namespace
}  // namespace lachan::directive
