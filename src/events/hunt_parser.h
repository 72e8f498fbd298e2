// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hunt language: what an analyst types. Text → query tree, without I/O.
///
///     word                      in the raw text, anywhere, case does not matter
///     "two words"               in the raw text, as whole words
///     field:value               the field is exactly this, case does not matter
///     field:pow*.exe  field:a?c wildcards; field:* means: has a value
///     field:10.0.0.0/8          address in a network
///     field:[4624 TO 4634]      range, both ends included; * leaves an end open
///     field:>=500  field:<80    comparison
///     field:(a OR b)            several values for one field
///     a AND b, a b              both; OR, NOT, parentheses as usual (NOT before AND before OR)
///
/// A backslash is an ordinary character except before * ? " ( ) where it takes their meaning away
/// (\\* is a backslash and a wildcard). Inside quotes only \" and \\" are special.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::events {

/// Part of a pattern: text, or a wildcard.
struct PatternPart {
  enum class Kind { kText, kAnyRun, kAnyOne };
  Kind kind = Kind::kText;
  std::string text;
  friend bool operator==(const PatternPart&, const PatternPart&) = default;
};

/// One condition on a field, or on the raw text when `field` is empty.
struct HuntTerm {
  enum class Kind { kPattern, kPhrase, kExists, kRange, kNetwork };
  Kind kind = Kind::kPattern;
  std::string field;
  std::vector<PatternPart> pattern;  ///< kPattern, kPhrase (one text).
  std::optional<std::string> low;    ///< kRange.
  std::optional<std::string> high;
  bool low_included = true;
  bool high_included = true;
  std::string network;       ///< kNetwork: "10.0.0.0/8".
  std::size_t position = 0;  ///< Byte in the query text, for messages.
};

struct HuntNode {
  enum class Kind { kEverything, kAnd, kOr, kNot, kTerm };
  Kind kind = Kind::kEverything;
  std::vector<HuntNode> children;  ///< kAnd, kOr: two or more; kNot: one.
  HuntTerm term;                   ///< kTerm.
};

/// What is wrong with a query, for people.
struct HuntProblem {
  std::size_t position = 0;  ///< Byte in the text where it shows.
  std::string code;          ///< "hunt.paren.unclosed"
  std::string message_vi;
  std::string message_en;
  std::string hint;  ///< What to write instead; an example in the language.
};

/// Limits of one query: a longer or deeper one is refused, not cut.
inline constexpr std::size_t kHuntBytes = 8192;
inline constexpr std::size_t kHuntTerms = 200;
inline constexpr int kHuntDepth = 32;

std::expected<HuntNode, HuntProblem> ParseHunt(std::string_view text);

/// The problem as kInvalidInput: "query, position 5: … (…)", with the field "query".
Error ToError(const HuntProblem& problem);

}  // namespace lachan::events
