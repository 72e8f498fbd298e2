// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/result.h"
#include "base/text.h"

namespace lachan {
namespace {

Result<int> ParsePort(const std::string& text) {
  if (text != "514") return Fail(ErrorCode::kInvalidInput, "port is not a number: '{}'", text);
  return 514;
}

Result<int> Load(const std::string& text) {
  LACHAN_TRY(const int port, ParsePort(text), "reading setting syslog.port");
  return port + 1;
}

TEST(ResultTest, AddsContextWhereTheErrorPasses) {
  EXPECT_EQ(Load("514").value(), 515);
  const auto failed = Load("5x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(failed.error().Text(), "port is not a number: '5x'; while reading setting syslog.port");
}

TEST(TextTest, FoldsVietnamese) {
  EXPECT_EQ(FoldForSearch("Thanh Hóa"), "thanh hoa");
  EXPECT_EQ(FoldForSearch("Đông  Sơn "), "dong son");
  EXPECT_EQ(FoldForSearch("Tho\xCC\xA3 Xu\xC3\xA2n"), "tho xuan");  // NFD and NFC alike
}

TEST(TextTest, RepairsIllFormedUtf8) {
  EXPECT_FALSE(IsValidUtf8("a\xFFz"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));
  EXPECT_EQ(RepairUtf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_TRUE(IsValidUtf8(RepairUtf8("\xE2\x82")));
}

TEST(TextTest, LogTextCannotForgeALine) {
  EXPECT_EQ(PrintableForLog("a\nb\x1b[31m"), "a\\x0ab\\x1b[31m");
}

TEST(TextTest, EllipsisCountsCodePoints) {
  EXPECT_EQ(Ellipsis("Hạc Thành", 3), "Hạc…");
  EXPECT_EQ(Ellipsis("Hạc", 3), "Hạc");
}

TEST(HashTest, KnownVectors) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c("3456789", Crc32c("12")), 0xE3069283U);  // the seed goes on where one ended
}

TEST(CodecTest, RoundTrips) {
  EXPECT_EQ(FromHex("00ff").value(), std::string("\0\xff", 2));
  EXPECT_FALSE(FromHex("0g"));
  EXPECT_EQ(FromBase64("TMOhIENo4bqvbg==").value(), "Lá Chắn");
  EXPECT_FALSE(FromBase64("!!"));
}

}  // namespace
}  // namespace lachan
