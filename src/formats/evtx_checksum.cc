// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_checksum.h"

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lachan::formats::evtx {
namespace {

#if defined(__x86_64__)

#define LACHAN_CLMUL __attribute__((target("sse4.1,pclmul")))

LACHAN_CLMUL __m128i Block(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

/// Moves `value` forward by the distance that `factors` stand for, onto `next`.
LACHAN_CLMUL __m128i Fold(__m128i value, __m128i factors, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(value, factors, 0x00);
  const __m128i high = _mm_clmulepi64_si128(value, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// 128 bits to the 32 of the remainder.
LACHAN_CLMUL std::uint32_t Reduce(__m128i value, __m128i factors) {
  const __m128i mask = _mm_setr_epi32(~0, 0, ~0, 0);
  value = _mm_xor_si128(_mm_srli_si128(value, 8), _mm_clmulepi64_si128(value, factors, 0x10));
  const __m128i rest = _mm_srli_si128(value, 4);
  value = _mm_clmulepi64_si128(_mm_and_si128(value, mask), _mm_cvtsi64_si128(0x0163CD6124), 0x00);
  value = _mm_xor_si128(value, rest);
  const __m128i barrett = _mm_set_epi64x(0x01F7011641, 0x01DB710641);
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(value, mask), barrett, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, mask), barrett, 0x00);
  return static_cast<std::uint32_t>(_mm_extract_epi32(_mm_xor_si128(value, quotient), 1));
}

/// \param bytes  A multiple of 16, at least 64.
/// \source Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
///         Instruction", Intel 2009: bit-reflected, the constants of CRC-32
LACHAN_CLMUL std::uint32_t Folded(std::string_view bytes, std::uint32_t before) {
  const __m128i by_64 = _mm_set_epi64x(0x01C6E41596, 0x0154442BD4);
  const __m128i by_16 = _mm_set_epi64x(0x00CCAA009E, 0x01751997D0);
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  const auto start = static_cast<int>(~before);
  __m128i a = _mm_xor_si128(Block(at), _mm_cvtsi32_si128(start));
  __m128i b = Block(at + 16), c = Block(at + 32), d = Block(at + 48);
  for (at += 64; end - at >= 64; at += 64) {
    a = Fold(a, by_64, Block(at));
    b = Fold(b, by_64, Block(at + 16));
    c = Fold(c, by_64, Block(at + 32));
    d = Fold(d, by_64, Block(at + 48));
  }
  a = Fold(Fold(Fold(a, by_16, b), by_16, c), by_16, d);
  for (; at != end; at += 16) a = Fold(a, by_16, Block(at));
  return ~Reduce(a, by_16);
}

bool CanFold() {
  static const bool kCan = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
  return kCan;
}

#endif

}  // namespace

std::uint32_t Checksum(std::string_view bytes, std::uint32_t before) {
#if defined(__x86_64__)
  if (bytes.size() >= 64 && CanFold()) {
    const std::size_t folded = bytes.size() / 16 * 16;
    before = Folded(bytes.substr(0, folded), before);
    bytes.remove_prefix(folded);
  }
#endif
  return static_cast<std::uint32_t>(
      crc32(before, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

}  // namespace lachan::formats::evtx
