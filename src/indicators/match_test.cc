// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "indicators/indicator_set.h"

#include "indicators/value.h"

namespace lachan::indicators {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Instant kNow = ParseInstant("2026-06-01T00:00:00Z").value();

Indicator Make(std::string_view text) {
  const auto canonical = Canonicalise(text).value();
  Indicator indicator;
  indicator.kind = canonical.kind;
  indicator.value = canonical.value;
  return indicator;
}

std::vector<Indicator> MakeAll(std::initializer_list<std::string_view> texts) {
  std::vector<Indicator> all;
  for (const auto text : texts) all.push_back(Make(text));
  return all;
}

IndicatorSet SetOf(std::initializer_list<std::string_view> texts) {
  return IndicatorSet::Build(MakeAll(texts)).value();
}

/// What occurs, by value.
std::vector<std::string> In(const IndicatorSet& set, std::string_view value) {
  std::vector<Hit> hits;
  set.Match(value, kNow, hits);
  std::vector<std::string> values;
  for (const Hit& hit : hits) {
    values.push_back(set.Get(hit.indicator).value);
    EXPECT_LE(hit.at + hit.size, value.size());
  }
  EXPECT_TRUE(values.empty() || set.MayMatch(value)) << value;
  return values;
}

TEST(Match, AddressIsTheWholeValue) {
  const auto set = SetOf({"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.9"});
  EXPECT_THAT(In(set, "192.0.2.1"), ElementsAre("192.0.2.1"));
  for (const char* same : {"2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0001",
                           "2001:db8::1%eth0", "2001:db8::1%12", "2001:db8:0::0.0.0.1"}) {
    EXPECT_THAT(In(set, same), ElementsAre("2001:db8::1")) << same;
  }
  EXPECT_THAT(In(set, "::FFFF:c000:209"), ElementsAre("::ffff:192.0.2.9"));
  for (const char* other :
       {"192.0.2.10", "1192.0.2.1", " 192.0.2.1", "192.0.2.1:80", "192.0.2.1%1", "192.0.2.9",
        "::ffff:192.0.2.1", "[2001:db8::1]", "2001:db8::1%", "2001:db8::10", "192.0.2.01"}) {
    EXPECT_THAT(In(set, other), IsEmpty()) << other;
  }
}

TEST(Match, NetworkHoldsItsEdges) {
  const auto set = SetOf({"192.0.2.0/24", "198.51.100.4/31", "2001:db8:8000::/33", "fe80::/64"});
  EXPECT_THAT(In(set, "192.0.2.0"), ElementsAre("192.0.2.0/24"));
  EXPECT_THAT(In(set, "192.0.2.255"), ElementsAre("192.0.2.0/24"));
  EXPECT_THAT(In(set, "192.0.1.255"), IsEmpty());
  EXPECT_THAT(In(set, "192.0.3.0"), IsEmpty());
  EXPECT_THAT(In(set, "198.51.100.5"), ElementsAre("198.51.100.4/31"));
  EXPECT_THAT(In(set, "198.51.100.6"), IsEmpty());
  EXPECT_THAT(In(set, "2001:db8:ffff::"), ElementsAre("2001:db8:8000::/33"));
  EXPECT_THAT(In(set, "2001:db8:7fff::"), IsEmpty());
  EXPECT_THAT(In(set, "fe80::ffff:ffff:ffff:ffff%eth0"), ElementsAre("fe80::/64"));
  EXPECT_THAT(In(set, "fe80:0:0:1::"), IsEmpty());
}

TEST(Match, NetworkOfAllAndOfOne) {
  const auto all = SetOf({"0.0.0.0/0", "::/0"});
  EXPECT_THAT(In(all, "255.255.255.255"), ElementsAre("0.0.0.0/0"));
  EXPECT_THAT(In(all, "::ffff:192.0.2.1"), ElementsAre("::/0"));
  const auto one = SetOf({"192.0.2.1/32", "2001:db8::1/128", "ffff::/1"});
  EXPECT_THAT(In(one, "192.0.2.1"), ElementsAre("192.0.2.1"));
  EXPECT_THAT(In(one, "192.0.2.2"), IsEmpty());
  EXPECT_THAT(In(one, "2001:db8::1"), ElementsAre("2001:db8::1"));
  EXPECT_THAT(In(one, "8000::"), ElementsAre("8000::/1"));
  EXPECT_THAT(In(one, "7fff::"), IsEmpty());
}

TEST(Match, NestedNetworksAllCount) {
  const auto set = SetOf({"10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1"});
  EXPECT_THAT(In(set, "10.1.1.1"),
              ElementsAre("10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1"));
  EXPECT_THAT(In(set, "10.1.2.1"), ElementsAre("10.0.0.0/8", "10.1.0.0/16"));
}

TEST(Match, DomainAndWhatIsUnderIt) {
  const auto set = SetOf({"evil.example", "a.b.evil.example", "other.com"});
  for (const char* same : {"evil.example", "EVIL.Example", "evil.example.", "www.evil.example",
                           "x y.evil.example", "-.evil.example", "\\\\host\\a.evil.example"}) {
    EXPECT_THAT(In(set, same), ElementsAre("evil.example")) << same;
  }
  EXPECT_THAT(In(set, "c.a.b.evil.example"), ElementsAre("evil.example", "a.b.evil.example"));
  for (const char* other :
       {"notevil.example", "evil.example.com", "evil.example..", "x evil.example", "evil.examples",
        "example", ".example", "evil-example", "evil.example/", "@evil.example", "evil.example:80",
        "http://evil.example", "/evil.example"}) {
    EXPECT_THAT(In(set, other), IsEmpty()) << other;
  }
  const std::string longest = std::string(240, 'x') + ".evil.example";
  EXPECT_EQ(longest.size(), 253U);
  EXPECT_THAT(In(set, longest), ElementsAre("evil.example"));
  EXPECT_THAT(In(set, 'x' + longest), IsEmpty());
}

TEST(Match, DomainWithLettersBeyondAscii) {
  const auto set = SetOf({"tiếng.vn", "пример.рф"});
  EXPECT_THAT(In(set, "xn--ting-hv5a.vn"), ElementsAre("xn--ting-hv5a.vn"));
  EXPECT_THAT(In(set, "www.tiếng.vn"), ElementsAre("xn--ting-hv5a.vn"));
  EXPECT_THAT(In(set, "www.TIẾNG.vn."), ElementsAre("xn--ting-hv5a.vn"));
  EXPECT_THAT(In(set, "www.пример.рф"), ElementsAre("xn--e1afmkfd.xn--p1ai"));
  EXPECT_THAT(In(set, "không tiếng.vn"), IsEmpty());
  EXPECT_THAT(In(set, "xtiếng.vn"), IsEmpty());
}

TEST(Match, DigestIsAWholeRun) {
  const std::string md5 = "d41d8cd98f00b204e9800998ecf8427e", sha1(40, 'b'), sha256(64, 'C');
  const auto set = SetOf({md5, sha1, sha256, std::string(128, '7')});
  EXPECT_THAT(In(set, md5), ElementsAre(md5));
  EXPECT_THAT(In(set, "SHA1=" + sha1 + ",MD5=D41D8CD98F00B204E9800998ECF8427E,IMPHASH=0"),
              ElementsAre(md5, sha1));
  EXPECT_THAT(In(set, "0" + md5), IsEmpty());
  EXPECT_THAT(In(set, md5 + "f"), IsEmpty());
  EXPECT_THAT(In(set, "g" + md5 + "g"), ElementsAre(md5));
  EXPECT_THAT(In(set, sha256 + "0"), IsEmpty());
  EXPECT_THAT(In(set, std::string(128, '7')), ElementsAre(std::string(128, '7')));
  EXPECT_THAT(In(set, std::string(129, '7')), IsEmpty());
  for (std::size_t before = 0; before < 70; ++before) {
    EXPECT_THAT(In(set, std::string(before, 'x') + md5 + " " + sha256), SizeIs(2));
    EXPECT_THAT(In(set, std::string(before, 'a') + ' ' + md5), ElementsAre(md5)) << before;
  }
}

TEST(Match, UrlInAValue) {
  const auto set = SetOf({"http://evil.example/a", "https://evil.example:8443/b?c=D", "evil.org/x",
                          "http://[2001:db8::1]/y", "http://evil.example/p/"});
  for (const char* same :
       {"http://evil.example/a", "HTTP://EVIL.example:80/a", "GET http://evil.example/a HTTP/1.1",
        "url=\"http://evil.example/a\"", "(see http://evil.example/a).", "<http://evil.example/a>",
        "http://evil.example/a?id=1#x", "http://evil.example/a#x", "http://evil.example/%61",
        "http://proxy.example/http://evil.example/a", "1http://evil.example/a"}) {
    EXPECT_THAT(In(set, same), ElementsAre("http://evil.example/a")) << same;
  }
  for (const char* other :
       {"https://evil.example/a", "http://evil.example/A", "http://evil.example/ab",
        "http://evil.example/", "http://www.evil.example/a", "evil.example/a",
        "xhttp://evil.example/a", "http:/evil.example/a", "://evil.example/a",
        "http://evil.example:81/a", "http://x@evil.example/a"}) {
    EXPECT_THAT(In(set, other), IsEmpty()) << other;
  }
  EXPECT_THAT(In(set, "https://EVIL.example:8443/b?c=D"),
              ElementsAre("https://evil.example:8443/b?c=D"));
  EXPECT_THAT(In(set, "https://evil.example:8443/b?c=d"), IsEmpty());
  EXPECT_THAT(In(set, "ftp://evil.org/x"), ElementsAre("//evil.org/x"));
  EXPECT_THAT(In(set, "http://evil.org./x"), ElementsAre("//evil.org/x"));
  EXPECT_THAT(In(set, "http://[2001:DB8:0::1]:80/y"), ElementsAre("http://[2001:db8::1]/y"));
  EXPECT_THAT(In(set, "http://evil.example/p/?x, http://evil.example/a,"),
              ElementsAre("http://evil.example/a", "http://evil.example/p/"));
}

TEST(Match, TheLongestUrlWithoutSchemeIsFoundWithOne) {
  const std::string longest = "//evil.example/" + std::string(2'048 - 15, 'a');
  const auto set = SetOf({longest});
  EXPECT_THAT(In(set, "a-long-scheme-16:" + longest), ElementsAre(longest));
  EXPECT_THAT(In(set, "http:" + longest + 'a'), IsEmpty());
}

TEST(Match, EmailInAValue) {
  const auto set = SetOf({"bad@evil.example", "b=u|x@evil.example"});
  for (const char* same :
       {"bad@evil.example", "Bad@EVIL.example", "Bad Guy <bad@evil.example>",
        "mailto:bad@evil.example", "from=bad@evil.example;", "x, bad@evil.example.",
        "'bad@evil.example'", "a@b.c,bad@evil.example"}) {
    EXPECT_THAT(In(set, same), ElementsAre("bad@evil.example")) << same;
  }
  for (const char* other : {"notbad@evil.example", "x.bad@evil.example", "bad@evil.example.com",
                            "bad@mail.evil.example", "bad @evil.example", "bad@evil.example-x"}) {
    EXPECT_THAT(In(set, other), IsEmpty()) << other;
  }
  EXPECT_THAT(In(set, "<b=u|x@evil.example>"), ElementsAre("b=u|x@evil.example"));
}

TEST(Match, SaysWhere) {
  const auto set = SetOf({"evil.example", "http://a.example/", "bad@b.example"});
  std::vector<Hit> hits;
  const std::string_view value = "bad@b.example http://a.example/. www.evil.example";
  set.Match(value, kNow, hits);
  ASSERT_EQ(hits.size(), 3U);
  EXPECT_EQ(value.substr(hits[0].at, hits[0].size), "evil.example");
  EXPECT_EQ(value.substr(hits[1].at, hits[1].size), "http://a.example/");
  EXPECT_EQ(value.substr(hits[2].at, hits[2].size), "bad@b.example");
  set.Match("evil.example", kNow, hits);
  EXPECT_EQ(hits.size(), 4U);  // appended
}

TEST(Match, OnlyWhatIsValid) {
  auto all = MakeAll({"a.example", "b.example", "c.example", "d.example"});
  all[0].valid_until = kNow;
  all[1].valid_until = kNow + Duration{1};
  all[2].valid_from = kNow;
  all[3].valid_from = kNow + Duration{1};
  const auto set = IndicatorSet::Build(all).value();
  EXPECT_EQ(set.size(), 4U);
  EXPECT_THAT(In(set, "a.example"), IsEmpty());
  EXPECT_THAT(In(set, "b.example"), ElementsAre("b.example"));
  EXPECT_THAT(In(set, "c.example"), ElementsAre("c.example"));
  EXPECT_THAT(In(set, "d.example"), IsEmpty());
  EXPECT_TRUE(set.MayMatch("a.example"));  // whatever its validity
}

TEST(Match, OneValueOfSeveralFeeds) {
  std::vector<Indicator> all(100, Make("evil.example"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].source = fmt::format("feed {}", i);
    all[i].valid_until = kNow + Duration{i < 90 ? -1 : 1};
  }
  all[95].valid_until.reset();
  const auto set = IndicatorSet::Build(all).value();
  std::vector<Hit> hits;
  set.Match("evil.example", kNow, hits);
  ASSERT_EQ(hits.size(), 10U);
  EXPECT_EQ(hits[0].indicator, 90U);
  EXPECT_EQ(set.Get(hits[9].indicator).source, "feed 99");
  hits.clear();
  set.Match("evil.example", kNow - Duration{2}, hits);
  EXPECT_EQ(hits.size(), IndicatorSet::kHitsPerKey);
}

TEST(Match, OnceForEachIndicator) {
  const auto set = SetOf({std::string(32, 'a')});
  EXPECT_THAT(In(set, std::string(32, 'a') + ' ' + std::string(32, 'A')), SizeIs(1));
}

TEST(Set, GivesBackWhatItWasGiven) {
  std::vector<Indicator> all =
      MakeAll({"192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "evil.example", "http://a.b/c",
               std::string(32, 'a'), std::string(40, 'b'), std::string(64, 'c'),
               std::string(128, 'd'), "a@evil.example"});
  const char* ids[] = {"",
                       "x",
                       "indicator--01234567-89ab-4cde-8f01-23456789abcd",
                       "01234567-89ab-4cde-8f01-23456789abcd",
                       "01234567-89AB-4CDE-8F01-23456789ABCD",
                       "malware--01234567-89ab-4cde-8f01-23456789abcd",
                       "01234567089ab-4cde-8f01-23456789abcd",
                       "indicator--x"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].id = ids[i % std::size(ids)];
    all[i].source = i % 2 == 0 ? "CERT" : "";
    all[i].description = std::string(i, 'x') + "đ";
    all[i].tlp = static_cast<Tlp>(i % 5);
    if (i % 2 == 0) all[i].valid_from = kNow - Duration{static_cast<std::int64_t>(i)};
    if (i % 3 == 0) all[i].valid_until = kNow + Duration{static_cast<std::int64_t>(i)};
  }
  const auto set = IndicatorSet::Build(all).value();
  ASSERT_EQ(set.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Indicator got = set.Get(i);
    EXPECT_EQ(got.kind, all[i].kind);
    EXPECT_EQ(got.value, all[i].value);
    EXPECT_EQ(got.id, all[i].id);
    EXPECT_EQ(got.source, all[i].source);
    EXPECT_EQ(got.description, all[i].description);
    EXPECT_EQ(got.tlp, all[i].tlp);
    EXPECT_EQ(got.valid_from, all[i].valid_from);
    EXPECT_EQ(got.valid_until, all[i].valid_until);
  }
}

TEST(Set, MakesValuesCanonicalAndRefusesWrongOnes) {
  std::vector<Indicator> all(1);
  all[0].kind = Kind::kDomain;
  all[0].value = "EVIL.example.";
  EXPECT_EQ(IndicatorSet::Build(all).value().Get(0).value, "evil.example");
  all[0].value = "evil";
  const auto refused = IndicatorSet::Build(all);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidInput);
  EXPECT_THAT(refused.error().Text(), HasSubstr("indicator 0"));
  all[0].kind = Kind::kNetwork;
  all[0].value = "192.0.2.1/32";  // an address
  EXPECT_FALSE(IndicatorSet::Build(all));
}

