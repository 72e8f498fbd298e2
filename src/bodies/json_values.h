// SPDX-License-Identifier: Apache-2.0
/// \file
/// where the values of a JSON body begin and end.
#pragma once

#include <optional>
#include <string_view>

namespace lachan::bodies {

/// Walks the objects of a body: one a line, one after the other, or elements of an array. Their
/// contents are not checked.
class JsonValues {
 public:
  explicit JsonValues(std::string_view body) : rest_(body) {}

  /// The next object or array; another value stands as its text. Empty at the end, and where no
  /// value can be told: then `rest` begins there.
  std::optional<std::string_view> Next();
  /// What is not read yet; at the end of a good body only white space.
  std::string_view rest() const { return rest_; }
  bool in_array() const { return in_array_; }

 private:
  void SkipBetween();
  std::string_view rest_;
  bool in_array_ = false;
};

}  // namespace lachan::bodies
