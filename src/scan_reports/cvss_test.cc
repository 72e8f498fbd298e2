// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/cvss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lachan::scan_reports {
namespace {

struct Known {
  const char* vector;
  int tenths;
};

void ExpectScores(std::initializer_list<Known> all) {
  for (const auto& [vector, tenths] : all) {
    const auto cvss = ComputeCvss(vector);
    ASSERT_TRUE(cvss) << vector << ": " << cvss.error().Text();
    EXPECT_EQ(cvss->tenths, tenths) << vector;
  }
}

// Scores that the calculators of FIRST and of the NVD publish for these vectors.
TEST(Cvss, Version31Base) {
  ExpectScores({{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61},
                {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 88},
                {"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78},
                {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", 59},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", 53},
                {"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 16},
                {"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:C/C:L/I:L/A:N", 55},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
                {"CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 65}});
}

TEST(Cvss, Version31TemporalAndEnvironmental) {
  ExpectScores({{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U", 78},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/RL:X/RC:X", 98},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:L", 84},
                {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/CR:L/IR:L/AR:L", 80}});
}

TEST(Cvss, TheTwoVersionsOfThreeRoundDifferently) {
  // 8.22 × … gives 7.3000001 here by the older way.
  const auto old = ComputeCvss("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L");
  const auto now = ComputeCvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L");
  ASSERT_TRUE(old && now);
  EXPECT_EQ(now->tenths, 73);
  EXPECT_GE(old->tenths, 73);
  EXPECT_EQ(old->version, CvssVersion::kV30);
}

TEST(Cvss, Version2Base) {
  ExpectScores({{"AV:N/AC:L/Au:N/C:C/I:C/A:C", 100},
                {"AV:N/AC:L/Au:N/C:P/I:P/A:P", 75},
                {"AV:N/AC:M/Au:N/C:N/I:P/A:N", 43},
                {"(AV:L/AC:H/Au:N/C:C/I:C/A:C)", 62},
                {"AV:N/AC:L/Au:N/C:N/I:N/A:N", 0}});
}

TEST(Cvss, Version4Base) {
  ExpectScores({{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L", 92},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:H/SI:N/SA:L", 78},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:N/VA:L/SC:N/SI:H/SA:N", 83},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 86},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:L", 72},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:N/VI:N/VA:L/SC:H/SI:L/SA:H", 63},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:P/VC:L/VI:L/VA:N/SC:L/SI:N/SA:N", 48},
                {"CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:N/VI:H/VA:L/SC:L/SI:N/SA:H", 82},
                {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:L/SA:L", 83},
                {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:H", 46},
                {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:N/SA:N", 21},
                {"CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:A/VC:L/VI:H/VA:H/SC:L/SI:L/SA:L", 59},
                {"CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:N/VI:L/VA:L/SC:L/SI:N/SA:N", 18},
                {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:L/SI:H/SA:L", 94},
                {"CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:H", 70},
                {"CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:A/VC:L/VI:L/VA:L/SC:H/SI:H/SA:H", 52},
                {"CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:H/SA:N", 40},
                {"CVSS:4.0/AV:N/AC:H/AT:P/PR:N/UI:N/VC:L/VI:L/VA:H/SC:L/SI:N/SA:N", 83}});
}

TEST(Cvss, Version4ThreatAndModifiedMetricsCount) {
  ExpectScores(
      {{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A", 93},
       {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P", 89},
       {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 81},
       {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S", 100},
       {"CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MAV:N", 93},
       {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/S:P/AU:Y/U:Red", 93}});
}

TEST(Cvss, WrongVectorsAreRefusedWithTheirReason) {
  for (const char* vector :
       {"", "CVSS:3.1/", "CVSS:3.1/AV:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:5.0/AV:N", "AV:N/AC:L",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/XX:Y",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N"}) {
    const auto cvss = ComputeCvss(vector);
    ASSERT_FALSE(cvss) << vector;
    EXPECT_EQ(cvss.error().code(), ErrorCode::kInvalidInput);
  }
  EXPECT_THAT(ComputeCvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H").error().message(),
              testing::HasSubstr("metric A"));
}

TEST(Cvss, LevelsBeginAtTheirLimits) {
  EXPECT_EQ(LevelOfScore(0), Level::informational);
  EXPECT_EQ(LevelOfScore(1), Level::low);
  EXPECT_EQ(LevelOfScore(39), Level::low);
  EXPECT_EQ(LevelOfScore(40), Level::medium);
  EXPECT_EQ(LevelOfScore(69), Level::medium);
  EXPECT_EQ(LevelOfScore(70), Level::high);
  EXPECT_EQ(LevelOfScore(89), Level::high);
  EXPECT_EQ(LevelOfScore(90), Level::critical);
}

TEST(Cvss, ControlNeedsNoAccountAndNoHelp) {
  const auto gives = [](const char* vector) { return GivesControl(*ComputeCvss(vector)); };
  EXPECT_TRUE(gives("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N"));
  EXPECT_FALSE(gives("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"));
  EXPECT_FALSE(gives("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"));
  EXPECT_FALSE(gives("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"));
  EXPECT_FALSE(gives("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"));
  EXPECT_TRUE(gives("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"));
  EXPECT_TRUE(gives("AV:N/AC:L/Au:N/C:C/I:C/A:C"));
  EXPECT_FALSE(gives("AV:N/AC:L/Au:N/C:P/I:P/A:P"));
}

}  // namespace
}  // namespace lachan::scan_reports
