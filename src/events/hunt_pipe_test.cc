// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "events/hunt_parser.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

/// The commands in one line: "count(by a,b) head(10)"; or the code and the place of the problem.
std::string Steps(std::string_view text) {
  const auto query = ParseHuntQuery(text);
  if (!query) {
    const auto& problem = query.error();
    return fmt::format("{}@{}{}{}", problem.code, problem.position,
                       problem.length > 0 ? fmt::format("+{}", problem.length) : "",
                       problem.suggestion.empty() ? "" : "=" + problem.suggestion);
  }
  std::string out;
  for (const auto& step : query->steps) {
    std::string inner;
    const auto add = [&](std::string part) { inner += (inner.empty() ? "" : " ") + part; };
    if (step.number > 0) add(std::to_string(step.number));
    if (step.span) {
      add(fmt::format("{}s", std::chrono::duration_cast<std::chrono::seconds>(*step.span).count()));
    }
    if (step.verb == HuntVerb::kTimechart) add(std::string(WordOf(step.measure)));
    if (step.measured) add("of " + step.measured->name);
    std::string fields;
    for (const auto& field : step.fields) fields += (fields.empty() ? "" : ",") + field.name;
    if (!fields.empty()) add("by " + fields);
    if (!step.compare.empty()) add(step.compare + step.value);
    if (step.descending) add("desc");
    out += fmt::format("{}{}({})", out.empty() ? "" : " ", WordOf(step.verb), inner);
  }
  return out;
}

TEST(HuntPipe, CommandsThatMakeATable) {
  EXPECT_EQ(Steps("a | count"), "count()");
  EXPECT_EQ(Steps("| count by host"), "count(by host)");
  EXPECT_EQ(Steps("a|count by host"), "hunt.pipe.space@1+6= | count");
  EXPECT_EQ(Steps("x:1 | count by a, b c,d"), "count(by a,b,c,d)");
  EXPECT_EQ(Steps("| count by a, a"), "count(by a)");
  EXPECT_EQ(Steps("| top user"), "top(10 by user)");
  EXPECT_EQ(Steps("| top 20 src_ip, dst_port"), "top(20 by src_ip,dst_port)");
  EXPECT_EQ(Steps("| rare 5 Image"), "rare(5 by Image)");
  EXPECT_EQ(Steps("| distinct \"two words\""), "distinct(by two words)");
  EXPECT_EQ(Steps("| count_distinct user by host"), "count_distinct(of user by host)");
  EXPECT_EQ(Steps("| sum bytes"), "sum(of bytes)");
  EXPECT_EQ(Steps("| avg bytes by src_ip | where avg >= 1.5 | sort -avg | head 3"),
            "avg(of bytes by src_ip) where(by avg >=1.5) sort(by avg desc) head(3)");
  EXPECT_EQ(Steps("| count by user | where user != \"a b\" | sort user asc"),
            "count(by user) where(by user !=a b) sort(by user)");
}

TEST(HuntPipe, Timecharts) {
  EXPECT_EQ(Steps("| timechart"), "timechart(count)");
  EXPECT_EQ(Steps("| timechart span=5m count by host"), "timechart(300s count by host)");
  EXPECT_EQ(Steps("| timechart span = 1d sum bytes"), "timechart(86400s sum of bytes)");
  EXPECT_EQ(Steps("| timechart by host"), "timechart(count by host)");
  EXPECT_EQ(Steps("| timechart span=5x"), "hunt.span@17+2");
  EXPECT_EQ(Steps("| timechart span=0m"), "hunt.span@17+2");
  EXPECT_EQ(Steps("| timechart span=9999w"), "hunt.span@17+5");
  EXPECT_EQ(Steps("| timechart count by a, b"), "hunt.command.too_many@24+1");
  EXPECT_EQ(Steps("| timechart | head 3"), "hunt.pipe.order@14+4");
}

TEST(HuntPipe, CommandsForEvents) {
  EXPECT_EQ(Steps("a | fields host, user | sort -bytes | head 50"),
            "fields(by host,user) sort(by bytes desc) head(50)");
  EXPECT_EQ(Steps("a | sort bytes desc"), "sort(by bytes desc)");
  EXPECT_EQ(Steps("a | head 5 | head 6"), "hunt.pipe.twice@13+4");
}

TEST(HuntPipe, APipeInsideAWordOrQuotesIsText) {
  EXPECT_EQ(Steps("CEF:0|Vendor|Product"), "");
  EXPECT_EQ(Steps("\"a | count\""), "");
  EXPECT_EQ(Steps("f:/a|b/ | count"), "count()");
  EXPECT_EQ(Steps("f:(a OR b) | count"), "count()");
  EXPECT_EQ(Steps("f:(a | b)"), "hunt.pipe.in_group@5+1");
}

