// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sigma's string values: wildcards, escapes, and the modifiers that rewrite them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::detect {

/// A piece of a string value: literal bytes, `*` or `?`.
struct PatternPart {
  enum class Kind { kLiteral, kMany, kOne };
  Kind kind = Kind::kLiteral;
  std::string text;
  friend bool operator==(const PatternPart&, const PatternPart&) = default;
};
using PatternParts = std::vector<PatternPart>;

/// Reads escapes and wildcards: `\*`, `\?`, `\\` are literal; any other backslash stands for
/// itself.
/// \source Sigma specification 2.1.0, "Escaping"
PatternParts ParsePattern(std::string_view text);

/// The literal text, or nothing if there are wildcards.
std::optional<std::string> PlainText(const PatternParts& parts);

PatternParts WithContains(PatternParts parts);
PatternParts WithStartsWith(PatternParts parts);
PatternParts WithEndsWith(PatternParts parts);

/// All spellings with each option dash (at `\B[-/]\b`) as - / – — ―.
/// \error kExhausted  more than `limit` spellings.
Result<std::vector<PatternParts>> WithWindash(const PatternParts& parts, std::size_t limit);

/// Literals in UTF-16; `bom` puts FF FE first.
PatternParts WithUtf16(const PatternParts& parts, bool big_endian, bool bom);

/// RFC 4648 §4 of the literal bytes. \error kInvalidInput  wildcards.
Result<PatternParts> WithBase64(const PatternParts& parts);
/// The parts of the encoding that do not depend on what stands around, for the three offsets.
/// \error kInvalidInput  wildcards.
Result<std::vector<PatternParts>> WithBase64Offsets(const PatternParts& parts);

/// A string value ready to compare.
struct TextPattern {
  enum class Shape { kAny, kEquals, kContains, kStartsWith, kEndsWith, kWild };
  Shape shape = Shape::kEquals;
  bool cased = false;
  std::string literal;  ///< For all shapes but kAny and kWild; folded unless `cased`.
  PatternParts parts;   ///< For kWild; folded unless `cased`.

  /// Sorts `parts` into a shape and folds case.
  static TextPattern From(PatternParts parts, bool cased);

  /// `value` must be folded already unless `cased`.
  bool Matches(std::string_view value) const;
  /// True if the pattern is somewhere in `value` (keywords).
  bool FoundIn(std::string_view value) const;
  /// The longest literal of a kWild; may be empty.
  std::string_view LongestLiteral() const;
  /// As Sigma would write it: "*\cmd.exe".
  std::string Text() const;
};

}  // namespace lachan::detect
