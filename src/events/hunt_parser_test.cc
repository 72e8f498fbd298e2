// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_parser.h"

#include <gtest/gtest.h>

namespace lachan::events {
namespace {

/// The tree in one line: (and a (not b)); fields as name:value, wildcards as * and ?.
std::string Show(const HuntNode& node) {
  switch (node.kind) {
    case HuntNode::Kind::kEverything:
      return "everything";
    case HuntNode::Kind::kAnd:
    case HuntNode::Kind::kOr:
    case HuntNode::Kind::kNot: {
      std::string out = node.kind == HuntNode::Kind::kAnd  ? "(and"
                        : node.kind == HuntNode::Kind::kOr ? "(or"
                                                           : "(not";
      for (const auto& child : node.children) out += " " + Show(child);
      return out + ")";
    }
    case HuntNode::Kind::kTerm:
      break;
  }
  const HuntTerm& term = node.term;
  std::string out = term.field.empty() ? "" : term.field + ":";
  switch (term.kind) {
    case HuntTerm::Kind::kExists:
      return out + "exists";
    case HuntTerm::Kind::kNetwork:
      return out + "net " + term.network;
    case HuntTerm::Kind::kRegex:
      return out + "regex " + term.regex;
    case HuntTerm::Kind::kRange:
      return out + (term.low_included ? "[" : "{") + term.low.value_or("-") + ".." +
             term.high.value_or("-") + (term.high_included ? "]" : "}");
    case HuntTerm::Kind::kPhrase:
      out += "phrase ";
      break;
    case HuntTerm::Kind::kPattern:
      break;
  }
  for (const auto& part : term.pattern) {
    out += part.kind == PatternPart::Kind::kText     ? "<" + part.text + ">"
           : part.kind == PatternPart::Kind::kAnyRun ? "*"
                                                     : "?";
  }
  return out;
}

std::string Parse(std::string_view text) {
  const auto tree = ParseHunt(text);
  return tree ? Show(*tree) : fmt::format("{}@{}", tree.error().code, tree.error().position);
}

TEST(HuntParser, NothingMeansEverything) {
  EXPECT_EQ(Parse(""), "everything");
  EXPECT_EQ(Parse("  \t"), "everything");
  EXPECT_EQ(Parse("*"), "everything");
}

TEST(HuntParser, WordsPhrasesAndFields) {
  EXPECT_EQ(Parse("mimikatz"), "<mimikatz>");
  EXPECT_EQ(Parse("\"two words\""), "phrase <two words>");
  EXPECT_EQ(Parse("User:admin"), "User:<admin>");
  EXPECT_EQ(Parse("User:\"Đặng Văn\""), "User:<Đặng Văn>");
  EXPECT_EQ(Parse("cs-uri.query_x:1"), "cs-uri.query_x:<1>");
  EXPECT_EQ(Parse("User:*"), "User:exists");
  EXPECT_EQ(Parse("User:\"\""), "User:<>");
}

TEST(HuntParser, NotBindsTighterThanAndTighterThanOr) {
  EXPECT_EQ(Parse("a b OR NOT c AND d"), "(or (and <a> <b>) (and (not <c>) <d>))");
  EXPECT_EQ(Parse("(a OR b) c"), "(and (or <a> <b>) <c>)");
  EXPECT_EQ(Parse("NOT (a b)"), "(not (and <a> <b>))");
  EXPECT_EQ(Parse("ORACLE ANDROID NOTE"), "(and <ORACLE> <ANDROID> <NOTE>)");
  EXPECT_EQ(Parse("and or"), "(and <and> <or>)") << "operators are upper case";
}

TEST(HuntParser, FieldBeforeAGroup) {
  EXPECT_EQ(Parse("id:(1 OR \"2 3\") x"), "(and (or id:<1> id:<2 3>) <x>)");
  EXPECT_EQ(Parse("p:(a:b)"), "p:<a:b>") << "inside a group a colon is text";
}

TEST(HuntParser, WildcardsAndBackslashes) {
  EXPECT_EQ(Parse("f:a*b?c"), "f:<a>*<b>?<c>");
  EXPECT_EQ(Parse("f:a**b"), "f:<a>*<b>");
  EXPECT_EQ(Parse(R"(f:C:\Windows\cmd.exe)"), R"(f:<C:\Windows\cmd.exe>)");
  EXPECT_EQ(Parse(R"(f:a\*b)"), "f:<a*b>");
  EXPECT_EQ(Parse(R"(f:C:\\*)"), R"(f:<C:\>*)");
  EXPECT_EQ(Parse(R"(path:\\server\share)"), R"(path:<\\server\share>)");
  EXPECT_EQ(Parse(R"(f:"a*\"b\\")"), R"(f:<a*"b\>)");
  EXPECT_EQ(Parse(R"(f:end\)"), R"(f:<end\>)");
}

TEST(HuntParser, ColonsThatAreNoFields) {
  EXPECT_EQ(Parse(R"(C:\Temp)"), R"(<C:\Temp>)");
  EXPECT_EQ(Parse("http://a.b/c"), "<http://a.b/c>");
  EXPECT_EQ(Parse("fe80::1"), "<fe80::1>");
  EXPECT_EQ(Parse("2001:db8:0:1"), "<2001:db8:0:1>");
  EXPECT_EQ(Parse("12:30:59"), "<12:30:59>");
}

TEST(HuntParser, RangesComparisonsAndNetworks) {
  EXPECT_EQ(Parse("n:[1 TO 10]"), "n:[1..10]");
  EXPECT_EQ(Parse("n:[* TO \"a b\"]"), "n:[-..a b]");
  EXPECT_EQ(Parse("n:>5"), "n:{5..-]");
  EXPECT_EQ(Parse("n:<=5"), "n:[-..5]");
  EXPECT_EQ(Parse("n:>= 5 x"), "(and n:[5..-] <x>)");
  EXPECT_EQ(Parse("ip:10.0.0.0/8"), "ip:net 10.0.0.0/8");
  EXPECT_EQ(Parse("ip:2001:db8::/32"), "ip:net 2001:db8::/32");
  EXPECT_EQ(Parse("n:[5 TO 1]"), "hunt.range.order@2");
  EXPECT_EQ(Parse("n:[5 TO 5]"), "n:[5..5]");
  EXPECT_EQ(Parse("n:[9 TO 10]"), "n:[9..10]") << "as numbers";
}

TEST(HuntParser, AFieldOfAddressesTakesNoWrongNetwork) {
  const auto wrong = [](std::string_view text) {
    const auto tree = ParseHunt(text);
    return tree ? Show(*tree) : ToError(tree.error()).fields()[0].message;
  };
  EXPECT_EQ(wrong("a src_ip:10.0.0.0/33"), "hunt.network@9+11=10.0.0.0/8");
  EXPECT_EQ(wrong("IpAddress:10.1.2.0/99"), "hunt.network@10+11=10.1.2.0/24");
  EXPECT_EQ(wrong("SourceIp:2001:db8::/129"), "hunt.network@9+14=2001:db8::/32");
  EXPECT_EQ(wrong("src_ip:300.0.0.0/8"), "hunt.network@7+11");
  EXPECT_EQ(wrong("src_ip:(10.0.0.0/8 OR 10.0.0.1/x)"), "hunt.network@22+10=10.0.0.1/32");
  EXPECT_EQ(wrong("path:10.0.0.0/33"), "path:<10.0.0.0/33>") << "a text";
  EXPECT_EQ(wrong("zip:/a/b"), "zip:</a/b>");
  EXPECT_EQ(wrong("src_ip:\"10.0.0.0/33\""), "src_ip:<10.0.0.0/33>") << "quoted is a text";
}

TEST(HuntParser, RegularExpressions) {
  EXPECT_EQ(Parse("f:/a.*b/"), "f:regex a.*b");
  EXPECT_EQ(Parse("f:/net  user/ x"), "(and f:regex net  user <x>)");
  EXPECT_EQ(Parse("f:/a\\/b/"), "f:regex a\\/b");
  EXPECT_EQ(Parse("f:/[/)]x/"), "f:regex [/)]x");
  EXPECT_EQ(Parse("(f:/a|b/)"), "f:regex a|b");
  EXPECT_EQ(Parse("f:(/a/ OR /b/)"), "(or f:regex a f:regex b)");
  EXPECT_EQ(Parse("f:/etc/passwd"), "f:</etc/passwd>") << "a path";
  EXPECT_EQ(Parse("f:/index.php"), "f:</index.php>");
  EXPECT_EQ(Parse("f:\"/admin/\""), "f:</admin/>");
  EXPECT_EQ(Parse("/var/log/"), "</var/log/>") << "without a field it is text";
  EXPECT_EQ(Parse("f:/a(/"), "hunt.regex.syntax@3");
  EXPECT_EQ(Parse("f:/ab[z-a]/"), "hunt.regex.syntax@6");
  EXPECT_EQ(Parse("f:/a(?=b)/"), "hunt.regex.look_around@4");
  EXPECT_EQ(Parse("f:/(a)\\1/"), "hunt.regex.syntax@6");
  EXPECT_EQ(Parse("f:/((a{100}){100}){100}/").substr(0, 11), "hunt.regex.");
  EXPECT_EQ(Parse("f:/" + std::string(kHuntRegexBytes + 1, 'a') + "/"), "hunt.regex.too_long@3");
}

TEST(HuntParser, NotByMinusAndUnequal) {
  EXPECT_EQ(Parse("a -f:x"), "(and <a> (not f:<x>))");
  EXPECT_EQ(Parse("-\"a b\""), "(not phrase <a b>)");
  EXPECT_EQ(Parse("-(a OR b)"), "(not (or <a> <b>))");
  EXPECT_EQ(Parse("powershell -enc"), "(and <powershell> <-enc>)") << "an option is text";
  EXPECT_EQ(Parse("--x:1"), "<--x:1>");
  EXPECT_EQ(Parse("f:-1"), "f:<-1>");
  EXPECT_EQ(Parse("f!=x"), "(and f:exists (not f:<x>))");
  EXPECT_EQ(Parse("f!=(x OR y)"), "(and f:exists (not (or f:<x> f:<y>)))");
  EXPECT_EQ(Parse("-f!=x"), "(not (and f:exists (not f:<x>)))");
  EXPECT_EQ(Parse("f!="), "hunt.value.missing@3");
  EXPECT_EQ(Parse("!= x"), "(and <!=> <x>)");
}

TEST(HuntParser, ProblemsPointAtTheirPlace) {
  EXPECT_EQ(Parse("a (b"), "hunt.paren.unclosed@2");
  EXPECT_EQ(Parse("a)"), "hunt.paren.unopened@1");
  EXPECT_EQ(Parse("a AND"), "hunt.term.missing@5");
  EXPECT_EQ(Parse("OR a"), "hunt.term.missing@0");
  EXPECT_EQ(Parse("a NOT"), "hunt.term.missing@5");
  EXPECT_EQ(Parse("()"), "hunt.term.missing@1");
  EXPECT_EQ(Parse("x \"abc"), "hunt.quote.unclosed@2");
  EXPECT_EQ(Parse("f:\"C:\\\""), "hunt.quote.unclosed@2");
  EXPECT_EQ(Parse("f: x"), "hunt.value.missing@2");
  EXPECT_EQ(Parse("f:"), "hunt.value.missing@2");
  EXPECT_EQ(Parse("f:>"), "hunt.value.missing@3");
  EXPECT_EQ(Parse("f:[1 TO"), "hunt.range@2");
  EXPECT_EQ(Parse("f:[1 10]"), "hunt.range@2");
  EXPECT_EQ(Parse("f:[1 TO ]"), "hunt.range@2");
  EXPECT_EQ(Parse("?*"), "hunt.wildcard.bare@0");
  EXPECT_EQ(Parse("\"\""), "hunt.phrase.empty@0");
  EXPECT_EQ(Parse("\xff"), "hunt.encoding@0");
  EXPECT_EQ(Parse("a | count"), "hunt.pipe.unexpected@2") << "only a search is wanted here";
}

TEST(HuntParser, LimitsAreRefusedNotCut) {
  EXPECT_EQ(Parse(std::string(kHuntBytes + 1, 'a')).substr(0, 13), "hunt.too_long");
  std::string many;
  for (std::size_t i = 0; i <= kHuntTerms; ++i) many += "a ";
  EXPECT_EQ(Parse(many).substr(0, 13), "hunt.too_many");
  EXPECT_EQ(Parse(std::string(1000, '(')).substr(0, 13), "hunt.too_deep");
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "NOT ";
  EXPECT_EQ(Parse(nots + "a").substr(0, 13), "hunt.too_deep");
}

TEST(HuntParser, ErrorsSpeakBothLanguages) {
  const auto tree = ParseHunt("(a");
  ASSERT_FALSE(tree);
  const Error error = ToError(tree.error());
  EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
  EXPECT_NE(error.message().find("position 1"), std::string::npos);
  EXPECT_NE(error.message().find("chưa được đóng"), std::string::npos);
  ASSERT_EQ(error.fields().size(), 1U);
  EXPECT_EQ(error.fields()[0].message, "hunt.paren.unclosed@0");
}

TEST(HuntParser, PeopleCountCharactersAndPagesBytes) {
  const auto query = ParseHuntQuery("Đặng usr:");
  ASSERT_FALSE(query);
  const Error error = ToError(query.error());
  EXPECT_NE(error.message().find("position 10:"), std::string::npos) << error.message();
  EXPECT_EQ(error.fields()[0].message.substr(0, 21), "hunt.value.missing@12");
}

}  // namespace
}  // namespace lachan::events
