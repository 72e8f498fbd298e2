// SPDX-License-Identifier: Apache-2.0
#include "indicators/value.h"

#include <gtest/gtest.h>

#include <array>

#include "indicators/address.h"
#include "indicators/domain.h"
#include "indicators/url.h"

namespace lachan::indicators {
namespace {

std::string Address(std::string_view text) {
  const auto address = ParseAddress(text);
  return address ? FormatAddress(*address) : "";
}

TEST(Address, HasOneSpelling) {
  EXPECT_EQ(Address("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Address("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(Address("2001:0db8::0001"), "2001:db8::1");
  EXPECT_EQ(Address("ff02:0:0:0:0:0:0:c"), "ff02::c");
  EXPECT_EQ(Address("::"), "::");
  EXPECT_EQ(Address("::1"), "::1");
  EXPECT_EQ(Address("1::"), "1::");
  EXPECT_EQ(Address("0:0:1::"), "0:0:1::");
  EXPECT_EQ(Address("1:0:0:2:0:0:0:3"), "1:0:0:2::3");  // RFC 5952: the longer run
  EXPECT_EQ(Address("1:0:2:3:4:5:6:7"), "1:0:2:3:4:5:6:7");
  EXPECT_EQ(Address("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
  EXPECT_EQ(Address("::FFFF:c000:0201"), "::ffff:192.0.2.1");
  EXPECT_EQ(Address("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"",
                           ":",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "256.1.1.1",
                           "01.2.3.4",
                           "1.2.3.4 ",
                           "1.2.3.",
                           ".1.2.3",
                           "1..2.3",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           ":1:2:3:4:5:6:7",
                           "1:",
                           ":::",
                           "12345::",
                           "g::1",
                           "::1%eth0",
                           "[::1]",
                           "1:2:3:4:5:6:7::8",
                           "::1.2.3",
                           "::1.2.3.4:5",
                           "1.2.3.4:80",
                           "10:20:30",
                           "0x7f.1.1.1",
                           "1.2.3.-4"}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
}

TEST(Network, ClearsHostBits) {
  const auto text = [](std::string_view network) {
    const auto parsed = ParseNetwork(network);
    return parsed ? FormatNetwork(*parsed) : "";
  };
  EXPECT_EQ(text("192.0.2.77/24"), "192.0.2.0/24");
  EXPECT_EQ(text("255.255.255.255/0"), "0.0.0.0/0");
  EXPECT_EQ(text("192.0.2.1/32"), "192.0.2.1/32");
  EXPECT_EQ(text("192.0.2.1/31"), "192.0.2.0/31");
  EXPECT_EQ(text("2001:db8:ffff::1/33"), "2001:db8:8000::/33");
  EXPECT_EQ(text("ffff:ffff:ffff:ffff:ffff::/65"), "ffff:ffff:ffff:ffff:8000::/65");
  EXPECT_EQ(text("ffff:ffff:ffff:ffff:ffff::/64"), "ffff:ffff:ffff:ffff::/64");
  EXPECT_EQ(text("ffff::1/0"), "::/0");
  EXPECT_EQ(text("ffff::1/128"), "ffff::1/128");
  for (const char* wrong : {"192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/a", "192.0.2.0/024",
                            "192.0.2/24", "/24", "192.0.2.0/-1"}) {
    EXPECT_FALSE(ParseNetwork(wrong)) << wrong;
  }
}

TEST(Domain, GetsALabels) {
  EXPECT_EQ(ToAsciiDomain("Evil.Example"), "evil.example");
  EXPECT_EQ(ToAsciiDomain("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(ToAsciiDomain("BÜCHER.example"), "xn--bcher-kva.example");
  EXPECT_EQ(ToAsciiDomain("tênmiền.vn"), "xn--tnmin-hsa0954c.vn");
  EXPECT_EQ(ToAsciiDomain("te\u0302nmie\u0302\u0300n.vn"), "xn--tnmin-hsa0954c.vn");  // NFD
  EXPECT_EQ(ToAsciiDomain("他们为什么不说中文.例え"),
            "xn--ihqwcrb4cv8a8dqg056pqjye.xn--r8jz45g");  // RFC 3492 §7.1 (B)
  EXPECT_FALSE(ToAsciiDomain("\xFF.example"));
}

TEST(Domain, HasTwoLabels) {
  EXPECT_TRUE(IsDomain("evil.example"));
  EXPECT_TRUE(IsDomain("_ldap._tcp.dc._msdcs.example.local"));
  EXPECT_TRUE(IsDomain(std::string(63, 'a') + ".example"));
  EXPECT_FALSE(IsDomain(std::string(64, 'a') + ".example"));
  EXPECT_FALSE(IsDomain("localhost"));
  EXPECT_FALSE(IsDomain("a..example"));
  EXPECT_FALSE(IsDomain(".example"));
  EXPECT_FALSE(IsDomain("evil.example."));
  EXPECT_FALSE(IsDomain("192.0.2.1"));
  EXPECT_FALSE(IsDomain("evil.example-"));
  EXPECT_FALSE(IsDomain("evil example.com"));
}

std::string Url(std::string_view text) {
  std::array<char, kUrlBytes> room{};
  return std::string(CanonicalUrl(text, room).whole);
}

TEST(Url, HasOneSpelling) {
  EXPECT_EQ(Url("HTTP://Evil.Example"), "http://evil.example/");
  EXPECT_EQ(Url("http://evil.example:80/A?B=c#d"), "http://evil.example/A?B=c");
  EXPECT_EQ(Url("https://evil.example.:443?q"), "https://evil.example/?q");
  EXPECT_EQ(Url("https://evil.example:8443/"), "https://evil.example:8443/");
  EXPECT_EQ(Url("http://evil.example/%7eab%2Fc%2f/đ"), "http://evil.example/~ab%2Fc%2F/%C4%91");
  EXPECT_EQ(Url("http://evil.example/100%/%%34%31"), "http://evil.example/100%25/%2541");
  EXPECT_EQ(Url("http://[2001:DB8::0:1]:80/x"), "http://[2001:db8::1]/x");
  EXPECT_EQ(Url("//evil.example/x"), "//evil.example/x");
  EXPECT_EQ(Url("http://a:b@Evil.example/x"), "http://a:b@evil.example/x");
  EXPECT_EQ(Url("http://bücher.example/x"), "http://xn--bcher-kva.example/x");
}

TEST(Url, IsTheSameWhenMadeAgain) {
  for (const char* text :
       {"http://evil.example/100%/%%34%31", "http://evil.example/%zz%4", "ftp://x.y:21/'%27 a",
        "http://u%40:p@h.example:080/?%3f#x", "h+-.1://a_b.c/%E1%BA%BF"}) {
    const std::string once = Url(text);
    ASSERT_FALSE(once.empty()) << text;
    EXPECT_EQ(Url(once), once) << text;
  }
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* text : {"", "evil.example/x", "http:/evil.example", "://evil.example/",
                           "http:///x", "http://:80/", "1http://evil.example/", "http://a b/",
                           "http://[1.2.3.4]/", "http://evil..example/", "http://a:b:c/"}) {
    EXPECT_EQ(Url(text), "") << text;
  }
  EXPECT_EQ(Url("http://evil.example/" + std::string(kUrlBytes, 'a')), "");
}

std::string Found(std::string_view text, Said said = Said::kNothing) {
  const auto value = Canonicalise(text, said);
  return value ? fmt::format("{} {}", ToString(value->kind), value->value) : value.error().message;
}

TEST(Canonicalise, FindsOutTheKind) {
  EXPECT_EQ(Found(" 192.0.2.1\t"), "address 192.0.2.1");
  EXPECT_EQ(Found("192.0.2.1:8080"), "address 192.0.2.1");
  EXPECT_EQ(Found("[2001:db8::1]:443"), "address 2001:db8::1");
  EXPECT_EQ(Found("[2001:db8::1]"), "address 2001:db8::1");
  EXPECT_EQ(Found("192.0.2.9/24"), "network 192.0.2.0/24");
  EXPECT_EQ(Found("192.0.2.9/32"), "address 192.0.2.9");
  EXPECT_EQ(Found("2001:db8::1/128"), "address 2001:db8::1");
  EXPECT_EQ(Found("Evil.EXAMPLE."), "domain evil.example");
  EXPECT_EQ(Found("*.evil.example"), "domain evil.example");
  EXPECT_EQ(Found(".evil.example"), "domain evil.example");
  EXPECT_EQ(Found("evil.example:8080"), "domain evil.example");
  EXPECT_EQ(Found("http://evil.example"), "url http://evil.example/");
  EXPECT_EQ(Found("evil.example/gate.php"), "url //evil.example/gate.php");
  EXPECT_EQ(Found("192.0.2.1/gate.php"), "url //192.0.2.1/gate.php");
  EXPECT_EQ(Found("D41D8CD98F00B204E9800998ECF8427E"), "md5 d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Found(std::string(40, 'A')), "sha1 " + std::string(40, 'a'));
  EXPECT_EQ(Found(std::string(64, '0')), "sha256 " + std::string(64, '0'));
  EXPECT_EQ(Found(std::string(128, '0')), "sha512 " + std::string(128, '0'));
  EXPECT_EQ(Found("Bad.Guy@Evil.Example"), "email bad.guy@evil.example");
  EXPECT_EQ(Found("mailto:a@evil.example"), "email a@evil.example");
}

TEST(Canonicalise, UndoesDefanging) {
  EXPECT_EQ(Found("192.0.2[.]1"), "address 192.0.2.1");
  EXPECT_EQ(Found("192[.]0[.]2[.]0/24"), "network 192.0.2.0/24");
  EXPECT_EQ(Found("2001[:]db8::1"), "address 2001:db8::1");
  EXPECT_EQ(Found("evil(dot)example"), "domain evil.example");
  EXPECT_EQ(Found("evil[DOT]example"), "domain evil.example");
  EXPECT_EQ(Found("evil\\.example"), "domain evil.example");
  EXPECT_EQ(Found("hxxp://evil[.]example/x"), "url http://evil.example/x");
  EXPECT_EQ(Found("hXXps[://]evil.example/x"), "url https://evil.example/x");
  EXPECT_EQ(Found("hxxp[:]//evil{.}example"), "url http://evil.example/");
  EXPECT_EQ(Found("fxp://evil.example/"), "url ftp://evil.example/");
  EXPECT_EQ(Found("a[at]evil[.]example"), "email a@evil.example");
  EXPECT_EQ(Found("a[@]evil.example"), "email a@evil.example");
  EXPECT_EQ(Refang("evil.example/hxxp:(1)"), "evil.example/hxxp:(1)");
}

TEST(Canonicalise, HoldsAgainstWhatIsSaid) {
  EXPECT_EQ(Found("192.0.2.1", Said::kHost), "address 192.0.2.1");
  EXPECT_EQ(Found("evil.example", Said::kHost), "domain evil.example");
  EXPECT_EQ(Found("evil.example", Said::kUrl), "url //evil.example/");
  EXPECT_EQ(Found(std::string(32, 'a'), Said::kSha1),
            "said to be sha1, but it has 32 digits as md5 has: '" + std::string(32, 'a') + "'");
  EXPECT_EQ(Found("evil.example", Said::kAddress), "not an IP address or network: 'evil.example'");
  EXPECT_EQ(Found("192.0.2.1", Said::kDomain), "not a domain: '192.0.2.1'");
  EXPECT_EQ(Found(std::string(31, 'a'), Said::kHash),
            "not a digest: '" + std::string(31, 'a') + "'");
  EXPECT_EQ(Found("a@b@c.example", Said::kEmail), "not an e-mail address: 'a@b@c.example'");
  EXPECT_EQ(Found(""), "an empty value");
  EXPECT_EQ(Found("com"), "not an indicator: 'com'");
  EXPECT_EQ(Found("a\x01\nb"), Found("a\x01\nb"));
}

TEST(Said, IsReadInManySpellings) {
  EXPECT_EQ(ParseSaid("ipv4-addr"), Said::kAddress);
  EXPECT_EQ(ParseSaid("IP:Port"), Said::kAddress);
  EXPECT_EQ(ParseSaid("FileHash-SHA256"), Said::kSha256);
  EXPECT_EQ(ParseSaid("SHA-512"), Said::kSha512);
  EXPECT_EQ(ParseSaid("domain-name"), Said::kDomain);
  EXPECT_EQ(ParseSaid("file_hash"), Said::kHash);
  EXPECT_EQ(ParseSaid("email-addr"), Said::kEmail);
  EXPECT_FALSE(ParseSaid("mutex"));
  EXPECT_FALSE(ParseSaid(""));
}

TEST(Tlp, KnowsBothVersions) {
  EXPECT_EQ(ParseTlp("TLP:WHITE"), Tlp::kClear);
  EXPECT_EQ(ParseTlp("clear"), Tlp::kClear);
  EXPECT_EQ(ParseTlp(" tlp:green "), Tlp::kGreen);
  EXPECT_EQ(ParseTlp("Amber+Strict"), Tlp::kAmberStrict);
  EXPECT_EQ(ParseTlp("TLP:RED"), Tlp::kRed);
  EXPECT_FALSE(ParseTlp("purple"));
  for (const auto tlp : {Tlp::kClear, Tlp::kGreen, Tlp::kAmber, Tlp::kAmberStrict, Tlp::kRed}) {
    EXPECT_EQ(ParseTlp(ToString(tlp)), tlp);
  }
}

}  // namespace
}  // namespace lachan::indicators
