// SPDX-License-Identifier: Apache-2.0
#include "formats/json_number.h"

#include <fmt/format.h>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace lachan::formats {
namespace {

std::optional<unsigned> Hex4(const char* at, const char* end) {
  if (end - at < 4) return std::nullopt;
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    const bool digit = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!digit && (lower < 'a' || lower > 'f')) return std::nullopt;
    unit = unit << 4 | static_cast<unsigned>(digit ? c - '0' : lower - 'a' + 10);
  }
  return unit;
}

/// Checks the escapes of a text step by step. A block's backslashes come as bits, the first byte
/// in the lowest.
class EscapeChecker {
 public:
  explicit EscapeChecker(std::string_view text)
      : begin_(text.data()), end_(text.data() + text.size()) {}

  /// False at a wrong escape.
  bool Take(const char* block, std::uint32_t backslashes) {
    while (backslashes != 0) {
      const char* at = block + std::countr_zero(backslashes);
      backslashes &= backslashes - 1;
      if (at < next_) continue;  // Escaped by the one before.
      const std::size_t length = EscapeLength(at, end_);
      if (length == 0) return false;
      many_spellings_ |= at[1] == 'u' || at[1] == '/';
      next_ = at + length;
    }
    return true;
  }
  bool TakeRest(const char* at) {
    for (; at < end_; ++at) {
      if (*at == '\\' && !Take(at, 1)) return false;
    }
    return true;
  }
  Escapes found() const { return many_spellings_ ? Escapes::kAny : Escapes::kNone; }
  const char* begin() const { return begin_; }
  const char* end() const { return end_; }

 private:
  const char* begin_;
  const char* end_;
  const char* next_ = nullptr;
  bool many_spellings_ = false;
};

/// What one pass over a string sees beside its end.
struct StringSigns {
  bool odd_bytes = false;    ///< Control characters or bytes beyond ASCII.
  bool odd_escapes = false;  ///< Others than \\" \\\\ \\n \\r \\t: to be looked at.
};

/// What the bytes of a block are, a bit each, the first in the lowest.
struct BlockSigns {
  std::uint64_t quotes = 0, slashes = 0;
  std::uint64_t strange = 0;  ///< Control characters or not ASCII.
  std::uint64_t letters = 0;  ///< n r t, and backslashes.
};
/// By its lower half the one byte of n r t \\ that has it, or one that has another.
alignas(16) constexpr std::array<char, 16> kLetterTable = [] {
  std::array<char, 16> table{};
  table.fill('\x7F');
  table[0xF] = '\0';
  for (const char c : {'n', 'r', 't', '\\'}) table[static_cast<std::size_t>(c & 0x0F)] = c;
  return table;
}();
constexpr std::size_t kBlock = 64;

/// Bits of the bytes that a backslash before them escapes. `carried`: the first one is, and on
/// return, whether the byte behind the block is. Runs of backslashes are told apart by whether they
/// begin at an odd or an even place, all at once.
/// \source Langdale, Lemire: "Parsing Gigabytes of JSON per Second", section 3.1.1
std::uint64_t EscapedBytes(std::uint64_t slashes, std::uint64_t& carried) {
  constexpr std::uint64_t kEven = 0x5555'5555'5555'5555;
  slashes &= ~carried;
  const std::uint64_t follows = slashes << 1 | carried;
  const std::uint64_t odd_starts = slashes & ~kEven & ~follows;
  std::uint64_t sum = 0;
  carried = __builtin_add_overflow(odd_starts, slashes, &sum) ? 1 : 0;
  return (kEven ^ (sum << 1)) & follows;
}

/// Finds the closing quote.
template <BlockSigns (*kLook)(const char*)>
[[gnu::always_inline]] inline const char* FindQuote(const char* begin, const char* end,
                                                    StringSigns& signs) {
  std::uint64_t carried = 0;  // The byte before the block escapes its first.
  std::uint64_t strange = 0, odd = 0;
  for (const char* at = begin; at < end; at += kBlock) {
    const BlockSigns block = kLook(at);
    std::uint64_t quotes = block.quotes, wrong = 0;
    if ((block.slashes | carried) != 0) {
      const std::uint64_t escaped = EscapedBytes(block.slashes, carried);
      quotes &= ~escaped;
      wrong = escaped & ~(block.quotes | block.letters);
    }
    if (quotes != 0) {
      const int place = std::countr_zero(quotes);
      const std::uint64_t before = (std::uint64_t{1} << place) - 1;
      signs = {(strange | (block.strange & before)) != 0, (odd | (wrong & before)) != 0};
      return at + place < end ? at + place : nullptr;
    }
    strange |= block.strange;
    odd |= wrong;
  }
  return nullptr;
}

