// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contact_page/address.h"
#include "contact_page/find.h"
#include "contact_page/html_text.h"
#include "contact_page/robots.h"
#include "contact_page/url.h"

namespace lachan::contact_page {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// ---- phone numbers ------------------------------------------------------------------------------

TEST(FindPhone, AnySpellingOfTheNumberIsFound) {
  for (const char* text : {"Điện thoại: 0237 372 1150", "ĐT: 02373721150.", "Tel (+84) 237 3721150",
                           "+842373721150", "(0237) 372.1150", "0237-3721-150 (máy lẻ 12)",
                           "84 237 3721 150", "00842373721150", "+84 (0)237 3721150",
                           "Gọi 0237\xC2\xA0"
                           "3721\xC2\xA0"
                           "150",
                           "0237–3721150", "037 1111111 / 0237 3721150", "113, 0237 3721150"}) {
    EXPECT_TRUE(FindPhone(text, "0237 3721150")) << text;
    EXPECT_TRUE(FindPhone(text, "+84 237 3721150")) << text;
  }
}

TEST(FindPhone, DigitsOfAnotherNumberDoNotCount) {
  for (const char* text : {"102373721150", "0237 37211501", "023737211509", "Số 3721150",
                           "0237 372\n1150", "Mã số 5902373721150", "", "không có số"}) {
    EXPECT_FALSE(FindPhone(text, "0237 3721150")) << text;
  }
}

TEST(FindPhone, ShortAndServiceNumbersMustStandAlone) {
  EXPECT_TRUE(FindPhone("Gọi 113 khi khẩn cấp", "113"));
  EXPECT_FALSE(FindPhone("Số 1130", "113"));
  EXPECT_TRUE(FindPhone("Tổng đài 1900.1234", "1900 1234"));
  EXPECT_FALSE(FindPhone("12 3", "12"));
}

TEST(FindPhone, SaysWhereAndWhatStandsAround) {
  const std::string text = "Sở Y tế. Trực 24/24: (0237) 372 1150, hoặc gửi thư.";
  const auto found = FindPhone(text, "02373721150");
  ASSERT_TRUE(found);
  EXPECT_EQ(text.substr(found->at, found->size), "0237) 372 1150");
  EXPECT_THAT(found->around, HasSubstr("Trực 24/24: (0237) 372 1150, hoặc"));
}

TEST(DigitsOf, CountryCodeAndZeroGo) {
  EXPECT_EQ(DigitsOf("+84 (0)237 3721150").digits, "2373721150");
  EXPECT_EQ(DigitsOf("0912 345 678").digits, "912345678");
  EXPECT_EQ(DigitsOf("113").digits, "113");
  EXPECT_FALSE(DigitsOf("113").is_national);
  EXPECT_EQ(DigitsOf("1").digits, "");
}

// ---- mail ---------------------------------------------------------------------------------------

TEST(FindEmail, PlainAndHiddenAddressesAreFound) {
  for (const char* text :
       {"Thư: ungcuu@syt.gov.vn.", "UNGCUU@SYT.GOV.VN", "ungcuu [at] syt.gov.vn",
        "ungcuu[at]syt[dot]gov[dot]vn", "ungcuu (a còng) syt (chấm) gov.vn",
        "ungcuu at syt dot gov dot vn", "ungcuu @ syt.gov.vn", "<ungcuu@syt.gov.vn>",
        "mailto: ungcuu{at}syt.gov.vn,", "ungcuu(@)syt.gov.vn"}) {
    EXPECT_TRUE(FindEmail(text, "ungcuu@syt.gov.vn")) << text;
  }
}

TEST(FindEmail, AnotherAddressDoesNotCount) {
  for (const char* text :
       {"khongungcuu@syt.gov.vn", "x.ungcuu@syt.gov.vn", "ungcuu@syt.gov.vn.xau.example",
        "ungcuu@syt.gov.vnx", "ungcuu@stc.gov.vn", "ungcuu syt.gov.vn", ""}) {
    EXPECT_FALSE(FindEmail(text, "ungcuu@syt.gov.vn")) << text;
  }
  EXPECT_FALSE(FindEmail("abc", "abc"));
}

// ---- pages --------------------------------------------------------------------------------------

TEST(HtmlToText, IsWhatAVisitorReads) {
  const auto text = HtmlToText(
      "<!doctype html><html><head><title>Liên hệ</title><style>p{color:red}</style>"
      "<script>var a='0237 0000000';</script></head><body><!-- 0237 1111111 --><p>Điện thoại:&nbsp;"
      "<b>0237</b> 372&#x20;1150<br>Thư: ungcuu&#64;syt.gov.vn</p><img alt='Số nóng 113'></body>");
  EXPECT_EQ(text, "Liên hệ\nĐiện thoại: 0237 372 1150\nThư: ungcuu@syt.gov.vn\nSố nóng 113");
}

TEST(HtmlToText, LinksAndProtectedAddressesAreRead) {
  EXPECT_THAT(HtmlToText("<a href=\"mailto:a%40b.vn?subject=x\">Gửi thư</a>"), HasSubstr("a@b.vn"));
  EXPECT_THAT(HtmlToText("<a href='tel:+842373721150'>Gọi</a>"), HasSubstr("+842373721150"));
  // Key 0x12, then a@b.vn with each byte changed by it.
  EXPECT_THAT(HtmlToText("<span class=x data-cfemail='127352703c647c'></span>"),
              HasSubstr("a@b.vn"));
  EXPECT_THAT(HtmlToText("<a href='javascript:alert(1)'>x</a>"), Not(HasSubstr("alert")));
}

TEST(HtmlToText, BrokenPagesAreReadAsFarAsTheyGo) {
  EXPECT_EQ(HtmlToText("a < b &amp &khong; <p"), "a < b & &khong;");
  EXPECT_EQ(HtmlToText("<script>không đóng"), "");
  EXPECT_EQ(HtmlToText("x<!-- không đóng"), "x");
  EXPECT_EQ(HtmlToText(std::string("a\xFF", 2)), "a\xEF\xBF\xBD");
  EXPECT_LE(HtmlToText(std::string(100, 'x'), {.output_bytes = 10}).size(), 10u);
}

// ---- robots.txt ---------------------------------------------------------------------------------

TEST(Robots, TheLongestRuleDecides) {
  const char* text = "User-agent: *\nDisallow: /noi-bo\nAllow: /noi-bo/lien-he\n";
  EXPECT_TRUE(RobotsAllow(text, "lachan", "/lien-he"));
  EXPECT_FALSE(RobotsAllow(text, "lachan", "/noi-bo/x"));
  EXPECT_TRUE(RobotsAllow(text, "lachan", "/noi-bo/lien-he"));
  EXPECT_TRUE(RobotsAllow("", "lachan", "/"));
  EXPECT_TRUE(RobotsAllow("User-agent: *\nDisallow:\n", "lachan", "/"));
}

TEST(Robots, AGroupOfOurOwnGoesBeforeTheGeneralOne) {
  const char* text =
      "User-agent: khac\nUser-agent: LaChan/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /\n";
  EXPECT_FALSE(RobotsAllow(text, "lachan", "/a"));
  EXPECT_TRUE(RobotsAllow(text, "kia", "/a"));
}

TEST(Robots, PatternsHaveStarsAndAnEnd) {
  EXPECT_FALSE(RobotsAllow("User-agent: *\nDisallow: /*.pdf$", "lachan", "/a/b.pdf"));
  EXPECT_TRUE(RobotsAllow("User-agent: *\nDisallow: /*.pdf$", "lachan", "/a/b.pdf?x"));
  EXPECT_FALSE(RobotsAllow("User-agent: *\nDisallow: /*?", "lachan", "/a?b"));
}

// ---- addresses ----------------------------------------------------------------------------------

std::vector<unsigned char> V4(unsigned char a, unsigned char b, unsigned char c, unsigned char d) {
  return {a, b, c, d};
}
std::vector<unsigned char> V6(std::initializer_list<unsigned char> head, unsigned char last = 1) {
  std::vector<unsigned char> bytes(head);
  bytes.resize(16);
  bytes.back() = last;
  return bytes;
}

TEST(IsPublicAddress, ServersOfTheInternetAre) {
  EXPECT_TRUE(IsPublicAddress(V4(8, 8, 8, 8)));
  EXPECT_TRUE(IsPublicAddress(V4(113, 160, 1, 1)));
  EXPECT_TRUE(IsPublicAddress(V4(172, 32, 0, 1)));
  EXPECT_TRUE(IsPublicAddress(V6({0x24, 0x01, 0xd8})));
  EXPECT_TRUE(IsPublicAddress(V6({0x26, 0x06, 0x47})));
}

TEST(IsPublicAddress, InsideAndSpecialAddressesAreNot) {
  for (const auto& address :
       {V4(0, 0, 0, 0), V4(10, 1, 2, 3), V4(127, 0, 0, 1), V4(169, 254, 169, 254),
        V4(172, 16, 0, 1), V4(172, 31, 255, 255), V4(192, 168, 1, 1), V4(100, 64, 0, 1),
        V4(198, 18, 0, 1), V4(224, 0, 0, 1), V4(255, 255, 255, 255), V4(192, 0, 2, 1),
        V4(203, 0, 113, 9)}) {
    EXPECT_FALSE(IsPublicAddress(address)) << int{address[0]} << "." << int{address[1]};
  }
  auto mapped = V6({});
  mapped[10] = mapped[11] = 0xFF;
  mapped[12] = mapped[13] = mapped[14] = mapped[15] = 8;  // ::ffff:8.8.8.8
  EXPECT_FALSE(IsPublicAddress(mapped));
  for (const auto& address :
       {V6({}), V6({}, 0), V6({0xfe, 0x80}), V6({0xfc}), V6({0xfd, 0x12}), V6({0xff, 0x02}),
        V6({0x20, 0x01, 0x0d, 0xb8}), V6({0x20, 0x01, 0x00, 0x00}), V6({0x20, 0x02, 0x7f}),
        V6({0x00, 0x64, 0xff, 0x9b})}) {
    EXPECT_FALSE(IsPublicAddress(address)) << int{address[0]} << ":" << int{address[1]};
  }
  EXPECT_FALSE(IsPublicAddress({}));
}

TEST(IsWithinDomains, WholeLabelsOnly) {
  constexpr std::string_view kDomains[] = {"thanhhoa.gov.vn", "vnpt.vn"};
  EXPECT_TRUE(IsWithinDomains("thanhhoa.gov.vn", kDomains));
  EXPECT_TRUE(IsWithinDomains("syt.thanhhoa.gov.vn", kDomains));
  EXPECT_FALSE(IsWithinDomains("xauthanhhoa.gov.vn", kDomains));
  EXPECT_FALSE(IsWithinDomains("thanhhoa.gov.vn.xau.example", kDomains));
  EXPECT_FALSE(IsWithinDomains("", kDomains));
}

// ---- addresses of pages -------------------------------------------------------------------------

TEST(PageUrl, IsTakenApart) {
  const auto url = ParsePageUrl("HTTPS://SYT.ThanhHoa.gov.vn./lien-he?a=1#x");
  ASSERT_TRUE(url) << url.error().Text();
  EXPECT_EQ(url->host, "syt.thanhhoa.gov.vn");
  EXPECT_EQ(url->target, "/lien-he?a=1");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->Text(), "https://syt.thanhhoa.gov.vn/lien-he?a=1");
  EXPECT_EQ(ParsePageUrl("http://a.vn:8080")->Text(), "http://a.vn:8080/");
}

