// SPDX-License-Identifier: Apache-2.0
// Random values against the slow obvious matcher, in every form a value may come in.
#include <gtest/gtest.h>

#include <random>

#include "indicators/indicator_set.h"
#include "indicators/marks.h"
#include "indicators/signs.h"
#include "indicators/testing_slow_matcher.h"
#include "indicators/tokens.h"
#include "indicators/value.h"

namespace lachan::indicators {
namespace {

const Instant kNow = ParseInstant("2026-06-01T00:00:00Z").value();

class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  template <class T>
  const T& Of(const std::vector<T>& all) {
    return all[Below(all.size())];
  }
  std::string Text(std::string_view letters, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += letters[Below(letters.size())];
    return text;
  }

 private:
  std::mt19937_64 random_;
};

/// Few letters, so that values meet indicators and miss them by one.
std::string Word(Random& random) { return random.Text("ab", 1 + random.Below(3)); }

std::string Domain(Random& random) {
  std::string domain = Word(random);
  for (auto more = random.Below(3); more > 0; --more) domain += '.' + Word(random);
  return domain + random.Of<std::string>({".com", ".vn", ".com.vn", ".a"});
}

std::string V4(Random& random) {
  return fmt::format("10.{}.{}.{}", random.Below(2), random.Below(3), random.Below(256));
}

std::string V6(Random& random) {
  return random.Of<std::string>({"2001:db8::1", "2001:DB8:0:0::2", "::", "::ffff:10.0.0.1",
                                 "fe80::1", "2001:db8:0:1:0:0:0:1", "::10.0.0.1"});
}

std::string Digest(Random& random) {
  return std::string(random.Of<std::size_t>({32, 40, 64, 128}), random.Of<char>({'a', 'B', '7'}));
}

std::string Url(Random& random) {
  return random.Of<std::string>({"http://", "https://", "ftp://", "//", "HTTP://"}) +
         Domain(random) + random.Of<std::string>({"", ":80", ":8080", "."}) +
         random.Of<std::string>({"", "/", "/a", "/A?b", "/a/%61", "/đ", "?x", "/a#b"});
}

std::string One(Random& random) {
  switch (random.Below(7)) {
    case 0:
      return V4(random);
    case 1:
      return V4(random) + fmt::format("/{}", random.Below(33));
    case 2:
      return V6(random) + (random.Below(2) == 0 ? "" : fmt::format("/{}", random.Below(129)));
    case 3:
      return Digest(random);
    case 4:
      return Url(random);
    case 5:
      return random.Text("ab=.+", 1 + random.Below(3)) + '@' + Domain(random);
    default:
      return Domain(random);
  }
}

std::vector<Indicator> MakeAll(Random& random, std::size_t count) {
  std::vector<Indicator> all;
  while (all.size() < count) {
    const auto canonical = Canonicalise(One(random));
    if (!canonical) continue;
    Indicator indicator;
    indicator.kind = canonical->kind;
    indicator.value = canonical->value;
    if (random.Below(4) == 0) {
      indicator.valid_until = kNow + Duration{static_cast<int>(random.Below(3)) - 1};
    }
    if (random.Below(8) == 0) {
      indicator.valid_from = kNow + Duration{static_cast<int>(random.Below(3)) - 1};
    }
    // Hits of one value are limited: not what is looked at here.
    const auto same = [&](const Indicator& other) {
      return other.kind == indicator.kind && other.value == indicator.value;
    };
    if (std::ranges::count_if(all, same) < 3) all.push_back(std::move(indicator));
  }
  return all;
}

/// A value made of indicators, pieces of them and what stands between.
std::string MakeValue(Random& random, const std::vector<Indicator>& all) {
  std::string value;
  for (auto parts = 1 + random.Below(4); parts > 0; --parts) {
    switch (random.Below(7)) {
      case 0:
        value += random.Text(" .@:/\\-_\"'<>(),;=%#?[]{}|\x7F\n\b\f\t\\", 1 + random.Below(2));
        break;
      case 1:
        value += random.Text("abcxAF019", random.Below(40));
        break;
      case 2:
        value += random.Of<std::string>({"www.", "sub.", "x", "%eth0", "đ", "0", ".", " "});
        break;
      case 3:
      case 4:
        value += random.Of(all).value;
        break;
      default:
        value += One(random);
    }
  }
  if (random.Below(20) == 0) value.insert(random.Below(value.size() + 1), std::string(200, 'x'));
  return value;
}

/// As a kJsonString: escapes of one letter only.
std::string JsonOf(std::string_view text) {
  constexpr std::string_view kBytes = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
  std::string out;
  for (const char c : text) {
    const auto at = kBytes.find(c);
    if (at != std::string_view::npos) out += '\\';
    out += at == std::string_view::npos ? c : kLetters[at];
  }
  return out;
}

/// The basic plane's characters are enough.
std::string Utf16Of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned point = static_cast<unsigned char>(text[i]);
    if (point >= 0xC0) {
      point = (point & 0x1F) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F);
    }
    out += static_cast<char>(point & 0xFF);
    out += static_cast<char>(point >> 8);
  }
  return out;
}

