// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which of a few telling bytes a value holds: one cheap pass that spares most values all else.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "indicators/domain.h"

namespace lachan::indicators {

enum Class : std::uint8_t {
  kHexByte = 1,
  kHostByte = 2,   ///< Of a domain with its dots.
  kPlainByte = 4,  ///< Of an e-mail address before the @, unless…
  kWideByte = 8,   ///< … it holds what often stands around one: = ' / | { } `
  kUrlByte = 16,
  kSchemeByte = 32,
};
inline constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool digit = c >= '0' && c <= '9', lower = c >= 'a' && c <= 'z';
    const bool letter = lower || (c >= 'A' && c <= 'Z');
    const auto is_in = [c](std::string_view set) {
      return c < 0x80 && set.find(static_cast<char>(c)) != std::string_view::npos;
    };
    unsigned classes = 0;
    if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) classes |= kHexByte;
    if (kIsLabelByte[c] || c == '.') classes |= kHostByte;
    if (digit || letter || is_in(".!#$%&*+-?^_~")) classes |= kPlainByte | kWideByte;
    if (is_in("='/|{}`")) classes |= kWideByte;
    if (c > 0x20 && c != 0x7F && !is_in("\"'<>\\^`{|}")) classes |= kUrlByte;
    if (digit || letter || is_in("+-.")) classes |= kSchemeByte;
    table[c] = static_cast<std::uint8_t>(classes);
  }
  return table;
}();
inline bool Is(char c, Class wanted) {
  return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}
inline bool IsLetter(char c) {
  const auto lower = static_cast<unsigned char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}
inline bool IsBeyondAscii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// What a value holds.
enum Mark : unsigned { kDot = 1, kAt = 2, kColon = 4 };

#if defined(__SSE2__)

/// Gathers marks from blocks of 16 bytes.
class MarkScan {
 public:
  void Take(__m128i bytes) {
    dot_ = _mm_or_si128(dot_, Equal(bytes, '.'));
    at_ = _mm_or_si128(at_, Equal(bytes, '@'));
    colon_ = _mm_or_si128(colon_, Equal(bytes, ':'));
  }
  unsigned Result() const {
    const __m128i any = _mm_or_si128(_mm_or_si128(dot_, at_), colon_);
    if (_mm_movemask_epi8(any) == 0) return 0;
    return If(dot_, kDot) | If(at_, kAt) | If(colon_, kColon);
  }
  static __m128i Equal(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }

 private:
  static unsigned If(__m128i found, Mark mark) { return _mm_movemask_epi8(found) != 0 ? mark : 0U; }

  __m128i dot_ = _mm_setzero_si128(), at_ = dot_, colon_ = dot_;
};

[[gnu::always_inline]] inline unsigned MarksOf(std::string_view value) {
  const std::size_t size = value.size();
  const char* bytes = value.data();
  MarkScan scan;
  const auto load = [&](std::size_t at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
  };
  if (size >= 16) {  // blocks that overlap at the end
    const std::size_t last = size - 16;
    for (std::size_t i = 0; i < last; i += 16) scan.Take(load(i));
    scan.Take(load(last));
  } else if (size >= 8) {
    long long first = 0, second = 0;
    std::memcpy(&first, bytes, 8);
    std::memcpy(&second, bytes + size - 8, 8);
    scan.Take(_mm_set_epi64x(second, first));
  } else if (size >= 4) {
    int first = 0, second = 0;
    std::memcpy(&first, bytes, 4);
    std::memcpy(&second, bytes + size - 4, 4);
    scan.Take(_mm_set_epi32(0, 0, second, first));
  } else {
    unsigned word = 0;
    for (std::size_t i = 0; i < size; ++i) {
      word |= static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    scan.Take(_mm_cvtsi32_si128(static_cast<int>(word)));
  }
  return scan.Result();
}

/// True if `first` and then `second` stand in `text`.
inline bool HasPair(std::string_view text, char first, char second) {
  const std::size_t size = text.size();
  const auto load = [&](std::size_t at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
  };
  const auto is_in = [&](__m128i bytes, __m128i next) {
    const __m128i both =
        _mm_and_si128(MarkScan::Equal(bytes, first), MarkScan::Equal(next, second));
    return _mm_movemask_epi8(both) != 0;
  };
  if (size >= 16) {
    const std::size_t last = size - 16;
    for (std::size_t i = 0; i < last; i += 16) {
      if (is_in(load(i), load(i + 1))) return true;
    }
    return is_in(load(last), _mm_srli_si128(load(last), 1));
  }
  if (size >= 8) {
    // Two halves that overlap: each pair of neighbours is in one of them.
    long long begin = 0, end = 0;
    std::memcpy(&begin, text.data(), 8);
    std::memcpy(&end, text.data() + size - 8, 8);
    const __m128i both = _mm_set_epi64x(end, begin);
    return is_in(both, _mm_srli_epi64(both, 8));
  }
  for (std::size_t at = 0; at + 2 <= size; ++at) {
    if (text[at] == first && text[at + 1] == second) return true;
  }
  return false;
}

#else

inline unsigned MarksOf(std::string_view value) {
  unsigned marks = 0;
  for (const char c : value) {
    if (c == '.') marks |= kDot;
    if (c == '@') marks |= kAt;
    if (c == ':') marks |= kColon;
  }
  return marks;
}

inline bool HasPair(std::string_view text, char first, char second) {
  const char pair[] = {first, second};
  return text.find(std::string_view(pair, 2)) != std::string_view::npos;
}

#endif

#if defined(__SSE2__)

/// Bit i: byte i of the 16 at `at` is a hex digit.
inline unsigned HexMask(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i letter = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
  const __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter);
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(is_digit, is_letter)));
}

