// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/time.h"

namespace lachan {
namespace {

TEST(TimeTest, InstantRoundTrips) {
  for (const char* text :
       {"2026-11-23T04:05:06Z", "2026-11-23T04:05:06.12Z", "1970-01-01T00:00:00Z"}) {
    EXPECT_EQ(FormatInstant(ParseInstant(text).value()), text);
  }
  EXPECT_EQ(FormatInstant(ParseInstant("2026-11-23 11:05:06.123456789+07:00").value()),
            "2026-11-23T04:05:06.123456Z");
  EXPECT_EQ(FormatInstant(ParseInstant("2026-11-23T11:05:06+0700").value()),
            "2026-11-23T04:05:06Z");
}

TEST(TimeTest, RefusesWhatIsNotATime) {
  for (const char* text :
       {"", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00+7", "yesterday, at noon..."}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
  EXPECT_FALSE(ParseDate("2026-2-30"));
  EXPECT_FALSE(ParseMonth("2026-00"));
}

TEST(TimeTest, DaysBeginAtMidnightInVietnam) {
  const auto before = ParseInstant("2026-11-22T16:59:59Z").value();
  const auto after = ParseInstant("2026-11-22T17:00:00Z").value();
  EXPECT_EQ(FormatDate(CivilDateAt(before)), "2026-11-22");
  EXPECT_EQ(FormatDate(CivilDateAt(after)), "2026-11-23");
  EXPECT_EQ(StartOfDay(CivilDateAt(after)), after);
  EXPECT_EQ(FormatVietnamese(after), "23/11/2026 00:00");
}

TEST(TimeTest, MonthsClampToTheLastDay) {
  EXPECT_EQ(FormatDate(AddMonths(ParseDate("2026-08-31").value(), 6)), "2027-02-28");
  EXPECT_EQ(FormatDate(AddMonths(ParseDate("2024-02-29").value(), -12)), "2023-02-28");
  EXPECT_EQ((Month{2026, 12}.Plus(1).Text()), "2027-01");
  EXPECT_EQ((Month{2026, 1}.Plus(-1).Text()), "2025-12");
}

}  // namespace
}  // namespace lachan
