// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lachan::normalise {

/// A regular expression with named groups, bounded in backtracking. Immutable; safe from any
/// thread.
class Pattern {
 public:
  /// \param literal  Text that must occur for the expression to be tried; may be empty.
  /// \error kInvalidInput  not a valid expression, names the offset
  static Result<Pattern> Compile(std::string_view expression, std::string literal);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  /// Named groups that took part in the first match and their text, in the order of the groups;
  /// false when there is no match or the search was given up (100,000 steps).
  bool Extract(std::string_view text,
               std::vector<std::pair<std::string_view, std::string_view>>& groups) const;

 private:
  struct Impl;
  explicit Pattern(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::normalise
