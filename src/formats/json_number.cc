// SPDX-License-Identifier: Apache-2.0
#include "formats/json_number.h"

#include <fmt/format.h>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
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

/// Bits of the bytes that a backslash before them escapes. `carried`: the first one is, and on
/// return, whether the byte behind the block is. Runs of backslashes are told apart by whether they
/// begin at an odd or an even place, all at once.
/// \source Langdale, Lemire: "Parsing Gigabytes of JSON per Second", section 3.1.1
std::uint32_t EscapedBytes(std::uint32_t slashes, bool& carried) {
  constexpr std::uint32_t kEven = 0x5555'5555;
  const std::uint32_t first = carried ? 1U : 0U;
  slashes &= ~first;
  const std::uint32_t follows = slashes << 1 | first;
  const std::uint32_t odd_starts = slashes & ~kEven & ~follows;
  const std::uint64_t sum = std::uint64_t{odd_starts} + slashes;
  carried = sum >> 32 != 0;
  const auto inverted = static_cast<std::uint32_t>(sum) << 1;
  return (kEven ^ inverted) & follows;
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
/// Finds the closing quote.
__attribute__((target("avx2"))) const char* FindQuoteWithAvx2(const char* begin, const char* end,
                                                              StringSigns& signs) {
  const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
  const __m256i blank = _mm256_set1_epi8(0x20), n = _mm256_set1_epi8('n');
  const __m256i r = _mm256_set1_epi8('r'), t = _mm256_set1_epi8('t');
  bool carried = false;  // The byte before the block escapes its first.
  for (const char* at = begin; at < end; at += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i is_quote = _mm256_cmpeq_epi8(bytes, quote);
    const __m256i is_slash = _mm256_cmpeq_epi8(bytes, slash);
    auto quotes = static_cast<std::uint32_t>(_mm256_movemask_epi8(is_quote));
    const auto slashes = static_cast<std::uint32_t>(_mm256_movemask_epi8(is_slash));
    // Signed: what is below a blank is a control character or not ASCII.
    const auto strange =
        static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpgt_epi8(blank, bytes)));
    std::uint32_t wrong = 0;
    if (slashes != 0 || carried) {
      const std::uint32_t escaped = EscapedBytes(slashes, carried);
      const __m256i letters = _mm256_or_si256(
          _mm256_cmpeq_epi8(bytes, n),
          _mm256_or_si256(_mm256_cmpeq_epi8(bytes, r), _mm256_cmpeq_epi8(bytes, t)));
      const __m256i usual = _mm256_or_si256(letters, _mm256_or_si256(is_quote, is_slash));
      quotes &= ~escaped;
      wrong = escaped & ~static_cast<std::uint32_t>(_mm256_movemask_epi8(usual));
    }
    if (quotes != 0) {
      const int place = std::countr_zero(quotes);
      const std::uint32_t before = (std::uint32_t{1} << place) - 1;
      signs.odd_bytes |= (strange & before) != 0;
      signs.odd_escapes |= (wrong & before) != 0;
      return at + place < end ? at + place : nullptr;
    }
    signs.odd_bytes |= strange != 0;
    signs.odd_escapes |= wrong != 0;
  }
  return nullptr;
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
  if (kHasAvx2) return CheckWithAvx2(text);
#endif
  return CheckPlainly(text);
}

StringEnd FindStringEnd(const char* begin, const char* end) {
  StringEnd found;
  StringSigns signs;
#ifdef __x86_64__
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
  found.quote =
      kHasAvx2 ? FindQuoteWithAvx2(begin, end, signs) : FindQuotePlainly(begin, end, signs);
#else
  found.quote = FindQuotePlainly(begin, end, signs);
#endif
  if (found.quote == nullptr) return {};
  const std::string_view body(begin, static_cast<std::size_t>(found.quote - begin));
  if (signs.odd_escapes) found.escapes = CheckEscapes(body);
  if (found.escapes == Escapes::kWrong || (signs.odd_bytes && !OddBytesAreFine(body))) return {};
  return found;
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

}  // namespace lachan::formats