TEST(HuntPipe, ProblemsPointAtTheirPlaceAndSayWhatWasMeant) {
  EXPECT_EQ(Steps("a | cuont by x"), "hunt.command.unknown@4+5=count");
  EXPECT_EQ(Steps("a | stats count"), "hunt.command.unknown@4+5=count");
  EXPECT_EQ(Steps("a | dedup host"), "hunt.command.unknown@4+5=distinct");
  EXPECT_EQ(Steps("a | zzzz"), "hunt.command.unknown@4+4");
  EXPECT_EQ(Steps("a |"), "hunt.command.missing@3+1");
  EXPECT_EQ(Steps("a | | count"), "hunt.command.missing@4+1");
  EXPECT_EQ(Steps("a | count by"), "hunt.command.field@12+1");
  EXPECT_EQ(Steps("a | count by x,"), "hunt.command.field@15+1");
  EXPECT_EQ(Steps("a | count host"), "hunt.command.extra@10+4");
  EXPECT_EQ(Steps("a | top 0 x"), "hunt.command.number@8+1");
  EXPECT_EQ(Steps("a | head"), "hunt.command.number@8+1");
  EXPECT_EQ(Steps("a | head 10001"), "hunt.command.number@9+5");
  EXPECT_EQ(Steps("a | sum | head 3"), "hunt.command.field@8+1");
  EXPECT_EQ(Steps("a | sum by host"), "hunt.command.field@8+1");
  EXPECT_EQ(Steps("a | count by a, b, c, d, e"), "hunt.command.too_many@25+1");
  EXPECT_EQ(Steps("a | count | count"), "hunt.pipe.order@12+5");
  EXPECT_EQ(Steps("a | head 3 | count"), "hunt.pipe.order@13+5");
  EXPECT_EQ(Steps("a | where count > 5"), "hunt.pipe.where@4+5");
  EXPECT_EQ(Steps("a | count by x | fields x"), "hunt.pipe.order@17+6");
  EXPECT_EQ(Steps("a | count by x | sort y"), "hunt.column.unknown@22+1");
  EXPECT_EQ(Steps("a | count by x | where coutn > 5"), "hunt.column.unknown@23+5=count");
  EXPECT_EQ(Steps("a | count by x | where count 5"), "hunt.command.compare@29+1");
  EXPECT_EQ(Steps("a | count by x | where count >"), "hunt.command.compare@29+1");
  EXPECT_EQ(Steps("a | count by x | where count > abc"), "hunt.where.number@31+3");
  EXPECT_EQ(Steps("a | top 5 x | where percent > 1x"), "hunt.where.number@30+2");
  EXPECT_EQ(Steps("a | distinct x | where first > 2026"), "hunt.where.time@31+4");
  EXPECT_EQ(Steps("a | count by \"x"), "hunt.quote.unclosed@13");
  std::string many = "a";
  for (std::size_t i = 0; i <= kHuntSteps; ++i) many += i == 0 ? " | count by x" : " | head 5";
  EXPECT_EQ(Steps(many).substr(0, 18), "hunt.pipe.too_many");
}

TEST(HuntPipe, ColumnsOfTables) {
  const auto columns = [](std::string_view text) {
    return fmt::format("{}", fmt::join(TableColumns(ParseHuntQuery(text)->steps.front()), ","));
  };
  EXPECT_EQ(columns("| count by a, b"), "a,b,count");
  EXPECT_EQ(columns("| top a"), "a,count,percent");
  EXPECT_EQ(columns("| distinct a"), "a,count,first,last");
  EXPECT_EQ(columns("| timechart avg x by a"), "time,a,avg");
  EXPECT_EQ(columns("| sum x"), "sum");
}

TEST(HuntWords, NearestWord) {
  constexpr std::string_view kWords[] = {"Image", "CommandLine", "src_ip", "dst_ip"};
  EXPECT_EQ(NearestWord("Imgae", kWords), "Image");
  EXPECT_EQ(NearestWord("image", kWords), "Image");
  EXPECT_EQ(NearestWord("Image", kWords), "");
  EXPECT_EQ(NearestWord("ComandLine", kWords), "CommandLine");
  EXPECT_EQ(NearestWord("scr_ip", kWords), "src_ip");
  EXPECT_EQ(NearestWord("x", kWords), "");
  EXPECT_EQ(NearestWord("host", kWords), "");
  EXPECT_EQ(EditDistance("abc", "abc", 3), 0U);
  EXPECT_EQ(EditDistance("kitten", "sitting", 5), 3U);
  EXPECT_EQ(EditDistance("kitten", "sitting", 1), 2U) << "no more than the limit and one";
}

}  // namespace
}  // namespace lachan::events