TEST(Property, FastMatcherSaysWhatTheSlowOneSays) {
  std::size_t hits_seen = 0, values = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    const auto all = MakeAll(random, 1 + random.Below(60));
    const auto set = IndicatorSet::Build(all).value();
    for (int i = 0; i < 500; ++i, ++values) {
      const std::string value = MakeValue(random, all);
      std::vector<Hit> hits;
      set.Match(value, kNow, hits);
      std::set<std::uint32_t> got;
      for (const Hit& hit : hits) got.insert(hit.indicator);
      ASSERT_EQ(got.size(), hits.size()) << "twice: " << value;
      ASSERT_EQ(got, testing::SlowMatch(all, value, kNow)) << "seed " << seed << ": " << value;
      hits_seen += got.size();
      if (got.empty()) continue;
      const std::string json = JsonOf(value), wide = Utf16Of(value);
      ASSERT_TRUE(set.MayMatch(value)) << value;
      ASSERT_TRUE(set.MayMatch(RawValue{RawValue::Form::kJsonString, json})) << json;
      ASSERT_TRUE(set.MayMatch(RawValue{RawValue::Form::kUtf16, wide})) << value;
    }
  }
  fmt::print("{} values, {} hits\n", values, hits_seen);
  EXPECT_GT(hits_seen, 3'000U);
}

/// Runs of digits and what else is seen, anywhere in values of all lengths.
TEST(Property, AllWaysSeeTheSameSigns) {
  Random random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string value = random.Text("xyz .gG", kLong + random.Below(260));
    for (auto pieces = random.Below(3); pieces > 0; --pieces) {
      const std::string piece = random.Below(2) == 0
                                    ? random.Text("0123456789abcdefABCDEF", 30 + random.Below(40))
                                    : random.Of<std::string>({":/", "@", ":", "/", "/:"});
      const std::size_t at = random.Below(value.size());
      value.replace(at, std::min(piece.size(), value.size() - at), piece, 0,
                    std::min(piece.size(), value.size() - at));
    }
    std::size_t run = 0, first = value.size();  // Where the first run of 32 begins.
    for (std::size_t i = 0; i < value.size() && first == value.size(); ++i) {
      run = Is(value[i], kHexByte) ? run + 1 : 0;
      if (run == 32) first = i - 31;
    }
    for (const SignsWay way : WaysToSeeSigns()) {
      const Signs signs = way(value);
      ASSERT_EQ(signs.url, value.contains(":/")) << value;
      ASSERT_EQ(signs.at, value.contains('@')) << value;
      if (first == value.size()) continue;
      ASSERT_TRUE(signs.digest) << value;
      ASSERT_LE(signs.digest_from, first) << value;
    }
  }
}

TEST(Property, ASetFindsEachOfItsOwn) {
  Random random(99);
  const auto all = MakeAll(random, 2'000 / 10);
  const auto set = IndicatorSet::Build(all).value();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].kind == Kind::kNetwork || !IsValidAt(all[i], kNow)) continue;
    std::vector<Hit> hits;
    set.Match(all[i].value.starts_with("//") ? "x:" + all[i].value : all[i].value, kNow, hits);
    EXPECT_TRUE(std::ranges::any_of(hits, [&](const Hit& hit) { return hit.indicator == i; }))
        << all[i].value;
  }
}

/// Every word between separators, as plainly as it can be said.
std::vector<std::string> PlainWords(std::string_view line) {
  constexpr std::string_view kBetween = " \t\r\n\"'`<>()[]{},;=|";
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    while (!word.empty() && (word.back() == '.' || word.back() == ':')) word.pop_back();
    if (!word.empty()) words.push_back(word);
    const auto colon = word.find(':');
    if (colon != std::string::npos && colon > 0 && word.rfind(':') == colon) {
      words.push_back(word.substr(0, colon));
    }
    word.clear();
  };
  for (const char c : line) {
    if (kBetween.find(c) == std::string_view::npos) {
      word += c;
    } else {
      end();
    }
  }
  end();
  return words;
}

TEST(TokensTest, OnlyWordsThatCanBeNoIndicatorAreLeftOut) {
  std::mt19937 random(11);
  constexpr std::string_view kBytes = "ab0f.:@ \"'<>()[]{},;=|\t-/\xC3\xA9";
  for (int round = 0; round < 20'000; ++round) {
    std::string line;
    for (auto size = random() % 60; size > 0; --size) line += kBytes[random() % kBytes.size()];
    if (round % 7 == 0) line += ' ' + std::string(20 + random() % 40, 'a') + ',';
    std::vector<std::string> expected = PlainWords(line), told;
    ForEachToken(line, [&](std::string_view token) { told.emplace_back(token); });
    // A word whose only telling byte was cut off its end may be told, for nothing.
    for (auto* words : {&expected, &told}) {
      std::erase_if(*words, [](const std::string& word) {
        return word.size() < 32 && word.find_first_of(".:@") == std::string::npos;
      });
    }
    ASSERT_EQ(told, expected) << line;
  }
}

}  // namespace
}  // namespace lachan::indicators
