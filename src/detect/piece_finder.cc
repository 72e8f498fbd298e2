// SPDX-License-Identifier: Apache-2.0
#include "detect/piece_finder.h"

#include <algorithm>
#include <cstring>

#include "detect/letter_frequency.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace lachan::detect {
namespace {

constexpr std::size_t kBlock = 32;

bool HasAvx2() {
#ifdef __x86_64__
  static const bool kHas = __builtin_cpu_supports("avx2") != 0;
  return kHas;
#else
  return false;
#endif
}

/// The neighbouring letters that are seen least.
std::string_view RarestOf(std::string_view piece, std::size_t letters) {
  std::string_view best = piece.substr(0, letters);
  for (std::size_t at = 1; at + letters <= piece.size(); ++at) {
    const std::string_view other = piece.substr(at, letters);
    if (FrequencyOf(other) < FrequencyOf(best)) best = other;
  }
  return best;
}

}  // namespace

std::optional<PieceFinder> PieceFinder::For(const std::vector<std::string>& pieces, bool utf16) {
  const bool short_ones =
      std::any_of(pieces.begin(), pieces.end(), [](const auto& piece) { return piece.size() < 2; });
  if (!HasAvx2() || short_ones || pieces.size() > kMostPieces) return std::nullopt;
  PieceFinder finder;
  finder.stride_ = utf16 ? 2 : 1;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    finder.Add(RarestOf(pieces[i], kLetters), static_cast<std::uint8_t>(1U << i));
  }
  return finder;
}

void PieceFinder::Add(std::string_view piece, std::uint8_t bit) {
  const auto add = [&](std::size_t letter, char c) {
    const auto byte = static_cast<unsigned char>(c);
    low_[letter][byte & 0x0FU] |= bit;
    high_[letter][byte >> 4] |= bit;
  };
  for (std::size_t letter = 0; letter < kLetters; ++letter) {
    if (letter < piece.size()) {
      add(letter, piece[letter]);
      const char lower = static_cast<char>(piece[letter] | 0x20);
      if (lower >= 'a' && lower <= 'z') {
        add(letter, lower);
        add(letter, static_cast<char>(lower & ~0x20));
      }
    } else {  // A piece of two letters: anything may follow.
      for (auto* table : {&low_[letter], &high_[letter]}) {
        for (std::uint8_t& bits : *table) bits |= bit;
      }
    }
  }
}

#ifdef __x86_64__
struct PieceFinder::Sums {
  __m256i bytes, hits;
};

__attribute__((target("avx2"))) inline void PieceFinder::LookAtBlock(const char* at,
                                                                     Sums& sums) const {
  const __m256i half = _mm256_set1_epi8(0x0F);
  __m256i hits = _mm256_set1_epi8(-1);
  for (std::size_t letter = 0; letter < kLetters; ++letter) {
    const __m256i block =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + letter * stride_));
    if (letter == 0) sums.bytes = _mm256_or_si256(sums.bytes, block);
    const auto lookup = [&](const Table& table) {
      return reinterpret_cast<const __m128i*>(table.data());
    };
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128(lookup(low_[letter])));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128(lookup(high_[letter])));
    const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(block, 4), half);
    hits = _mm256_and_si256(hits, _mm256_shuffle_epi8(low, _mm256_and_si256(block, half)));
    hits = _mm256_and_si256(hits, _mm256_shuffle_epi8(high, upper));
  }
  sums.hits = _mm256_or_si256(sums.hits, hits);
}

__attribute__((target("avx2"))) PieceFinder::Seen PieceFinder::Look(std::string_view bytes) const {
  Sums sums{_mm256_setzero_si256(), _mm256_setzero_si256()};
  const std::size_t beyond = (kLetters - 1) * stride_;
  std::size_t at = 0;
  for (; at + kBlock + beyond <= bytes.size(); at += kBlock) LookAtBlock(bytes.data() + at, sums);
  if (at < bytes.size()) {  // Zeros behind the end are no letters.
    char rest[4 * kBlock] = {};
    const std::size_t size = bytes.size() - at;
    std::memcpy(rest, bytes.data() + at, size);
    for (std::size_t i = 0; i < size; i += kBlock) LookAtBlock(rest + i, sums);
  }
  const __m256i ascii = stride_ == 1 ? _mm256_set1_epi8(0x7F) : _mm256_set1_epi16(0x7F);
  return {_mm256_testz_si256(sums.hits, sums.hits) == 0,
          _mm256_testc_si256(ascii, sums.bytes) == 0};
}
#else
PieceFinder::Seen PieceFinder::Look(std::string_view) const { return {true, true}; }
#endif

}  // namespace lachan::detect
