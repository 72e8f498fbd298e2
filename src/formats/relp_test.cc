// SPDX-License-Identifier: Apache-2.0
#include "formats/relp.h"

#include <gtest/gtest.h>

namespace lachan::formats {
namespace {

std::vector<RelpFrame> Feed(std::string_view bytes, std::size_t piece, bool* sound = nullptr,
                            RelpFramer framer = RelpFramer{}) {
  std::vector<RelpFrame> out;
  bool is_sound = true;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    is_sound = framer.Feed(bytes.substr(at, piece), out) && is_sound;
  }
  if (sound != nullptr) *sound = is_sound;
  return out;
}

TEST(RelpTest, ReadsFramesInAnyPieces) {
  const std::string_view stream =
      "1 open 30 relp_version=0\ncommands=syslog\n"
      "2 syslog 12 <13>a b\nc d\n\n"
      "999999999 close 0\n"
      "3 close 0 \n";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    bool sound = false;
    const auto frames = Feed(stream, piece, &sound);
    ASSERT_TRUE(sound) << piece;
    ASSERT_EQ(frames.size(), 4u) << piece;
    EXPECT_EQ(frames[0].transaction, 1u);
    EXPECT_EQ(frames[0].command, "open");
    EXPECT_EQ(frames[0].data, "relp_version=0\ncommands=syslog");
    EXPECT_EQ(frames[1].data, "<13>a b\nc d\n");
    EXPECT_EQ(frames[2].transaction, 999999999u);
    EXPECT_EQ(frames[2].command, "close");
    EXPECT_EQ(frames[2].data, "");
    EXPECT_EQ(frames[3].transaction, 3u);
  }
}

TEST(RelpTest, SkipsDataBeyondTheLimitAndSaysSo) {
  RelpFramer framer({.data_bytes = 10});
  std::vector<RelpFrame> frames;
  ASSERT_TRUE(framer.Feed("1 syslog 11 0123456789a\n2 syslog 10 0123456789\n", frames));
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_TRUE(frames[0].is_too_long);
  EXPECT_EQ(frames[0].data, "");
  EXPECT_FALSE(frames[1].is_too_long);
  EXPECT_EQ(frames[1].data, "0123456789");
  EXPECT_FALSE(framer.is_inside());
}

TEST(RelpTest, GivesUpOnWhatIsNoFrame) {
  for (const char* wrong :
       {"GET / HTTP/1.1\r\n", " syslog 1 a\n", "1  3 abc\n", "1 syslog  abc\n", "1 syslog 3 abcd\n",
        "1 syslog 3\n", "1 sys3log 3 abc\n", "1234567890 syslog 1 a\n", "1 syslog 1234567890 a\n",
        "1 syslog -1 a\n", "<13>Nov 23 10:00:00 host app: plain syslog\n", "1\nopen 0\n",
        "1 abcdefghijklmnopqrstuvwxyzabcdefg 0\n", "\n", "1 close 0 x\n"}) {
    bool sound = true;
    const auto frames = Feed(wrong, 3, &sound);
    EXPECT_FALSE(sound) << wrong;
    EXPECT_TRUE(frames.empty()) << wrong;
  }
}

TEST(RelpTest, WhatIsComposedIsRead) {
  std::string bytes = ComposeRelp(0, "serverclose", "");
  EXPECT_EQ(bytes, "0 serverclose 0\n");
  AppendRelp(bytes, 7, "rsp", "200 OK");
  const auto frames = Feed(bytes, 4);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[1].transaction, 7u);
  EXPECT_EQ(frames[1].data, "200 OK");
}

TEST(RelpTest, ReadsOffers) {
  const auto offers = ParseRelpOffers("relp_version=0\nrelp_software=a,b=c\n\ncommands\n=x\n");
  ASSERT_EQ(offers.size(), 3u);
  EXPECT_EQ(offers[0].name, "relp_version");
  EXPECT_EQ(offers[0].value, "0");
  EXPECT_EQ(offers[1].value, "a,b=c");
  EXPECT_EQ(offers[2].name, "commands");
  EXPECT_EQ(offers[2].value, "");
}

}  // namespace
}  // namespace lachan::formats