TEST(Set, EmptyMatchesNothing) {
  const IndicatorSet set;
  EXPECT_EQ(set.size(), 0U);
  EXPECT_THAT(In(set, "192.0.2.1"), IsEmpty());
  EXPECT_FALSE(set.MayMatch("evil.example"));
  EXPECT_FALSE(set.MayMatch(std::string(64, 'a')));
}

TEST(MayMatch, IsCheapOnWhatCannotBe) {
  const auto set =
      SetOf({"192.0.2.1", "evil.example", std::string(32, '1'), "http://a.b/c", "a@evil.example"});
  using Form = RawValue::Form;
  EXPECT_FALSE(set.MayMatch(RawValue{Form::kNull, ""}));
  EXPECT_FALSE(set.MayMatch(RawValue{Form::kBoolean, "true"}));
  EXPECT_FALSE(set.MayMatch(RawValue{Form::kNumber, "4624"}));
  EXPECT_TRUE(
      set.MayMatch(RawValue{Form::kNumber, std::string_view("11111111111111111111111111111111")}));
  EXPECT_FALSE(set.MayMatch("C:\\Windows\\System32\\svchost.exe"));
  EXPECT_FALSE(set.MayMatch(RawValue{Form::kJsonString, "C:\\\\Windows\\\\svchost.exe"}));
  EXPECT_FALSE(set.MayMatch(""));
}

