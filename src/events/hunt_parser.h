// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hunt language: what an analyst types. Text → query, without I/O. For people it is told in
/// docs/formats/hunt-language.md.
///
///     word                      in the raw text, anywhere, case does not matter
///     "two words"               in the raw text, as whole words
///     field:value               the field is exactly this, case does not matter
///     field:pow*.exe  field:a?c wildcards; field:* means: has a value
///     field:/-enc\s/            a regular expression of RE2, anywhere in the value
///     field:10.0.0.0/8          address in a network
///     field:[4624 TO 4634]      range, both ends included; * leaves an end open
///     field:>=500  field:<80    comparison
///     field:(a OR b)            several values for one field
///     field!=value              has a value, and none of them is this
///     a AND b, a b              both; OR, NOT, parentheses as usual (NOT before AND before OR)
///     -field:x  -"two words"    like NOT; before a plain word the minus is text (-enc)
///     search | command | …      what is done with the events found (HuntVerb)
///
/// A backslash is an ordinary character except before * ? " ( ) where it takes their meaning away
/// (\\* is a backslash and a wildcard). Inside quotes backslashes are special only right before a
/// quotation mark: \" is a mark of the text, \\" a backslash and the end.
/// A value is a regular expression when a slash opens it and the next slash ends it (`/a/`, not
/// `/a/b`); a path that ends with a slash is quoted. A `|` inside a word is text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"

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
  enum class Kind { kPattern, kPhrase, kExists, kRange, kNetwork, kRegex };
  Kind kind = Kind::kPattern;
  std::string field;
  std::vector<PatternPart> pattern;  ///< kPattern, kPhrase (one text).
  std::optional<std::string> low;    ///< kRange.
  std::optional<std::string> high;
  bool low_included = true;
  bool high_included = true;
  std::string network;       ///< kNetwork: "10.0.0.0/8".
  std::string regex = {};    ///< kRegex: as RE2 reads it.
  std::size_t position = 0;  ///< Byte in the query text, for messages.
  std::size_t value_at = 0;  ///< Where its value stands, and how long it is.
  std::size_t value_length = 0;
};

struct HuntNode {
  enum class Kind { kEverything, kAnd, kOr, kNot, kTerm };
  Kind kind = Kind::kEverything;
  std::vector<HuntNode> children;  ///< kAnd, kOr: two or more; kNot: one.
  HuntTerm term;                   ///< kTerm.
};

/// What a command does with the events found, or with the table made of them.
enum class HuntVerb {
  kCount,          ///< count [by a, b]
  kCountDistinct,  ///< count_distinct f [by a, b]
  kSum,            ///< sum f [by a, b]; likewise avg, min, max
  kAverage,
  kMinimum,
  kMaximum,
  kTop,        ///< top [N] a [, b]: the commonest, with their share
  kRare,       ///< rare [N] a [, b]
  kDistinct,   ///< distinct a [, b]: each value once, when first and last seen
  kTimechart,  ///< timechart [span=5m] [count | sum f | …] [by f]
  kFields,     ///< fields a, b: columns to show
  kWhere,      ///< where count > 5: rows of the table
  kSort,       ///< sort [-]a [asc | desc]
  kHead,       ///< head N
};

struct HuntField {
  std::string name;
  std::size_t position = 0;
};

struct HuntStep {
  HuntVerb verb = HuntVerb::kCount;
  std::size_t position = 0;
  HuntVerb measure = HuntVerb::kCount;  ///< kTimechart: what is drawn.
  std::optional<HuntField> measured;    ///< Of kCountDistinct … kMaximum, also in a kTimechart.
  std::vector<HuntField> fields;        ///< After `by`, or those of the command itself.
  int number = 0;                       ///< kTop, kRare, kHead.
  std::optional<Duration> span;         ///< kTimechart.
  bool descending = false;              ///< kSort.
  std::string compare;                  ///< kWhere: "=", "!=", ">", ">=", "<", "<=".
  std::string value;                    ///< kWhere.
};

/// What a query gives.
enum class HuntShape { kEvents, kTable, kTimechart };

struct HuntQuery {
  HuntNode search;
  /// For a table: first the command that makes it, then kWhere, kSort, kHead. For events: kFields,
  /// kSort and kHead, each once at most.
  std::vector<HuntStep> steps;

  HuntShape shape() const;
  const HuntStep* Find(HuntVerb verb) const;
};

/// Columns of the table that a command makes: the fields, then the figures ("count", "percent",
/// "first", "last"; a measure is called like its command).
std::vector<std::string> TableColumns(const HuntStep& step);

/// What is wrong with a query, for people.
struct HuntProblem {
  std::size_t position = 0;  ///< Byte in the text where it shows.
  std::string code;          ///< "hunt.paren.unclosed"
  std::string message_vi;
  std::string message_en;
  std::string hint;             ///< What to write instead; an example in the language.
  std::size_t length = 0;       ///< Bytes to underline; 0: to the end of the word.
  std::string suggestion = {};  ///< To be put in place of those bytes ("Did you mean …?").
  /// The place in characters, as people count; none when the text is not at hand.
  std::optional<std::size_t> character = {};
};

/// Limits of one query: a longer or deeper one is refused, not cut.
inline constexpr std::size_t kHuntBytes = 8192;
inline constexpr std::size_t kHuntTerms = 200;
inline constexpr int kHuntDepth = 32;
inline constexpr std::size_t kHuntRegexBytes = 512;
inline constexpr std::size_t kHuntSteps = 10;
inline constexpr std::size_t kHuntByFields = 4;
inline constexpr std::size_t kHuntColumns = 40;
inline constexpr int kHuntRows = 10'000;  ///< head, top, rare.

std::expected<HuntQuery, HuntProblem> ParseHuntQuery(std::string_view text);
/// A query without commands. A command is a problem here ("hunt.pipe.unexpected").
std::expected<HuntNode, HuntProblem> ParseHunt(std::string_view text);

/// The problem with its place in characters, as people count.
HuntProblem Placed(HuntProblem problem, std::string_view text);

/// The problem as kInvalidInput: "query, position 5: … / … (hint)", in characters, with the field
/// "query": "code@position+length=suggestion", in bytes; length and suggestion only where there are
/// any.
Error ToError(const HuntProblem& problem);

}  // namespace lachan::events
