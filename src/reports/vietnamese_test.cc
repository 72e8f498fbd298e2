// SPDX-License-Identifier: Apache-2.0
#include "reports/vietnamese.h"

#include <gtest/gtest.h>

namespace lachan::reports {
namespace {

TEST(Vietnamese, NumbersAreGroupedByPoints) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1.000");
  EXPECT_EQ(Grouped(1'284'906'311), "1.284.906.311");
  EXPECT_EQ(Grouped(-12'345), "-12.345");
}

TEST(Vietnamese, SmallNumbersInTextHaveALeadingZero) {
  EXPECT_EQ(InText(0), "0");
  EXPECT_EQ(InText(5), "05");
  EXPECT_EQ(InText(10), "10");
}

TEST(Vietnamese, PercentagesUseACommaAndDropZeros) {
  EXPECT_EQ(Percent(10000), "100");
  EXPECT_EQ(Percent(9534), "95,34");
  EXPECT_EQ(Percent(9530), "95,3");
  EXPECT_EQ(Percent(5), "0,05");
  EXPECT_EQ(Percent(0), "0");
}

TEST(Vietnamese, ChangesAreRoundedToATenthAwayFromZero) {
  EXPECT_EQ(ChangeInPercent(42, 37), "+13,5");
  EXPECT_EQ(ChangeInPercent(11, 14), "-21,4");
  EXPECT_EQ(ChangeInPercent(5, 5), "0");
  EXPECT_EQ(ChangeInPercent(3, 0), "-");
  EXPECT_EQ(ChangeInPercent(0, 0), "0");
  EXPECT_EQ(ChangeInPercent(0, 4), "-100");
}

TEST(Vietnamese, ChangesInWords) {
  EXPECT_EQ(ChangeInWords(42, 37), "tăng 13,5% so với tháng trước");
  EXPECT_EQ(ChangeInWords(11, 14), "giảm 21,4% so với tháng trước");
  EXPECT_EQ(ChangeInWords(0, 0), "không thay đổi so với tháng trước");
  EXPECT_EQ(ChangeInWords(2, 0), "tháng trước không ghi nhận");
}

TEST(Vietnamese, MonthsOneAndTwoHaveALeadingZero) {
  EXPECT_EQ(MonthInWords({2027, 1}), "tháng 01 năm 2027");
  EXPECT_EQ(MonthInWords({2026, 10}), "tháng 10 năm 2026");
}

TEST(Vietnamese, TextsAreMadeFitForPages) {
  EXPECT_EQ(Clean("  một\thai\nba "), "một hai ba");
  EXPECT_EQ(Clean("a\u202Eb\uFEFFc\u0085d"), "abcd");
  EXPECT_EQ(Clean("\xff"), "\uFFFD");
}

}  // namespace
}  // namespace lachan::reports
