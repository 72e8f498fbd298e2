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
namespace {

using Half = const std::uint8_t*;  ///< Of a table.

__attribute__((target("avx2"))) inline __m256i Twice(Half half) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(half)));
}

/// Which pieces the bytes may belong to, by one of their letters.
__attribute__((target("avx2"))) inline __m256i LookUp(__m256i bytes, __m256i low, __m256i high) {
  const __m256i half = _mm256_set1_epi8(0x0F);
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
  return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half)),
                          _mm256_shuffle_epi8(high, upper));
}

__attribute__((target("avx512bw"))) inline __m512i FourTimes(Half half) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(half));
  return _mm512_maskz_broadcast_i32x4(0xFFFF, bytes);
}

__attribute__((target("avx512bw"))) inline __m512i LookUp(__m512i bytes, __m512i low,
                                                          __m512i high) {
  const __m512i half = _mm512_set1_epi8(0x0F);
  const __m512i upper = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half);
  return _mm512_and_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(bytes, half)),
                          _mm512_shuffle_epi8(high, upper));
}

/// 64 bytes; zeros behind the end, of which nothing is read.
__attribute__((target("avx512bw"))) inline __m512i Load(const char* at, const char* end) {
  const auto left = end - at;
  if (left >= 64) return _mm512_loadu_si512(at);
  return _mm512_maskz_loadu_epi8(left <= 0 ? 0 : (__mmask64{1} << left) - 1, at);
}

}  // namespace

__attribute__((target("avx2"))) PieceFinder::Seen PieceFinder::LookWithAvx2(
    std::string_view bytes) const {
  static_assert(kLetters == 3);
  const __m256i low0 = Twice(low_[0].data()), high0 = Twice(high_[0].data());
  const __m256i low1 = Twice(low_[1].data()), high1 = Twice(high_[1].data());
  const __m256i low2 = Twice(low_[2].data()), high2 = Twice(high_[2].data());
  __m256i all = _mm256_setzero_si256(), hits = all;
  char rest[4 * kBlock] = {};  // Zeros behind the end are no letters.
  const char* at = bytes.data();
  auto left = bytes.size();
  const std::size_t whole = kBlock + (kLetters - 1) * stride_;
  bool at_rest = false;
  while (left > 0) {
    if (left < whole && !at_rest) {
      std::memcpy(rest, at, left);
      at = rest;
      at_rest = true;
    }
    const auto load = [&](std::size_t letter) __attribute__((target("avx2"))) {
      return reinterpret_cast<const __m256i*>(at + letter * stride_);
    };
    const __m256i first = _mm256_loadu_si256(load(0));
    const __m256i second = LookUp(_mm256_loadu_si256(load(1)), low1, high1);
    const __m256i third = LookUp(_mm256_loadu_si256(load(2)), low2, high2);
    all = _mm256_or_si256(all, first);
    hits = _mm256_or_si256(
        hits, _mm256_and_si256(LookUp(first, low0, high0), _mm256_and_si256(second, third)));
    at += kBlock;
    left -= std::min(left, kBlock);
  }
  const __m256i ascii = stride_ == 1 ? _mm256_set1_epi8(0x7F) : _mm256_set1_epi16(0x7F);
  return {_mm256_testz_si256(hits, hits) == 0, _mm256_testc_si256(ascii, all) == 0};
}

/// The same with 64 places at once.
__attribute__((target("avx512bw"))) PieceFinder::Seen PieceFinder::LookWithAvx512(
    std::string_view bytes) const {
  const __m512i low0 = FourTimes(low_[0].data()), high0 = FourTimes(high_[0].data());
  const __m512i low1 = FourTimes(low_[1].data()), high1 = FourTimes(high_[1].data());
  const __m512i low2 = FourTimes(low_[2].data()), high2 = FourTimes(high_[2].data());
  __m512i all = _mm512_setzero_si512(), hits = all;
  const char* const end = bytes.data() + bytes.size();
  for (const char* at = bytes.data(); at < end; at += 64) {
    const __m512i first = Load(at, end);
    const __m512i second = LookUp(Load(at + stride_, end), low1, high1);
    const __m512i third = LookUp(Load(at + 2 * stride_, end), low2, high2);
    all = _mm512_or_si512(all, first);
    hits = _mm512_or_si512(
        hits, _mm512_and_si512(LookUp(first, low0, high0), _mm512_and_si512(second, third)));
  }
  const __m512i beyond_ascii = stride_ == 1 ? _mm512_set1_epi8(static_cast<char>(0x80))
                                            : _mm512_set1_epi16(static_cast<short>(0xFF80));
  return {_mm512_test_epi8_mask(hits, hits) != 0, _mm512_test_epi8_mask(all, beyond_ascii) != 0};
}

PieceFinder::Seen PieceFinder::Look(std::string_view bytes) const {
  static const bool kHasAvx512 = __builtin_cpu_supports("avx512bw") != 0;
  return kHasAvx512 ? LookWithAvx512(bytes) : LookWithAvx2(bytes);
}
#else
PieceFinder::Seen PieceFinder::Look(std::string_view) const { return {true, true}; }
#endif

}  // namespace lachan::detect
