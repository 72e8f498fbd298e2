// SPDX-License-Identifier: Apache-2.0
#include "register/cpe_match.h"

#include <gtest/gtest.h>

namespace lachan::registry {
namespace {

using enum CpeRelation;

CpeCriterion Criterion(std::string_view line) {
  const auto criterion = ParseCriterion(line);
  EXPECT_TRUE(criterion) << criterion.error().Text();
  return criterion.value_or(CpeCriterion{});
}
Applies Of(std::string_view criterion, std::string_view product, std::string_view version = {}) {
  return Match(Criterion(criterion), ParseCpe(product).value(), version);
}

struct AttributeCase {
  std::string_view source, target;
  CpeRelation relation;
};
class CpeAttribute : public testing::TestWithParam<AttributeCase> {};

TEST_P(CpeAttribute, IsComparedAsTheTableSays) {
  const auto& [source, target, relation] = GetParam();
  EXPECT_EQ(CompareAttribute(source, target), relation) << source << " to " << target;
}

// The sixteen rows of table 6-2, and what wildcards take.
constexpr AttributeCase kTable[] = {
    {"*", "*", kEqual},
    {"*", "-", kSuperset},
    {"*", "8", kSuperset},
    {"*", "8*", kUndefined},
    {"-", "*", kSubset},
    {"-", "-", kEqual},
    {"-", "8", kDisjoint},
    {"-", "8*", kUndefined},
    {"8", "8", kEqual},
    {"8", "9", kDisjoint},
    {"8", "9*", kUndefined},
    {"8", "-", kDisjoint},
    {"8", "*", kSubset},
    {"8*", "8.1", kSuperset},
    {"8*", "9.1", kDisjoint},
    {"8*", "*", kSubset},
    {"8*", "-", kDisjoint},
    {"8*", "8.?", kUndefined},
    {"8.??", "8.1", kSuperset},
    {"8.??", "8.12", kSuperset},
    {"8.??", "8.123", kDisjoint},
    {"8.??", "8.", kSuperset},
    {"?8", "18", kSuperset},
    {"?8", "118", kDisjoint},
    {"*foo*", "afoob", kSuperset},
    {"8\\.1", "8.1", kEqual},
    {"c\\+\\+", "c\\+\\+", kEqual},
    {"8\\*", "8\\*", kEqual},
    {"8\\*", "81", kDisjoint},
};
INSTANTIATE_TEST_SUITE_P(Table62, CpeAttribute, testing::ValuesIn(kTable));

struct VersionCase {
  std::string_view less, more;
};
class Versions : public testing::TestWithParam<VersionCase> {};

TEST_P(Versions, AreOrdered) {
  const auto& [less, more] = GetParam();
  EXPECT_TRUE(CompareVersions(less, more) < 0) << less << " < " << more;
  EXPECT_TRUE(CompareVersions(more, less) > 0) << more << " > " << less;
}

constexpr VersionCase kOrder[] = {
    {"2.4.9", "2.4.10"},    {"1.0", "1.0.1"},          {"2.0-rc1", "2.0"},
    {"2.0-rc1", "2.0-rc2"}, {"2.0-alpha", "2.0-beta"}, {"1.0.2", "1.0.2k"},
    {"1.0.2a", "1.0.2b"},   {"1.0.2k", "1.0.3"},       {"10.0.17763.1", "10.0.17763.5206"},
    {"9.0.71", "9.0.72"},   {"5.6.0-rc", "5.6.0-sp1"}, {"1.0", "99999999999999999999"},
};
INSTANTIATE_TEST_SUITE_P(Order, Versions, testing::ValuesIn(kOrder));

TEST(VersionsTest, AMissingPartIsZeroAndLeadingZerosDoNotCount) {
  EXPECT_TRUE(CompareVersions("1.0", "1") == 0);
  EXPECT_TRUE(CompareVersions("1.0.0", "1.0") == 0);
  EXPECT_TRUE(CompareVersions("1.02", "1.2") == 0);
  EXPECT_TRUE(CompareVersions("", "") == 0);
}

TEST(Criterion, MatchesWhatItIsEqualToOrASupersetOf) {
  constexpr auto kApache = "cpe:2.3:a:apache:http_server:2.4.57";
  EXPECT_EQ(Of("cpe:2.3:a:apache:http_server", kApache), Applies::kYes);
  EXPECT_EQ(Of("cpe:2.3:a:apache:http_server:2.4.57", kApache), Applies::kYes);
  EXPECT_EQ(Of("cpe:2.3:a:apache:http_server:2.4.*", kApache), Applies::kYes);
  EXPECT_EQ(Of("cpe:2.3:a:apache:http_server:2.4.58", kApache), Applies::kNo);
  EXPECT_EQ(Of("cpe:2.3:a:apache:tomcat", kApache), Applies::kNo);
  EXPECT_EQ(Of("cpe:2.3:o:apache:http_server", kApache), Applies::kNo);
  EXPECT_EQ(Of("CPE:2.3:A:Apache:HTTP_Server", kApache), Applies::kYes) << "letters do not matter";
}

TEST(Criterion, RangesHoldTheirLimitsAsWritten) {
  constexpr auto kRange = "cpe:2.3:a:apache:http_server >=2.4.0 <2.4.62";
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:2.4.0"), Applies::kYes);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:2.4.61"), Applies::kYes);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:2.4.62"), Applies::kNo);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:2.3.99"), Applies::kNo);
  EXPECT_EQ(Of("cpe:2.3:a:x:y >1.0 <=1.5", "cpe:2.3:a:x:y:1.0"), Applies::kNo);
  EXPECT_EQ(Of("cpe:2.3:a:x:y >1.0 <=1.5", "cpe:2.3:a:x:y:1.5"), Applies::kYes);
  EXPECT_EQ(Of("cpe:2.3:a:x:y <2.0", "cpe:2.3:a:x:y:2.0:rc1"), Applies::kYes)
      << "the update is part of the version";
}

