// SPDX-License-Identifier: Apache-2.0
// The scanning library itself, held to the plain search of the standard library. Vectorscan 5.4.9,
// which has the same interface, loses matches of small sets in texts of 64 bytes and more.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hs/hs.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "detect/pattern_database.h"

namespace lachan::detect {
namespace {

using Literals = std::vector<std::string>;
using Found = std::set<unsigned>;

class Library {
 public:
  Library(const Literals& literals, bool as_regex, unsigned flags) {
    std::vector<const char*> texts;
    std::vector<unsigned> all_flags, ids;
    std::vector<std::size_t> lengths;
    for (const auto& literal : literals) {
      texts.push_back(literal.c_str());
      all_flags.push_back(flags);
      ids.push_back(static_cast<unsigned>(ids.size()));
      lengths.push_back(literal.size());
    }
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(ids.size());
    const auto status =
        as_regex ? hs_compile_multi(texts.data(), all_flags.data(), ids.data(), count,
                                    HS_MODE_BLOCK, nullptr, &database_, &error)
                 : hs_compile_lit_multi(texts.data(), all_flags.data(), ids.data(), lengths.data(),
                                        count, HS_MODE_BLOCK, nullptr, &database_, &error);
    EXPECT_EQ(status, HS_SUCCESS) << (error == nullptr ? "" : error->message);
    hs_free_compile_error(error);
    EXPECT_EQ(hs_alloc_scratch(database_, &scratch_), HS_SUCCESS);
  }
  ~Library() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  Found In(const std::string& text) const {
    Found found;
    const auto note = [](unsigned id, unsigned long long, unsigned long long, unsigned,
                         void* context) {
      static_cast<Found*>(context)->insert(id);
      return 0;
    };
    EXPECT_EQ(hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, note,
                      &found),
              HS_SUCCESS);
    return found;
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

Found Plainly(const Literals& literals, const std::string& text) {
  Found found;
  for (unsigned i = 0; i < literals.size(); ++i) {
    if (text.contains(literals[i])) found.insert(i);
  }
  return found;
}

TEST(PatternLibrary, SmallSetsLoseNothingInLongTexts) {
  for (const Literals& literals :
       {Literals{"k1", "k"}, Literals{"za0ay", "zb"}, Literals{"kb", "ky0yx"},
        Literals{"a0bybx", "akx1bk"}, Literals{"b11z1", "bx0y0"}}) {
    const Library library(literals, false, HS_FLAG_CASELESS);
    for (std::size_t before = 0; before < 300; before += 7) {
      const std::string text = std::string(before, 'q') + "\n" + literals[0] + "\nqq";
      EXPECT_EQ(library.In(text), Plainly(literals, text)) << literals[0] << " after " << before;
    }
  }
}

/// The shortest that fails as a whole: three bytes, then 34 times the same.
TEST(PatternLibrary, BeginningsOfLiteralsWithLongRunsFailInNoText) {
  for (const std::size_t run : {20U, 29U, 31U, 34U, 60U, 200U}) {
    for (const std::size_t before : {1U, 2U, 3U, 12U, 30U}) {
      const std::string literal = std::string(before, 'N') + std::string(run, 'J');
      const Literals literals{"k", literal.substr(0, PatternDatabase::kWholeLiteral)};
      const Library library(literals, false, HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH);
      for (std::size_t length = 1; length < 80; ++length) {
        const std::string text = "k" + std::string(length, 'J');
        ASSERT_EQ(library.In(text), Plainly(literals, text)) << before << ' ' << run;
      }
    }
  }
}

TEST(PatternLibrary, RandomSetsAreFoundAsByPlainSearch) {
  constexpr std::string_view kLetters = "abk1xyz0", kOther = "qwert\n";
  std::mt19937 random(20261129);
  const auto below = [&](std::size_t n) { return random() % n; };
  for (int round = 0; round < 2'000; ++round) {
    std::set<std::string> chosen;
    for (std::size_t i = 0, n = 1 + below(12); i < n; ++i) {
      std::string literal;
      for (std::size_t j = 0, length = 1 + below(6); j < length; ++j) {
        literal += kLetters[below(kLetters.size())];
      }
      chosen.insert(literal);
    }
    const Literals literals(chosen.begin(), chosen.end());
    const bool once = round % 2 == 0, as_regex = round % 4 > 1;
    const Library library(
        literals, as_regex,
        HS_FLAG_CASELESS | (once ? static_cast<unsigned>(HS_FLAG_SINGLEMATCH) : 0U));
    for (int i = 0; i < 20; ++i) {
      std::string text;
      for (std::size_t j = 0, length = below(300); j < length; ++j) {
        text += below(10) == 0 ? kLetters[below(kLetters.size())] : kOther[below(kOther.size())];
      }
      if (i % 2 == 0) text += literals[below(literals.size())];
      ASSERT_EQ(library.In(text), Plainly(literals, text))
          << fmt::format("{} literals, first '{}', in '{}'", literals.size(), literals[0], text);
    }
  }
}

}  // namespace
}  // namespace lachan::detect
