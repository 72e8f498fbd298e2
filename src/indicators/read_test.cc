// SPDX-License-Identifier: Apache-2.0
#include "indicators/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicators/collector.h"

namespace lachan::indicators {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

ReadOutcome Read(std::string text, ReadOptions options = {.file = "list"}) {
  auto outcome = ReadIndicators(std::move(text), options);
  const auto& report = outcome.report;
  EXPECT_EQ(report.found, report.loaded + report.rejected + report.skipped);
  EXPECT_EQ(report.loaded, outcome.indicators.size());
  return outcome;
}

std::vector<std::string> Values(const ReadOutcome& outcome) {
  std::vector<std::string> values;
  for (const auto& indicator : outcome.indicators) {
    values.push_back(fmt::format("{} {}", ToString(indicator.kind), indicator.value));
  }
  return values;
}

std::vector<std::string> Findings(const ReadOutcome& outcome) {
  std::vector<std::string> texts;
  for (const auto& finding : outcome.report.findings) {
    texts.push_back(fmt::format("{}:{} {}", finding.where.file, finding.where.line, finding.code));
    EXPECT_NE(finding.message, "");
    EXPECT_NE(finding.hint, "") << finding.message;
  }
  return texts;
}

Instant At(std::string_view text) { return ParseInstant(text).value(); }

TEST(PlainText, ReadsOneValueALine) {
  const auto outcome = Read(
      "\xEF\xBB\xBF# our list\n192.0.2.1\r\n\n  evil[.]example  # beacon\n; note\n"
      "hxxp://evil.example/a//b\n\"203.0.113.0/24\"\n// remark\nbad@evil.example ; phishing\n"
      "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(outcome.report.format, Format::kText);
  EXPECT_THAT(Values(outcome),
              ElementsAre("address 192.0.2.1", "domain evil.example",
                          "url http://evil.example/a//b", "network 203.0.113.0/24",
                          "email bad@evil.example", "md5 d41d8cd98f00b204e9800998ecf8427e"));
  EXPECT_EQ(outcome.indicators[0].source, "list");
  EXPECT_EQ(outcome.indicators[0].tlp, Tlp::kAmber);
}

TEST(PlainText, RejectsBadLinesAndGoesOn) {
  const auto outcome =
      Read("192.0.2.1\nnonsense\ntwo words\n\xFF\xFE.example\n1.2.3.4.5\nevil.example\n");
  EXPECT_THAT(Values(outcome), ElementsAre("address 192.0.2.1", "domain evil.example"));
  EXPECT_THAT(Findings(outcome), ElementsAre("list:2 ioc.value.invalid", "list:3 ioc.line.words",
                                             "list:4 ioc.encoding", "list:5 ioc.value.invalid"));
}

TEST(PlainText, BracketsAreNoJson) {
  EXPECT_THAT(Values(Read("[2001:db8::1]:443\n")), ElementsAre("address 2001:db8::1"));
}

TEST(Csv, ReadsNamedColumns) {
  const auto outcome = Read(
      "Type,Value,Description,Source,ID,valid_from,valid_until,TLP\n"
      "ipv4-addr,192.0.2.1,\"beacon, \"\"A\"\"\",CERT,x-1,2026-01-01,2026-12-31,TLP:RED\n"
      "domain-name,Evil.Example,,,,,2026-02-01T08:00:00+07:00,purple\n"
      "file-hash,D41D8CD98F00B204E9800998ECF8427E,,,,1767225600,9999-12-31,\n");
  EXPECT_EQ(outcome.report.format, Format::kCsv);
  ASSERT_THAT(Values(outcome), ElementsAre("address 192.0.2.1", "domain evil.example",
                                           "md5 d41d8cd98f00b204e9800998ecf8427e"));
  const Indicator& first = outcome.indicators[0];
  EXPECT_EQ(first.description, "beacon, \"A\"");
  EXPECT_EQ(first.source, "CERT");
  EXPECT_EQ(first.id, "x-1");
  EXPECT_EQ(first.tlp, Tlp::kRed);
  EXPECT_EQ(first.valid_from, At("2026-01-01T00:00:00Z"));
  EXPECT_EQ(first.valid_until, At("2027-01-01T00:00:00Z"));  // the end of that day
  const Indicator& second = outcome.indicators[1];
  EXPECT_EQ(second.source, "list");
  EXPECT_EQ(second.tlp, Tlp::kAmber);  // a word that is not known
  EXPECT_EQ(second.valid_until, At("2026-02-01T01:00:00Z"));
  EXPECT_EQ(outcome.indicators[2].valid_from, At("2026-01-01T00:00:00Z"));
  EXPECT_FALSE(outcome.indicators[2].valid_until);
}

TEST(Csv, ReadsVietnameseHeadingsAndOtherSeparators) {
  EXPECT_THAT(Values(Read("Loại;Giá trị;Ghi chú\nip;192.0.2.1;x\ndomain;evil.example;y\n")),
              ElementsAre("address 192.0.2.1", "domain evil.example"));
  EXPECT_THAT(Values(Read("indicator\tcomment\nevil.example\ta, b; c\n")),
              ElementsAre("domain evil.example"));
}

TEST(Csv, HeadingMayBeARemark) {
  const auto outcome = Read(
      "########\n# feed of today\n# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\","
      "\"malware\"\n\"2026-01-01 00:00:00\", \"17\", \"192.0.2.1:4444\", \"ip:port\", \"x\"\n"
      "\"2026-01-01 00:00:00\", \"18\", \"evil.example\", \"domain\", \"y\"\n");
  EXPECT_THAT(Values(outcome), ElementsAre("address 192.0.2.1", "domain evil.example"));
  EXPECT_EQ(outcome.indicators[0].id, "17");
  EXPECT_EQ(outcome.indicators[1].description, "y");
}

TEST(Csv, ColumnsNamedAfterKinds) {
  const auto outcome = Read("md5_hash,sha256_hash,dst_ip,note\n" + std::string(32, 'a') + "," +
                            std::string(64, 'b') + ",,x\n,,192.0.2.1,y\n,,,z\n");
  EXPECT_THAT(Values(outcome), ElementsAre("md5 " + std::string(32, 'a'),
                                           "sha256 " + std::string(64, 'b'), "address 192.0.2.1"));
  EXPECT_THAT(Findings(outcome), ElementsAre("list:4 ioc.value.missing"));
}

TEST(Csv, WithoutHeadingTakesTheFirstIndicator) {
  EXPECT_THAT(Values(Read("2026-01-01,evil.example,x\n7,192.0.2.1,\nnothing,here,\n")),
              ElementsAre("domain evil.example", "address 192.0.2.1"));
}

TEST(Csv, RejectsBadRowsAndGoesOn) {
  const auto outcome = Read(
      "type,value,valid_from,valid_until\n"
      "ip,192.0.2.1,,\n"
      "ip,evil.example,,\n"                        // 3: not an address
      "domain,\"never closed,,\n"                  // 4
      "domain,good.example,,\n"                    // 5
      "mutex,Global\\x,,\n"                        // 6: skipped
      "sha1,d41d8cd98f00b204e9800998ecf8427e,,\n"  // 7: said to be another
      "domain,a.example,soon,\n"                   // 8
      "domain,b.example,2026-02-01,2026-01-01\n"   // 9
      "domain,,,\n"                                // 10
      "domain,\"two\nlines.example\",,\n"          // 11, 12
      "domain,last.example,,\n");
  EXPECT_THAT(Values(outcome),
              ElementsAre("address 192.0.2.1", "domain good.example", "domain last.example"));
  EXPECT_THAT(
      Findings(outcome),
      ElementsAre("list:3 ioc.value.invalid", "list:4 ioc.csv.row", "list:7 ioc.value.invalid",
                  "list:8 ioc.time.invalid", "list:9 ioc.validity.empty",
                  "list:10 ioc.value.missing", "list:11 ioc.value.invalid"));
  EXPECT_THAT(outcome.report.skipped_why, ElementsAre(Pair("type mutex", 1)));
}

TEST(Csv, ToIdsOfMispIsHeeded) {
  const auto outcome =
      Read("uuid,type,value,comment,to_ids\n1,domain,a.example,,1\n2,domain,b.example,,0\n");
  EXPECT_THAT(Values(outcome), ElementsAre("domain a.example"));
  EXPECT_THAT(outcome.report.skipped_why, ElementsAre(Pair("to_ids is false", 1)));
}

TEST(Read, NamesTheFeedWhereTheDocumentDoesNot) {
  const auto outcome = Read("value,source\na.example,\nb.example,CERT\n",
                            {.file = "f.csv", .source = "feed", .tlp = Tlp::kGreen});
  EXPECT_EQ(outcome.indicators[0].source, "feed");
  EXPECT_EQ(outcome.indicators[0].tlp, Tlp::kGreen);
  EXPECT_EQ(outcome.indicators[1].source, "CERT");
}

TEST(Read, RefusesWhatItCannotRead) {
  for (const auto& [text, code] : std::vector<std::pair<std::string, std::string>>{
           {std::string("\xFF\xFE"
                        "a\0",
                        4),
            "ioc.encoding"},
           {" <stix:STIX_Package>", "ioc.format.xml"},
           {"PK\x03\x04xl", "ioc.format.packed"},
           {"\x1F\x8Bx", "ioc.format.packed"},
           {R"({"name":"x"})", "ioc.format.unknown"},
           {R"({"type":"bundle","objects":[{"type")", "ioc.json.malformed"},
           {"{\"type\":\"\xFF\"}", "ioc.json.malformed"}}) {
    const auto outcome = Read(text);
    EXPECT_EQ(outcome.report.rejected, 1U) << text;
    EXPECT_FALSE(outcome.report.complete);
    ASSERT_FALSE(outcome.report.findings.empty()) << text;
    EXPECT_EQ(outcome.report.findings[0].code, code) << text;
    EXPECT_NE(outcome.report.findings[0].hint, "");
  }
  EXPECT_EQ(Read("").report.found, 0U);
}

TEST(Read, KeepsItsLimits) {
  ReadOptions options{.file = "list"};
  options.limits = {.bytes = 200,
                    .indicators = 3,
                    .line_bytes = 40,
                    .value_bytes = 30,
                    .text_bytes = 5,
                    .id_bytes = 3,
                    .findings = 2};
  const auto many = Read("a.example\nb.example\nc.example\nd.example\n", options);
  EXPECT_EQ(many.report.loaded, 3U);
  EXPECT_FALSE(many.report.complete);
  EXPECT_THAT(Findings(many), ElementsAre("list:0 ioc.limit.indicators"));
  EXPECT_TRUE(Read("a.example\nb.example\nc.example\n", options).report.complete);
  EXPECT_THAT(Findings(Read(std::string(201, 'a'), options)),
              ElementsAre("list:0 ioc.limit.bytes"));
  EXPECT_THAT(
      Findings(Read("a.example\n" + std::string(41, 'a') + "\n" + std::string(31, 'b'), options)),
      ElementsAre("list:2 ioc.line.long", "list:3 ioc.value.long"));
  const auto wrong = Read("x\ny\nz\n", options);
  EXPECT_EQ(wrong.report.findings.size(), 2U);
  EXPECT_EQ(wrong.report.findings_left_out, 1U);
  const auto cut = Read("value,note,id\na.example,b\u1ebf\u1ebf,1234\n", options);
  EXPECT_EQ(cut.indicators.at(0).description, "b\u1ebf");  // not within a letter
  EXPECT_EQ(cut.indicators[0].id, "");
}

TEST(Read, WarnsOfWideNetworks) {
  const auto outcome = Read("0.0.0.0/0\n10.0.0.0/8\n2000::/3\n");
  EXPECT_EQ(outcome.report.loaded, 3U);
  EXPECT_THAT(Findings(outcome), ElementsAre("list:1 ioc.network.wide", "list:3 ioc.network.wide"));
  EXPECT_EQ(outcome.report.findings[0].severity, Diagnostic::Severity::kWarning);
}

TEST(When, ReadsWhatFeedsWrite) {
  EXPECT_EQ(ParseWhen("2026-01-31", false).instant, At("2026-01-31T00:00:00Z"));
  EXPECT_EQ(ParseWhen("2026-01-31", true).instant, At("2026-02-01T00:00:00Z"));
  EXPECT_EQ(ParseWhen("2026-01-31 08:30", false).instant, At("2026-01-31T08:30:00Z"));
  EXPECT_EQ(ParseWhen("2026-01-31 08:30:01 UTC", false).instant, At("2026-01-31T08:30:01Z"));
  EXPECT_EQ(ParseWhen("2026-01-31T08:30:01.5+07:00", false).instant, At("2026-01-31T01:30:01.5Z"));
  EXPECT_EQ(ParseWhen("1767225600", false).instant, At("2026-01-01T00:00:00Z"));
  EXPECT_TRUE(ParseWhen(" ", false).good);
  EXPECT_TRUE(ParseWhen("9999-12-31T23:59:59Z", true).good);
  EXPECT_FALSE(ParseWhen("9999-12-31T23:59:59Z", true).instant);
  EXPECT_FALSE(ParseWhen("tomorrow", false).good);
  EXPECT_FALSE(ParseWhen("20260131", false).good);
  EXPECT_FALSE(ParseWhen("2026-13-01", false).good);
}

}  // namespace
}  // namespace lachan::indicators
