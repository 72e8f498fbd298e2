// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: tokens of JSON that simdjson hands out unchecked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::formats {

/// Without JSON's white space at the end. \source RFC 8259 §2
inline std::string_view TrimToken(std::string_view token) {
  const auto last = token.find_last_not_of(" \t\n\r");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

enum class NumberShape : std::uint8_t {
  kNone,     ///< No number.
  kInteger,  ///< An integer that is its own canonical text.
  kOther,    ///< A fraction, an exponent, or -0.
};
/// \source RFC 8259 §6
NumberShape ShapeOfNumber(std::string_view token);

/// "1.50" → "1.5", "2.0" and "2e0" → "2". Integers of any size are kept.
std::string CanonicalNumber(std::string_view token);

/// What escapes a text of JSON has.
enum class Escapes : std::uint8_t {
  kNone,   ///< None, or such as have one spelling only.
  kAny,    ///< Also \\u or \\/.
  kWrong,  ///< One is wrong.
};
/// For the text of a whole record: outside strings there are no backslashes in what simdjson
/// accepts.
Escapes CheckEscapes(std::string_view text);

/// A string body that begins at a given place.
struct StringEnd {
  const char* quote = nullptr;  ///< The closing quote; null if the string is not well-formed.
  Escapes escapes = Escapes::kNone;
};
/// Reads less than 64 bytes beyond `end`.
StringEnd FindStringEnd(const char* begin, const char* end);

using StringEndWay = StringEnd (*)(const char*, const char*);
/// What FindStringEnd may be on this processor and those that can less, the best first.
std::vector<StringEndWay> WaysToFindStringEnds();

/// Bytes of the escape that begins at `at` (a surrogate pair is one), 0 if it is wrong.
/// \source RFC 8259 §7
std::size_t EscapeLength(const char* at, const char* end);

/// `text` with U+FFFD, escaped, for each escaped surrogate that is not one of a pair: of the same
/// size. Null if there is none. Reads no faster than it must: for what was refused already.
/// \source RFC 8259 §8.2
std::optional<std::string> MendLoneSurrogates(std::string_view text);

}  // namespace lachan::formats