TEST(MayMatch, SeesThroughEscapes) {
  const auto set = SetOf({"192.0.2.1", "evil.example", "tiếng.vn", std::string(32, 'b'),
                          "http://a.b/c", "bad@evil.example"});
  for (const char* json : {R"(x\\y.evil.example)", R"(\nhttp://a.b/c)", R"(\tbad@evil.example)",
                           R"(\"x\" www.tiếng.vn)", R"(\bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)",
                           R"(C:\\x http://a.b/c)"}) {
    const RawValue value{RawValue::Form::kJsonString, json};
    std::string decoded;
    ASSERT_TRUE(AppendDecoded(value, decoded)) << json;
    EXPECT_FALSE(In(set, decoded).empty()) << decoded;
    EXPECT_TRUE(set.MayMatch(value)) << json;
  }
}

TEST(MayMatch, ABackslashAtTheEndIsBorne) {
  const auto set = SetOf({"xn--1-0ga.xn--1-0ga", "http://a.example/b", "a@b.example",
                          "d41d8cd98f00b204e9800998ecf8427e"});
  for (const std::string_view text :
       {"a.\u00b2\\", "\\", ".\\", "a@\\", "\\@b.example", "\\://a.example/b", "a://\\",
        "\\d41d8cd98f00b204e9800998ecf8427e", "x.[\u00b21\\\\\\"}) {
    (void)set.MayMatch(RawValue{RawValue::Form::kJsonString, text});
    (void)set.MayMatch(text);
  }
}

