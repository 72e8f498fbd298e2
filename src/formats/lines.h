// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lachan::formats {

/// Walks the lines of a text (NDJSON, a log file) without copying. Blank lines are skipped, a
/// trailing CR is cut off, the last line need not end.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  /// The next line that is not blank; empty at the end.
  std::optional<std::string_view> Next();
  /// Number of the line last returned, from 1, blank ones counted.
  std::uint64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::uint64_t number_ = 0;
};

}  // namespace lachan::formats
