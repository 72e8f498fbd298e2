// SPDX-License-Identifier: Apache-2.0
#include "indicators/signs.h"

#include <algorithm>
#include <cstdint>

#include "indicators/marks.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace lachan::indicators {
namespace {

/// What the bytes of a block are, a bit each, the first in the lowest.
struct BlockSigns {
  std::uint64_t colons = 0, slashes = 0, ats = 0, digits = 0;
};

/// Bits at the ends of the quarters of `bits` that are all ones.
std::uint64_t FullQuarters(std::uint64_t bits) {
  constexpr std::uint64_t kLowest = 0x0001'0001'0001'0001, kHighest = kLowest << 15;
  const std::uint64_t missing = ~bits;
  return (missing - kLowest) & ~missing & kHighest;
}

template <BlockSigns (*kLook)(const char*)>
[[gnu::always_inline]] inline Signs See(std::string_view value) {
  constexpr std::size_t kBlock = 64;
  static_assert(kBlock <= kLong);
  Signs signs;
  std::uint64_t urls = 0, ats = 0, before = 0;
  const std::size_t last = value.size() - kBlock;
  for (std::size_t at = 0;; at = std::min(at + kBlock, last)) {
    const BlockSigns block = kLook(value.data() + at);
    urls |= (block.colons << 1 | before) & block.slashes;
    before = block.colons >> 63;
    ats |= block.ats;
    // A run of 32 holds a quarter of a block, wherever it begins; also one that the last block,
    // which overlaps the one before, has the end of only. Less than a quarter may lie before.
    if (FullQuarters(block.digits) != 0 && !signs.digest) {
      signs.digest = true;
      signs.digest_from = at - std::min<std::size_t>(at, 16);
    }
    if (at == last) break;
  }
  signs.url = urls != 0;
  signs.at = ats != 0;
  return signs;
}

Signs SeePlainly(std::string_view value) {
  Signs signs;
  signs.url = HasPair(value, ':', '/');
  signs.at = value.find('@') != std::string_view::npos;
  for (std::size_t at = 31; at < value.size() && !signs.digest; at += 32) {
    signs.digest = MayBeInDigest(value, at);
    signs.digest_from = at - 31;
  }
  return signs;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) inline std::uint64_t Bits(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

__attribute__((target("avx2"))) inline __m256i DigitsOf(__m256i bytes) {
  const __m256i digit = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
  const __m256i letter =
      _mm256_sub_epi8(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));
  return _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_min_epu8(digit, _mm256_set1_epi8(9)), digit),
                         _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(5)), letter));
}

__attribute__((target("avx2"))) inline BlockSigns LookWithAvx2(const char* at) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
  const auto is = [&](char c) __attribute__((target("avx2"))) {
    const __m256i wanted = _mm256_set1_epi8(c);
    return Bits(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
  };
  return {is(':'), is('/'), is('@'), Bits(DigitsOf(low), DigitsOf(high))};
}

__attribute__((target("avx2"))) Signs SeeWithAvx2(std::string_view value) {
  return See<LookWithAvx2>(value);
}

__attribute__((target("avx512bw"))) inline BlockSigns LookWithAvx512(const char* at) {
  const __m512i bytes = _mm512_loadu_si512(at);
  // GCC 12 would go on to reckon in mask registers, slowly, with what it knows to come from there.
  const auto plain = [](std::uint64_t mask) {
    asm("" : "+r"(mask));
    return mask;
  };
  const auto is = [&](char c) __attribute__((target("avx512bw"))) {
    return plain(_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c)));
  };
  const __m512i digit = _mm512_sub_epi8(bytes, _mm512_set1_epi8('0'));
  const __m512i letter =
      _mm512_sub_epi8(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), _mm512_set1_epi8('a'));
  return {is(':'), is('/'), is('@'),
          plain(_mm512_cmple_epu8_mask(digit, _mm512_set1_epi8(9))) |
              plain(_mm512_cmple_epu8_mask(letter, _mm512_set1_epi8(5)))};
}

__attribute__((target("avx512bw"))) Signs SeeWithAvx512(std::string_view value) {
  return See<LookWithAvx512>(value);
}
#endif

}  // namespace

std::vector<SignsWay> WaysToSeeSigns() {
  std::vector<SignsWay> ways;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512bw") != 0) ways.push_back(SeeWithAvx512);
  if (__builtin_cpu_supports("avx2") != 0) ways.push_back(SeeWithAvx2);
#endif
  ways.push_back(SeePlainly);
  return ways;
}

Signs SignsOf(std::string_view value) {
  static const SignsWay kBest = WaysToSeeSigns().front();
  return kBest(value);
}

}  // namespace lachan::indicators
