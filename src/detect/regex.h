// SPDX-License-Identifier: Apache-2.0
/// \file
/// Regular expressions of the `re` modifier, on PCRE2 with a backtracking limit.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::detect {

struct RegexFlags {
  bool ignore_case = false, multiline = false, dot_all = false;
};

/// How often searches were given up, by expression (Regex::name()).
using GivenUp = std::map<std::string, std::uint64_t, std::less<>>;

/// Memory for matching, one per thread.
class RegexMemory {
 public:
  RegexMemory();
  ~RegexMemory();
  RegexMemory(const RegexMemory&) = delete;
  RegexMemory& operator=(const RegexMemory&) = delete;
  /// Searches ended by the limit; each counted as "not found".
  std::uint64_t abandoned = 0;
  GivenUp given_up;  ///< The same, by expression.

 private:
  friend class Regex;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A compiled expression; may be shared by threads.
class Regex {
 public:
  /// \error kInvalidInput  with PCRE2's message and the offset.
  static Result<Regex> Compile(std::string_view pattern, RegexFlags flags);

  /// Unanchored search in `text` (any bytes; ill-formed UTF-8 never matches).
  bool FoundIn(std::string_view text, RegexMemory& memory) const;

  const std::string& pattern() const { return pattern_; }
  RegexFlags flags() const { return flags_; }
  /// Flags and pattern, "(?im)a.*b": equal for equal expressions only.
  std::string name() const;

 private:
  std::string pattern_;
  RegexFlags flags_;
  std::shared_ptr<void> code_;
};

}  // namespace lachan::detect
