// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "formats/cef.h"
#include "formats/csv.h"
#include "formats/json.h"
#include "formats/key_value.h"
#include "formats/lines.h"
#include "formats/web_access.h"

namespace lachan::formats {
namespace {

TEST(JsonTest, QuotesControlCharacters) {
  EXPECT_EQ(QuoteJson("a\"\\\n\x01"), "\"a\\\"\\\\\\n\\u0001\"");
}

TEST(LinesTest, SkipsBlanksAndCountsLines) {
  LineReader lines("a\r\n\n  \nb");
  EXPECT_EQ(lines.Next(), "a");
  EXPECT_EQ(lines.Next(), "b");
  EXPECT_EQ(lines.number(), 4u);
  EXPECT_FALSE(lines.Next());
}

std::string Pairs(std::string_view text) {
  std::string out;
  TextArena arena;
  std::vector<KeyValue> pairs;
  ParseKeyValues(text, arena, pairs);
  for (const auto& pair : pairs) {
    out += fmt::format("{}={};", pair.name, pair.value);
  }
  return out;
}

TEST(KeyValueTest, ReadsFirewallLines) {
  EXPECT_EQ(Pairs("IN=eth0 OUT= SRC=10.0.0.1 DF PROTO=TCP SPT=1"),
            "IN=eth0;OUT=;SRC=10.0.0.1;PROTO=TCP;SPT=1;");
  EXPECT_EQ(Pairs(R"(user="Lê \"A\"",msg='x y' n=1)"), "user=Lê \"A\";msg=x y;n=1;");
}

TEST(KeyValueTest, SurvivesOddInput) {
  EXPECT_EQ(Pairs("=x a=\"never ends b=2"), "a=\"never;b=2;");
  EXPECT_EQ(Pairs("no pairs here: 3 == 4"), "");
}

TEST(CefTest, ReadsHeaderAndExtensions) {
  TextArena arena;
  const auto cef = ParseCef(R"(CEF:0|Vendor|Fire\|wall|1.0|100|worm stopped|10|src=10.0.0.1 )"
                            R"(msg=two words \= done spt=1232 fname=a\\b)",
                            arena);
  ASSERT_TRUE(cef);
  EXPECT_EQ(cef->product, "Fire|wall");
  EXPECT_EQ(cef->name, "worm stopped");
  ASSERT_EQ(cef->extensions.size(), 4u);
  EXPECT_EQ(cef->extensions[1].value, "two words = done");
  EXPECT_EQ(cef->extensions[3].value, "a\\b");
}

TEST(CefTest, RefusesWhatIsNotCef) {
  TextArena arena;
  EXPECT_FALSE(ParseCef("CEF:0|a|b|c", arena));
  EXPECT_FALSE(ParseCef("LEEF:1.0|a|b|c|d|", arena));
  EXPECT_TRUE(ParseCef("CEF:0|a|b|c|d|e|5", arena));
}

TEST(WebAccessTest, ReadsCombined) {
  TextArena arena;
  const auto access = ParseWebAccess(
      R"(203.0.113.9 - an [23/Nov/2026:11:05:06 +0700] "GET /a/b.php?x=1&y=%27 HTTP/1.1" 404 512 )"
      R"("https://e.vn/" "curl/8 \"q\"")",
      arena);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->client, "203.0.113.9");
  EXPECT_EQ(access->user, "an");
  EXPECT_EQ(FormatInstant(*access->time), "2026-11-23T04:05:06Z");
  EXPECT_EQ(access->method, "GET");
  EXPECT_EQ(access->stem(), "/a/b.php");
  EXPECT_EQ(access->query(), "x=1&y=%27");
  EXPECT_EQ(access->status, "404");
  EXPECT_EQ(access->bytes, "512");
  EXPECT_EQ(access->user_agent, "curl/8 \"q\"");
}

TEST(WebAccessTest, ReadsCommonVhostAndBrokenRequests) {
  TextArena arena;
  const auto common = ParseWebAccess(
      R"(www.e.vn:443 ::1 - - [23/Nov/2026:11:05:06 +0700] "\x16\x03" 400 -)", arena);
  ASSERT_TRUE(common);
  EXPECT_EQ(common->host, "www.e.vn:443");
  EXPECT_EQ(common->target, "\x16\x03");
  EXPECT_EQ(common->bytes, "");
  EXPECT_FALSE(ParseWebAccess("hello [world] \"x\" 200", arena));
  EXPECT_FALSE(
      ParseWebAccess(R"(1.2.3.4 - - [99/Nov/2026:11:05:06 +0700] "GET / HTTP/1.1" 200 1)", arena));
  const auto bytes =
      ParseWebAccess(R"(::1 - - [23/Nov/2026:11:05:06 +0700] "GET /\xff HTTP/1.1" 400 -)", arena);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->target, "/\xEF\xBF\xBD");
}

TEST(CsvTest, ReadsQuotesAndLineEnds) {
  const auto rows = ParseCsv(
      "\xEF\xBB\xBF"
      "a,\"b \"\"c\"\"\n d\",e\r\n\r\nf,,g");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0], (CsvRow{"a", "b \"c\"\n d", "e"}));
  EXPECT_EQ((*rows)[1], (CsvRow{"f", "", "g"}));
}

TEST(CsvTest, NamesTheLineOfAnError) {
  const auto open = ParseCsv("a\n\"b");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code(), ErrorCode::kInvalidInput);
  EXPECT_NE(open.error().message().find("line 2"), std::string::npos);
  EXPECT_FALSE(ParseCsv("\"a\"b"));
  EXPECT_EQ(ParseCsv("a,b,c", ',', {.columns = 2}).error().code(), ErrorCode::kExhausted);
}

TEST(CsvTest, DisarmsFormulas) {
  const std::vector<std::string> cells{"=1+1", "-5", "+84 90", "@x", "\tq", "a-b", " =x", "-1,5"};
  EXPECT_EQ(WriteCsvRow(cells),
            "\"'=1+1\",-5,\"'+84 90\",\"'@x\",\"'\tq\",a-b,\"' =x\",\"-1,5\"\r\n");
}

TEST(CsvTest, AByteOrderMarkHidesNoFormula) {
  const std::vector<std::string> cells{"\xEF\xBB\xBF=1"};
  EXPECT_EQ(ParseCsv(WriteCsvRow(cells))->at(0)[0], "'\xEF\xBB\xBF=1");
}

TEST(CsvTest, RoundTrips) {
  const std::vector<std::string> cells{"a", "x \"y\"", "l1\nl2", "Thọ Xuân", ""};
  EXPECT_EQ(ParseCsv(WriteCsvRow(cells))->at(0), cells);
}

}  // namespace
}  // namespace lachan::formats
