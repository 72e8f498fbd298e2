// SPDX-License-Identifier: Apache-2.0
#include "sources/senders.h"

#include <gtest/gtest.h>

#include <set>

namespace lachan::sources {
namespace {

TEST(SendersTest, NoTextLeavesAnythingOpen) {
  const Reachable at{.host = "10.0.0.9",
                     .syslog_port = 514,
                     .tls_port = 6514,
                     .relp_port = 2514,
                     .relp_tls_port = 2515,
                     .url = "https://log.example:8443",
                     .source = "Cổng một cửa",
                     .token = "lcs_1"};
  std::set<std::string_view> keys;
  for (const Guide& guide : Guides()) {
    EXPECT_TRUE(keys.insert(guide.key).second) << guide.key;
    EXPECT_FALSE(guide.recipes.empty()) << guide.key;
    for (const Recipe& recipe : guide.recipes) {
      const auto text = Filled(recipe, at);
      EXPECT_EQ(text.find("{{"), std::string::npos) << guide.key << ": " << text;
      EXPECT_EQ(text.find(":0"), std::string::npos) << guide.key << ": " << text;
      EXPECT_TRUE(text.ends_with('\n')) << guide.key;
      EXPECT_EQ(recipe.note_vi.empty(), recipe.note_en.empty()) << guide.key;
      if (recipe.way == Way::kHttp) {
        EXPECT_NE(text.find("lcs_1"), std::string::npos) << guide.key;
      } else if (recipe.way == Way::kFile || recipe.way == Way::kKafka) {
        EXPECT_NE(text.find("Cổng một cửa"), std::string::npos) << guide.key;
      } else {
        EXPECT_NE(text.find("10.0.0.9"), std::string::npos) << guide.key;
      }
    }
  }
  EXPECT_EQ(FindGuide("nothing"), nullptr);
}

TEST(SendersTest, TheAddressIsTakenApart) {
  const auto* guide = FindGuide("fluent-bit");
  ASSERT_NE(guide, nullptr);
  const auto filled = [&](const char* url) {
    return Filled(guide->recipes.front(), {.url = url, .token = "t"});
  };
  EXPECT_NE(filled("https://a.example").find("Port          443"), std::string::npos);
  EXPECT_NE(filled("http://a.example").find("tls           off"), std::string::npos);
  EXPECT_NE(filled("http://[2001:db8::1]:8080/").find("Host          [2001:db8::1]\n"),
            std::string::npos);
  EXPECT_NE(filled("http://[2001:db8::1]").find("Port          80\n"), std::string::npos);
}

TEST(SendersTest, AWayIsOpenWhereItsPortIs) {
  const Reachable at{.syslog_port = 514};
  EXPECT_TRUE(IsOpen(Way::kUdp, at));
  EXPECT_TRUE(IsOpen(Way::kHttp, at));
  EXPECT_FALSE(IsOpen(Way::kTls, at));
  EXPECT_FALSE(IsOpen(Way::kRelp, at));
}

}  // namespace
}  // namespace lachan::sources