TEST(MayMatch, IsSeldomWrongWhereEscapesStand) {
  const auto set = SetOf({"192.0.2.1", "evil.example", "tiếng.vn", std::string(32, 'b'),
                          "http://a.b/c", "bad@evil.example"});
  const std::string longer(80, ' ');
  for (const std::string json :
       {R"(x\n.evil.exampl)", R"(\nhttp://a.b/d)", R"(\tbad@evil.exampl)", R"(\ttiếng.example)",
        R"(\bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)", R"(\\bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)",
        R"(Hashes: MD5=0123456789ABCDEF0123456789ABCDEF\r\nUser: an@bdt.example)"}) {
    const RawValue value{RawValue::Form::kJsonString, json};
    EXPECT_FALSE(set.MayMatch(value)) << json;
    const std::string more = longer + "\\n" + json;
    EXPECT_FALSE(set.MayMatch(RawValue{RawValue::Form::kJsonString, more})) << more;
  }
}

std::string Utf16(std::u16string_view text) {
  std::string out;
  for (const char16_t unit : text) {
    out += static_cast<char>(unit & 0xFF);
    out += static_cast<char>(unit >> 8);
  }
  return out;
}

TEST(MayMatch, SeesUtf16) {
  const auto set = SetOf({"192.0.2.1", "evil.example", "tiếng.vn", std::string(32, 'b'),
                          "http://a.b/c", "bad@evil.example"});
  const std::u16string longer(2'000, u'x'), digest(32, u'b');
  for (const std::u16string& text :
       {std::u16string(u"192.0.2.1"), std::u16string(u"www.evil.example"),
        std::u16string(u"đường.evil.example"), std::u16string(u"www.tiếng.vn"),
        std::u16string(u"xem http://a.b/c nhé"), std::u16string(u"Nguyễn <bad@evil.example>"),
        longer + u' ' + digest, u"đ" + longer + u" http://a.b/c", digest}) {
    const std::string bytes = Utf16(text);
    const RawValue value{RawValue::Form::kUtf16, bytes};
    std::string decoded;
    ASSERT_TRUE(AppendDecoded(value, decoded));
    EXPECT_FALSE(In(set, decoded).empty()) << decoded;
    EXPECT_TRUE(set.MayMatch(value)) << decoded;
  }
  EXPECT_FALSE(set.MayMatch(RawValue{RawValue::Form::kUtf16, Utf16(u"C:\\Windows\\a.exe")}));
}

}  // namespace
}  // namespace lachan::indicators
