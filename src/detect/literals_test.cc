// SPDX-License-Identifier: Apache-2.0
// The finders of literals, against looking for them one by one.
#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "detect/literal_set.h"
#include "detect/piece_finder.h"

namespace lachan::detect {
namespace {

class Texts {
 public:
  explicit Texts(unsigned seed) : random_(seed) {}
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  /// Few letters, so that literals overlap and are found.
  std::string Make(std::size_t size, std::string_view letters) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += letters[Below(letters.size())];
    return text;
  }

 private:
  std::mt19937 random_;
};

bool Stands(const LiteralSet::Literal& literal, const std::string& text) {
  switch (literal.place) {
    case LiteralSet::Place::kAnywhere:
      return text.contains(literal.text);
    case LiteralSet::Place::kBegin:
      return text.starts_with(literal.text);
    case LiteralSet::Place::kEnd:
      return text.ends_with(literal.text);
  }
  return false;
}

TEST(LiteralSetTest, FindsWhatIsThereOnce) {
  Texts texts(7);
  LiteralSet::Memory memory;
  constexpr LiteralSet::Place kPlaces[] = {LiteralSet::Place::kAnywhere, LiteralSet::Place::kBegin,
                                           LiteralSet::Place::kEnd};
  for (int round = 0; round < 300; ++round) {
    std::vector<LiteralSet::Literal> literals;
    for (std::size_t i = 0, count = texts.Below(60); i < count; ++i) {
      literals.push_back({texts.Make(1 + texts.Below(round % 2 == 0 ? 5 : 40), "ab\\.\xC3\xA9"),
                          kPlaces[texts.Below(3)]});
    }
    const LiteralSet set(literals);
    EXPECT_EQ(set.empty(), literals.empty());
    for (int i = 0; i < 60; ++i) {
      std::string text = texts.Make(texts.Below(50), "ab\\.\xC3\xA9");
      if (!literals.empty() && i % 2 == 0) {
        text.insert(texts.Below(text.size() + 1), literals[texts.Below(literals.size())].text);
      }
      std::vector<std::uint32_t> expected, found;
      for (std::uint32_t k = 0; k < literals.size(); ++k) {
        if (Stands(literals[k], text)) expected.push_back(k);
      }
      set.Scan(text, memory, found);
      std::ranges::sort(found);
      ASSERT_EQ(found, expected) << text;
    }
  }
}

/// UTF-16LE of ASCII.
std::string Wide(std::string_view text) {
  std::string wide;
  for (const char c : text) wide.append(1, c).append(1, '\0');
  return wide;
}

TEST(PieceFinderTest, NeverMissesAPiece) {
  Texts texts(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> pieces;
    for (std::size_t i = 0, count = 1 + texts.Below(PieceFinder::kMostPieces); i < count; ++i) {
      pieces.push_back(texts.Make(2 + texts.Below(5), "abcK:\\"));
    }
    const bool utf16 = round % 2 == 0;
    const auto finder = PieceFinder::For(pieces, utf16);
    if (!finder) GTEST_SKIP() << "this processor has no AVX2";
    for (int i = 0; i < 60; ++i) {
      std::string text = texts.Make(texts.Below(200), "xyzABCk:\\ ");
      if (i % 3 == 0) text.insert(texts.Below(text.size() + 1), pieces.front());
      const std::string lower = AsciiLower(text);
      const bool has = std::ranges::any_of(
          pieces, [&](const auto& piece) { return lower.contains(AsciiLower(piece)); });
      const std::string bytes = utf16 ? Wide(text) : text;
      const auto seen = finder->Look(bytes), narrow = finder->LookWithAvx2(bytes);
      ASSERT_TRUE(seen.maybe || !has) << text;
      ASSERT_FALSE(seen.beyond_ascii) << text;
      ASSERT_EQ(seen.maybe, narrow.maybe) << text;
      ASSERT_FALSE(narrow.beyond_ascii) << text;
    }
  }
}

TEST(PieceFinderTest, PassesOverOtherTexts) {
  for (const bool utf16 : {false, true}) {
    const auto finder = PieceFinder::For({"::", "kiwi", "mimi"}, utf16);
    if (!finder) GTEST_SKIP() << "this processor has no AVX2";
    for (std::size_t size = 0; size < 300; ++size) {
      const std::string text(size, 'm');
      EXPECT_FALSE(finder->Look(utf16 ? Wide(text) : text).maybe) << size;
      EXPECT_FALSE(finder->LookWithAvx2(utf16 ? Wide(text) : text).maybe) << size;
    }
  }
}

TEST(PieceFinderTest, SeesLettersBeyondAsciiWhereverTheyStand) {
  for (const bool utf16 : {false, true}) {
    const auto finder = PieceFinder::For({"::"}, utf16);
    if (!finder) GTEST_SKIP() << "this processor has no AVX2";
    for (std::size_t at = 0; at < 120; ++at) {
      std::string text(120, 'a');
      if (utf16) text = Wide(text);
      text[utf16 ? 2 * at + 1 : at] = utf16 ? '\x01' : '\xC4';
      EXPECT_TRUE(finder->Look(text).beyond_ascii) << at;
      EXPECT_TRUE(finder->LookWithAvx2(text).beyond_ascii) << at;
    }
  }
}

TEST(PieceFinderTest, RefusesWhatItCannotDo) {
  EXPECT_FALSE(PieceFinder::For({"a"}, false));
  EXPECT_FALSE(PieceFinder::For(std::vector<std::string>(9, "abc"), false));
}

}  // namespace
}  // namespace lachan::detect
