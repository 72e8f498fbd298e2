// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: short stretches of bytes compared and copied in steps, mostly 8 to 60
/// bytes and so not worth a call. What lies behind them must be readable, or writable, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace lachan::formats {

/// What Same reads at once, and so up to one byte less beyond the end (SameWithAvx512: up to 64).
inline constexpr std::size_t kStride = 16;

#ifdef __x86_64__
/// Equal bytes. Mostly 8 to 60 bytes: not worth a call.
[[gnu::always_inline]] inline bool Same(const char* a, const char* b, std::size_t size) {
  const auto equal = [&] {
    const auto load = [](const char* at) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    };
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(load(a), load(b))));
  };
  for (; size > kStride; size -= kStride, a += kStride, b += kStride) {
    if (equal() != 0xFFFF) return false;
  }
  return (~equal() & ((1U << size) - 1)) == 0;
}

/// The same at one go up to 64 bytes. Reads 64 bytes of `a`, of `b` none that is not compared.
__attribute__((target("avx512bw,bmi2"))) inline bool SameWithAvx512(const char* a, const char* b,
                                                                    std::size_t size) {
  for (; size > 64; size -= 64, a += 64, b += 64) {
    if (_mm512_cmpneq_epi8_mask(_mm512_loadu_si512(a), _mm512_loadu_si512(b)) != 0) return false;
  }
  const __mmask64 compared = _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size));
  return _mm512_mask_cmpneq_epi8_mask(compared, _mm512_loadu_si512(a),
                                      _mm512_maskz_loadu_epi8(compared, b)) == 0;
}
#else
inline bool Same(const char* a, const char* b, std::size_t size) {
  return std::memcmp(a, b, size) == 0;
}
#endif

/// Also what lies behind, up to whole strides.
inline void CopyStrides(const char* from, char* to, std::size_t size) {
  for (std::size_t at = 0; at < size; at += kStride) std::memcpy(to + at, from + at, kStride);
}

}  // namespace lachan::formats