TEST(Criterion, WithoutARecordedVersionItIsPossible) {
  constexpr auto kRange = "cpe:2.3:a:apache:http_server <2.4.62";
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server"), Applies::kPossible);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:-"), Applies::kPossible);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server:2.4.*"), Applies::kPossible);
  EXPECT_EQ(Of("cpe:2.3:a:apache:http_server:2.4.57", "cpe:2.3:a:apache:http_server"),
            Applies::kPossible);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server", "v2.4.57 (Debian)"), Applies::kYes)
      << "the version beside the name is read";
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server", "2.4.62"), Applies::kNo);
  EXPECT_EQ(Of(kRange, "cpe:2.3:a:apache:http_server", "mới nhất"), Applies::kPossible);
  EXPECT_EQ(Of("cpe:2.3:h:fortinet:fortigate_100f:-", "cpe:2.3:h:fortinet:fortigate_100f:-"),
            Applies::kYes);
}

TEST(Criterion, IsReadAndWrittenInOneLine) {
  EXPECT_EQ(Criterion("  CPE:2.3:a:apache:http_server:*:*:*:*:*:*:*:*  >=2.4.0   <2.4.62 ").Text(),
            "cpe:2.3:a:apache:http_server >=2.4.0 <2.4.62");
  EXPECT_EQ(Criterion("cpe:2.3:a:x:y:*:*:*:*:*:windows").Text(), "cpe:2.3:a:x:y:*:*:*:*:*:windows");
  EXPECT_EQ(Criterion("cpe:2.3:a:x:???").Text(), "cpe:2.3:a:x:???");
  for (const char* wrong : {"", "apache", "cpe:2.3:a", "cpe:2.3:*:*:*", "cpe:2.3:a:x:y 2.0",
                            "cpe:2.3:a:x:y <", "cpe:2.3:a:x:y <2 <3", "cpe:2.3:a:x:y >3 <2",
                            "cpe:2.3:a:x:y <a;b", "cpe:2.3:a:x:y?z", "cpe:2.3:a:x:**y"}) {
    EXPECT_EQ(ParseCriterion(wrong).error().code(), ErrorCode::kInvalidInput) << wrong;
  }
}

}  // namespace
}  // namespace lachan::registry
