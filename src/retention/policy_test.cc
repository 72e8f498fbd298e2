// SPDX-License-Identifier: Apache-2.0
#include "retention/policy.h"

#include <gtest/gtest.h>

namespace lachan::retention {
namespace {

using events::RetentionClass;
using std::chrono::year;

const CivilDate kToday = year{2026} / 11 / 30;
constexpr std::uint64_t kGiB = 1u << 30;

TEST(Policy, TheLongestOfWhatAppliesHolds) {
  const Policy policy;
  EXPECT_EQ(policy.MonthsOf({2, false}), 1);
  EXPECT_EQ(policy.MonthsOf({3, false}), 3);
  EXPECT_EQ(policy.MonthsOf({4, false}), 6);
  EXPECT_EQ(policy.MonthsOf({5, false}), 12);
  EXPECT_EQ(policy.MonthsOf({0, false}), 12) << "unknown is kept as the strictest";
  EXPECT_EQ(policy.MonthsOf({2, true}), 12) << "a service provider";
  Policy longer;
  longer.months_by_level[5] = 24;
  EXPECT_EQ(longer.MonthsOf({5, true}), 24);
}

TEST(Policy, AWeekGoesWhenItsLastDayIsOldEnough) {
  const Policy policy;
  // 2–8 November; the 8th has been kept for a month on the 9th of December.
  EXPECT_EQ(policy.ExpiresOn({2, false}, year{2026} / 11 / 2), year{2026} / 12 / 9);
  EXPECT_EQ(policy.ExpiresOn({3, false}, year{2026} / 11 / 23), year{2027} / 2 / 28);
}

events::StoredWeek Week(RetentionClass kept_as, CivilDate monday, std::uint64_t gib) {
  return {kept_as, monday, gib * 1'000'000, gib * kGiB};
}

ForecastInput Steady() {
  // Level 2: five weeks of 7 GiB, a GiB a day for a month.
  ForecastInput input;
  input.today = kToday;
  for (int i = 0; i < 5; ++i) {
    input.weeks.push_back(Week({2, false}, AddDays(year{2026} / 10 / 26, 7 * i), 7));
  }
  for (int ago = 1; ago <= 30; ++ago) {
    input.volume.push_back({{2, false}, AddDays(kToday, -ago), 1'000'000});
  }
  input.free_bytes = 100 * kGiB;
  return input;
}

TEST(Forecast, WhatGoesAsItComesNeverFillsTheDisk) {
  const auto forecast = Forecasted(Steady());
  EXPECT_EQ(forecast.used, 35 * kGiB);
  EXPECT_EQ(forecast.available, 135 * kGiB);
  ASSERT_EQ(forecast.classes.size(), 1U);
  EXPECT_EQ(forecast.classes[0].months, 1);
  EXPECT_EQ(forecast.classes[0].bytes_a_day_7, kGiB);
  EXPECT_EQ(forecast.classes[0].bytes_a_day_30, kGiB);
  EXPECT_FALSE(forecast.full_on);
  EXPECT_GT(forecast.least_free, 90 * kGiB);
  EXPECT_EQ(forecast.points.front().used, 35 * kGiB);
}

TEST(Forecast, ALongerClassFillsItAndTheDayIsSaid) {
  auto input = Steady();
  for (auto& week : input.weeks) week.kept_as = {5, false};
  for (auto& day : input.volume) day.kept_as = {5, false};
  const auto forecast = Forecasted(input);
  ASSERT_TRUE(forecast.full_on);
  EXPECT_EQ(*forecast.full_on, AddDays(kToday, 100)) << "100 GiB at one a day";
  EXPECT_EQ(forecast.least_free, 0U);
}

TEST(Forecast, ThePartThatIntakeNeedsIsNotForEvents) {
  auto input = Steady();
  for (auto& week : input.weeks) week.kept_as = {5, false};
  for (auto& day : input.volume) day.kept_as = {5, false};
  input.reserve_bytes = 40 * kGiB;
  EXPECT_EQ(*Forecasted(input).full_on, AddDays(kToday, 60));
}

TEST(Forecast, NewSourcesAreMeasuredByTheDaysTheyHave) {
  auto input = Steady();
  input.volume.clear();
  for (int ago = 1; ago <= 2; ++ago) {
    input.volume.push_back({{2, false}, AddDays(kToday, -ago), 3'000'000});
  }
  input.volume.push_back({{2, false}, kToday, 999'000'000});
  const auto forecast = Forecasted(input);
  EXPECT_EQ(forecast.classes[0].bytes_a_day_7, 3 * kGiB) << "today is not over and not counted";
  EXPECT_EQ(forecast.bytes_a_day, 3 * kGiB);
}

TEST(Forecast, AnEmptyStoreHasNoDayAndADiskThatIsFullHasToday) {
  ForecastInput input;
  input.today = kToday;
  input.free_bytes = kGiB;
  EXPECT_FALSE(Forecasted(input).full_on);
  auto full = Steady();
  full.free_bytes = 0;
  EXPECT_EQ(*Forecasted(full).full_on, kToday);
}

}  // namespace
}  // namespace lachan::retention