TEST(PageUrl, NamesOnly) {
  for (const char* text :
       {"http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://127.1/", "ftp://a.vn/", "file:///etc/passwd", "http://user:pass@a.vn/", "http:///x",
        "a.vn", "", "http://a.vn:0/", "http://s\xC3\xA9.vn/", "gopher://a.vn/", "http://0x7f.0x1/",
        "https://syt.gov.vn:n/x", "https://syt.gov.:n/x"}) {
    EXPECT_FALSE(ParsePageUrl(text)) << text;
  }
}

TEST(PageUrl, RedirectsAreResolved) {
  const auto base = *ParsePageUrl("https://a.vn/x/y?z=1");
  EXPECT_EQ(ResolvePageUrl(base, "/lien-he")->Text(), "https://a.vn/lien-he");
  EXPECT_EQ(ResolvePageUrl(base, "w")->Text(), "https://a.vn/x/w");
  EXPECT_EQ(ResolvePageUrl(base, "//b.vn/")->Text(), "https://b.vn/");
  EXPECT_EQ(ResolvePageUrl(base, "http://b.vn:81/c")->Text(), "http://b.vn:81/c");
  EXPECT_FALSE(ResolvePageUrl(base, "http://127.0.0.1/"));
  EXPECT_FALSE(ResolvePageUrl(base, "javascript:alert(1)"));
}

}  // namespace
}  // namespace lachan::contact_page