const char* FindQuotePlainly(const char* begin, const char* end, StringSigns& signs) {
  for (const char* at = begin; at < end; ++at) {
    if (*at == '"') return at;
    if (*at == '\\') {
      signs.odd_escapes = true;
      ++at;
    } else if (static_cast<unsigned char>(*at) < 0x20 || static_cast<unsigned char>(*at) >= 0x80) {
      signs.odd_bytes = true;
    }
  }
  return nullptr;
}

/// Bytes that are no plain ASCII must be well-formed UTF-8 and no control characters.
bool OddBytesAreFine(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return !has_control && simdjson::validate_utf8(text.data(), text.size());
}

Escapes CheckPlainly(std::string_view text) {
  EscapeChecker checker(text);
  return checker.TakeRest(checker.begin()) ? checker.found() : Escapes::kWrong;
}

#ifdef __x86_64__
bool HasAvx512() {
  return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("bmi") != 0;
}

__attribute__((target("avx2"))) inline std::uint64_t Bits(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

__attribute__((target("avx2"))) inline BlockSigns LookWithAvx2(const char* at) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
  const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
  const __m256i blank = _mm256_set1_epi8(0x20);
  const __m256i table = _mm256_broadcastsi128_si256(
      _mm_load_si128(reinterpret_cast<const __m128i*>(kLetterTable.data())));
  return {Bits(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote)),
          Bits(_mm256_cmpeq_epi8(low, slash), _mm256_cmpeq_epi8(high, slash)),
          // Signed: what is below a blank is a control character or not ASCII.
          Bits(_mm256_cmpgt_epi8(blank, low), _mm256_cmpgt_epi8(blank, high)),
          Bits(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, low), low),
               _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, high), high))};
}

__attribute__((target("avx2"))) const char* FindQuoteWithAvx2(const char* begin, const char* end,
                                                              StringSigns& signs) {
  return FindQuote<LookWithAvx2>(begin, end, signs);
}

__attribute__((target("avx512bw,bmi"))) inline BlockSigns LookWithAvx512(const char* at) {
  const __m512i bytes = _mm512_loadu_si512(at);
  // GCC 12 would go on to reckon in mask registers, slowly, with what it knows to come from there.
  const auto plain = [](std::uint64_t mask) {
    asm("" : "+r"(mask));
    return mask;
  };
  const auto is = [&](char c) __attribute__((target("avx512bw,bmi"))) {
    return plain(_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c)));
  };
  const __m512i table = _mm512_maskz_broadcast_i32x4(
      0xFFFF, _mm_load_si128(reinterpret_cast<const __m128i*>(kLetterTable.data())));
  return {is('"'), is('\\'), plain(_mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0x20))),
          plain(_mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(table, bytes), bytes))};
}

__attribute__((target("avx512bw,bmi"))) const char* FindQuoteWithAvx512(const char* begin,
                                                                        const char* end,
                                                                        StringSigns& signs) {
  return FindQuote<LookWithAvx512>(begin, end, signs);
}

/// True if there are escapes other than those of StringSigns::odd_escapes, or a half one at the
/// end.
template <BlockSigns (*kLook)(const char*)>
[[gnu::always_inline]] inline bool HasOdd(std::string_view text) {
  const std::size_t whole = text.size() - text.size() % kBlock;
  char rest[kBlock];
  std::memset(rest, ' ', sizeof rest);
  std::memcpy(rest, text.data() + whole, text.size() - whole);
  std::uint64_t carried = 0, odd = 0;
  for (std::size_t at = 0; at <= whole; at += kBlock) {
    const BlockSigns block = kLook(at == whole ? rest : text.data() + at);
    odd |= EscapedBytes(block.slashes, carried) & ~(block.quotes | block.letters);
  }
  return odd != 0;
}

__attribute__((target("avx2"))) bool HasOddWithAvx2(std::string_view text) {
  return HasOdd<LookWithAvx2>(text);
}

__attribute__((target("avx512bw,bmi"))) bool HasOddWithAvx512(std::string_view text) {
  return HasOdd<LookWithAvx512>(text);
}

