// SPDX-License-Identifier: Apache-2.0
/// \file
/// The port for reading very many events column by column, as hunts do. Implemented by adapters;
/// safe from any thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/hunt_sql.h"

namespace lachan::events {

/// One column of an answer; what is filled depends on the statement's type of it.
struct ReadColumn {
  /// String: the texts that are not empty, as most are; Array(String): all elements.
  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> rows;    ///< String: the row of each of `texts`, ascending.
  std::vector<std::int64_t> numbers;  ///< Integers and DateTime64.
  std::vector<std::uint64_t> ends;    ///< Array(String): where each row's elements end in `texts`.

  /// String: the text of a row.
  std::string_view TextAt(std::size_t row) const {
    if (row < rows.size() && rows[row] == row) return texts[row];  // None is empty up to here.
    const auto at = std::ranges::lower_bound(rows, row);
    return at == rows.end() || *at != row ? std::string_view() : texts[at - rows.begin()];
  }
};

/// An answer; views lie in `bytes`.
struct ColumnAnswer {
  std::unique_ptr<std::string> bytes;
  std::size_t rows = 0;
  std::vector<ReadColumn> columns;  ///< In the order of the statement.
  std::uint64_t rows_read = 0;      ///< That the engine looked at.
};

class ColumnReader {
 public:
  virtual ~ColumnReader() = default;
  /// Runs a SELECT whose columns are String, integers of 1 or 8 bytes, DateTime64 or
  /// Array(String), behind all that people wait for and with one thread of the engine.
  /// \error kInvalidInput  the engine refuses the statement
  /// \error kExhausted     time, memory or result limit reached
  /// \error kUnavailable   the engine does not answer
  virtual Result<ColumnAnswer> Read(const Statement& statement,
                                    std::chrono::milliseconds timeout) = 0;
};

}  // namespace lachan::events
