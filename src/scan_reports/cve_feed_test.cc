// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/cve_feed.h"

#include <gtest/gtest.h>

namespace lachan::scan_reports {
namespace {

constexpr std::string_view kFeed = R"({"format":"NVD_CVE","version":"2.0","vulnerabilities":[
 {"cve":{"id":"CVE-2026-1001","vulnStatus":"Analyzed",
  "descriptions":[{"lang":"es","value":"una cosa"},{"lang":"en","value":"A thing"}],
  "metrics":{"cvssMetricV2":[{"type":"Primary","cvssData":{"baseScore":5.0}}],
   "cvssMetricV31":[{"type":"Secondary","cvssData":{"baseScore":3.1}},
                    {"type":"Primary","cvssData":{"baseScore":9.8}}]},
  "references":[{"url":"https://example.vn/a"},{"url":"javascript:x"}],
  "configurations":[{"operator":"AND","nodes":[
   {"operator":"OR","negate":false,"cpeMatch":[
    {"vulnerable":true,"criteria":"cpe:2.3:a:x:y:*:*:*:*:*:*:*:*","versionStartIncluding":"1.0","versionEndExcluding":"2.0"},
    {"vulnerable":true,"criteria":"cpe:2.3:a:x:z:*:*:*:*:*:*:*:*","versionStartExcluding":"3.0","versionEndIncluding":"4.0"}]},
   {"operator":"OR","negate":false,"cpeMatch":[
    {"vulnerable":false,"criteria":"cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*"}]}]}]}},
 {"cve":{"id":"CVE-2026-1002","vulnStatus":"Rejected"}},
 {"cve":{"id":"CVE-2026-1003","vulnStatus":"Received"}},
 {"cve":{"id":"nothing"}},
 {"cve":{"id":"CVE-2026-1004","configurations":[{"nodes":[{"cpeMatch":[{"criteria":"x"}]}]}]}},
 {"nothing":1}]})";

TEST(CveFeed, ReadsProductsWithTheirRanges) {
  const auto feed = ReadCveFeed(kFeed);
  ASSERT_TRUE(feed) << feed.error().Text();
  ASSERT_EQ(feed->records.size(), 2u);
  const auto& record = feed->records[0];
  EXPECT_EQ(record.cve, "CVE-2026-1001");
  EXPECT_EQ(record.description, "A thing");
  EXPECT_EQ(record.cvss_tenths, 98);
  EXPECT_EQ(record.severity, Level::critical);
  EXPECT_EQ(record.references, std::vector<std::string>{"https://example.vn/a"});
  ASSERT_EQ(record.configurations.size(), 1u);
  const auto& configuration = record.configurations[0];
  EXPECT_TRUE(configuration.is_and);
  ASSERT_EQ(configuration.nodes.size(), 2u);
  const auto& products = configuration.nodes[0].products;
  ASSERT_EQ(products.size(), 2u);
  EXPECT_EQ(products[0].from, "1.0");
  EXPECT_TRUE(products[0].is_from_included);
  EXPECT_EQ(products[0].to, "2.0");
  EXPECT_FALSE(products[0].is_to_included);
  EXPECT_EQ(products[1].from, "3.0");
  EXPECT_FALSE(products[1].is_from_included);
  EXPECT_TRUE(products[1].is_to_included);
  EXPECT_FALSE(configuration.nodes[1].products[0].is_vulnerable);
  EXPECT_TRUE(feed->records[1].configurations.empty()) << "not analysed yet";
}

TEST(CveFeed, CountsAddUpAndSayWhere) {
  const auto feed = ReadCveFeed(kFeed);
  ASSERT_TRUE(feed);
  EXPECT_EQ(feed->read, 6u);
  EXPECT_EQ(feed->withdrawn, 1u);
  EXPECT_EQ(feed->rejected, 3u);
  EXPECT_EQ(feed->read, feed->records.size() + feed->withdrawn + feed->rejected);
  ASSERT_EQ(feed->rejections.size(), 3u);
  EXPECT_EQ(feed->rejections[0].place, "vulnerabilities[3]");
  EXPECT_EQ(feed->rejections[1].place, "vulnerabilities[4]");
}

TEST(CveFeed, ForeignAndTooLargeFilesAreRefused) {
  EXPECT_EQ(ReadCveFeed("").error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadCveFeed("{\"CVE_Items\":[]}").error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadCveFeed("\x1f\x8bx").error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadCveFeed(kFeed, {.bytes = 100}).error().code(), ErrorCode::kExhausted);
  const auto few = ReadCveFeed(kFeed, {.records = 1});
  ASSERT_TRUE(few);
  EXPECT_EQ(few->records.size(), 1u);
  EXPECT_EQ(few->rejected, 4u);
  EXPECT_EQ(ReadCveFeed(kFeed, {.products = 2})->records.size(), 1u) << "too many products";
}

}  // namespace
}  // namespace lachan::scan_reports