#else

inline unsigned HexMask(const char* at) {
  unsigned mask = 0;
  for (unsigned i = 0; i < 16; ++i) mask |= Is(at[i], kHexByte) ? 1U << i : 0U;
  return mask;
}

#endif

/// True if `text[at]` may be in a run of 32 hex digits: such a run holds the 16 bytes up to it, or
/// the 16 behind it. `at` is 31 at least.
inline bool MayBeInDigest(std::string_view text, std::size_t at) {
  if (!Is(text[at], kHexByte)) return false;
  return HexMask(text.data() + at - 15) == 0xFFFF ||
         (at + 16 < text.size() && HexMask(text.data() + at + 1) == 0xFFFF);
}

/// First byte behind `from` that is no hex digit.
inline std::size_t HexEnd(std::string_view text, std::size_t from) {
  for (; from + 16 <= text.size(); from += 16) {
    const unsigned mask = HexMask(text.data() + from);
    if (mask != 0xFFFF) return from + static_cast<unsigned>(__builtin_ctz(~mask));
  }
  while (from < text.size() && Is(text[from], kHexByte)) ++from;
  return from;
}

/// First byte of the run of hex digits that ends before `end`.
inline std::size_t HexBegin(std::string_view text, std::size_t end) {
  for (; end >= 16; end -= 16) {
    const unsigned mask = HexMask(text.data() + end - 16);
    if (mask != 0xFFFF) {
      return end - static_cast<unsigned>(__builtin_clz(~mask << 16));
    }
  }
  while (end > 0 && Is(text[end - 1], kHexByte)) --end;
  return end;
}

/// The end of a domain behind `dot`, its last label, as a number that differs for most labels,
/// whatever their letter case. Not keyed: it only spares a look.
inline std::uint32_t TldSignature(std::string_view domain, std::size_t dot) {
  const std::size_t size = domain.size() - dot - 1;
  std::uint64_t word = 0;
  if (size >= 8) {
    std::memcpy(&word, domain.data() + dot + 1, 8);
  } else if (domain.size() >= 8) {
    std::memcpy(&word, domain.data() + domain.size() - 8, 8);
    word = size == 0 ? 0 : word >> (64 - 8 * size);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(domain[dot + 1 + i])} << (8 * i);
    }
  }
  word = (word | 0x2020202020202020) + size;
  return static_cast<std::uint32_t>(word * 0x9E3779B97F4A7C15 >> 49);  // 15 bits
}

/// Place of the last dot in `text`, or text.size() if the last `most` + 1 bytes have none.
inline std::size_t LastDot(std::string_view text, std::size_t most) {
  std::size_t at = text.size();
#if defined(__SSE2__)
  if (at >= 16) {
    const __m128i tail = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at - 16));
    const auto dots =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(tail, _mm_set1_epi8('.'))));
    if (dots != 0) return at - 16 + (31 - static_cast<unsigned>(__builtin_clz(dots)));
    at -= 16;
  }
#endif
  const std::size_t from = text.size() > most ? text.size() - most - 1 : 0;
  while (at > from) {
    if (text[--at] == '.') return at;
  }
  return text.size();
}

}  // namespace lachan::indicators