__attribute__((target("avx2"))) Escapes CheckWithAvx2(std::string_view text) {
  EscapeChecker checker(text);
  const __m256i wanted = _mm256_set1_epi8('\\');
  const char* at = checker.begin();
  for (; checker.end() - at >= 32; at += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const auto hits =
        static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, wanted)));
    if (hits != 0 && !checker.Take(at, hits)) return Escapes::kWrong;
  }
  return checker.TakeRest(at) ? checker.found() : Escapes::kWrong;
}
#endif

using FindQuoteWay = const char* (*)(const char*, const char*, StringSigns&);

template <FindQuoteWay kWay>
StringEnd FindStringEndBy(const char* begin, const char* end) {
  StringEnd found;
  StringSigns signs;
  found.quote = kWay(begin, end, signs);
  if (found.quote == nullptr) return {};
  const std::string_view body(begin, static_cast<std::size_t>(found.quote - begin));
  if (signs.odd_escapes) found.escapes = CheckEscapes(body);
  if (found.escapes == Escapes::kWrong || (signs.odd_bytes && !OddBytesAreFine(body))) return {};
  return found;
}

}  // namespace

NumberShape ShapeOfNumber(std::string_view token) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
    return at - from;
  };
  if (at < token.size() && token[at] == '-') ++at;
  const bool zero = at < token.size() && token[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return NumberShape::kNone;
  if (at == token.size()) {
    return zero && token[0] == '-' ? NumberShape::kOther : NumberShape::kInteger;
  }
  if (token[at] == '.') {
    ++at;
    if (digits() == 0) return NumberShape::kNone;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (digits() == 0) return NumberShape::kNone;
  }
  return at == token.size() ? NumberShape::kOther : NumberShape::kNone;
}

std::string CanonicalNumber(std::string_view token) {
  if (ShapeOfNumber(token) == NumberShape::kInteger) return std::string(token);
  if (token == "-0") return "0";
  const double number = std::strtod(std::string(token).c_str(), nullptr);
  if (!std::isfinite(number)) return std::string(token);
  if (number == std::floor(number) && std::abs(number) < 1e15) {
    return std::to_string(static_cast<long long>(number));
  }
  return fmt::format("{}", number);
}

Escapes CheckEscapes(std::string_view text) {
#ifdef __x86_64__
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
  static const auto kHasOdd = HasAvx512() ? HasOddWithAvx512 : HasOddWithAvx2;
  if (kHasAvx2) return kHasOdd(text) ? CheckWithAvx2(text) : Escapes::kNone;
#endif
  return CheckPlainly(text);
}

std::vector<StringEndWay> WaysToFindStringEnds() {
  std::vector<StringEndWay> ways;
#ifdef __x86_64__
  if (HasAvx512()) ways.push_back(FindStringEndBy<FindQuoteWithAvx512>);
  if (__builtin_cpu_supports("avx2") != 0) ways.push_back(FindStringEndBy<FindQuoteWithAvx2>);
#endif
  ways.push_back(FindStringEndBy<FindQuotePlainly>);
  return ways;
}

StringEnd FindStringEnd(const char* begin, const char* end) {
  static const StringEndWay kBest = WaysToFindStringEnds().front();
  return kBest(begin, end);
}

std::size_t EscapeLength(const char* at, const char* end) {
  if (end - at < 2) return 0;
  switch (at[1]) {
    case '\\':
    case '"':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return 2;
    case 'u':
      break;
    default:
      return 0;
  }
  const auto first = Hex4(at + 2, end);
  if (!first || (*first >= 0xDC00 && *first < 0xE000)) return 0;
  if (*first < 0xD800 || *first >= 0xE000) return 6;
  if (end - at < 12 || at[6] != '\\' || at[7] != 'u') return 0;
  const auto second = Hex4(at + 8, end);
  return second && *second >= 0xDC00 && *second < 0xE000 ? 12 : 0;
}

std::optional<std::string> MendLoneSurrogates(std::string_view text) {
  std::optional<std::string> mended;
  for (std::size_t at = text.find('\\'); at != std::string_view::npos;) {
    std::size_t length = EscapeLength(text.data() + at, text.data() + text.size());
    const std::string_view escape = text.substr(at, 6);
    const bool is_unit = escape.starts_with("\\u") && Hex4(escape.data() + 2, text.end());
    if (length == 0 && is_unit) {
      if (!mended) mended.emplace(text);
      mended->replace(at, escape.size(), "\\ufffd");
      length = escape.size();
    }
    at = text.find('\\', at + std::max<std::size_t>(length, 2));
  }
  return mended;
}

}  // namespace lachan::formats
