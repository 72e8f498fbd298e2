// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <random>

#include "unpack/whole.h"

namespace lachan::unpack {
namespace {

std::string Deflated(std::string_view text, int window_bits) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Way {
  Packing packing;
  std::function<std::string(std::string_view)> pack;
};

std::vector<Way> Ways() {
  return {{Packing::kGzip, [](auto text) { return Deflated(text, 31); }},
          {Packing::kDeflate, [](auto text) { return Deflated(text, 15); }},
          {Packing::kDeflate, [](auto text) { return Deflated(text, -15); }},
          {Packing::kZstd, [](auto text) { return Zstd(text); }}};
}

std::string Mixed(std::size_t size) {
  std::minstd_rand random(7);
  std::string text;
  while (text.size() < size)
    text += fmt::format("{{\"n\":{},\"host\":\"may-{}\"}}\n", random(), random() % 50);
  return text;
}

TEST(UnpackAll, GivesBackWhatWasPacked) {
  for (const auto& way : Ways()) {
    for (const auto& text : {std::string("x"), Mixed(100), Mixed(3 << 20)}) {
      const auto out = UnpackAll(way.pack(text), way.packing, {});
      ASSERT_TRUE(out) << out.error().message();
      EXPECT_EQ(*out, text);
      EXPECT_GE(out->capacity(), out->size() + 32) << "parsers read over the end";
    }
  }
}

TEST(UnpackAll, TakesSeveralMembers) {
  EXPECT_EQ(UnpackAll(Deflated("ab", 31) + Deflated("cd", 31), Packing::kGzip, {}).value(), "abcd");
  EXPECT_EQ(UnpackAll(Zstd("ab") + Zstd("cd"), Packing::kZstd, {}).value(), "abcd");
  EXPECT_EQ(
      UnpackAll(Deflated("ab", 15) + Deflated("cd", 15), Packing::kDeflate, {}).error().code(),
      ErrorCode::kInvalidInput);
}

TEST(UnpackAll, RefusesEachCutAndEveryOtherPacking) {
  const std::string text = Mixed(2000);
  for (const auto& way : Ways()) {
    const std::string packed = way.pack(text);
    for (std::size_t size = 0; size < packed.size(); ++size) {
      const auto out = UnpackAll(packed.substr(0, size), way.packing, {});
      ASSERT_FALSE(out) << size;
      ASSERT_EQ(out.error().code(), ErrorCode::kInvalidInput) << size;
    }
    EXPECT_FALSE(UnpackAll(text, way.packing, {}));
    EXPECT_FALSE(UnpackAll(packed + "rest", way.packing, {}));
  }
}

TEST(UnpackAll, StopsAtTheLimit) {
  for (const auto& way : Ways()) {
    const std::string packed = way.pack(std::string(100'000, 'a'));
    EXPECT_TRUE(UnpackAll(packed, way.packing, {.bytes = 100'000}));
    EXPECT_EQ(UnpackAll(packed, way.packing, {.bytes = 99'999}).error().code(),
              ErrorCode::kExhausted);
  }
}

TEST(UnpackAll, StopsAtTheRatio) {
  const std::string bomb = Deflated(std::string(50 << 20, '\0'), 31);
  const auto out = UnpackAll(bomb, Packing::kGzip, {.bytes = 64 << 20, .ratio = 100});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code(), ErrorCode::kExhausted);
  EXPECT_THAT(out.error().message(), testing::HasSubstr("100 times"));
  // A small body may be as regular as it likes.
  EXPECT_TRUE(UnpackAll(Deflated(std::string(1 << 20, '\0'), 31), Packing::kGzip, {.ratio = 100}));
}

}  // namespace
}  // namespace lachan::unpack
