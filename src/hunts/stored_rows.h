// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: stored events, column by column, as records to match.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "core/flat_record.h"
#include "detect/column_screen.h"
#include "events/column_reader.h"

namespace lachan::hunts {

/// Which columns a sweep reads.
struct RowPlan {
  std::vector<std::size_t> hot;  ///< Indexes into events::HotFields().
  bool raw = false;              ///< Records that are text.
  bool local_time = false;       ///< detect::kLocalTimeField as a field.

  /// "time, id, …" for StoredRows.
  std::string Columns() const;
};

/// Rows of one answer. One thread.
class StoredRows {
 public:
  StoredRows(const RowPlan& plan, NameTable& names);

  /// `answer` has the columns of the plan and outlives the reading of its rows.
  void Begin(const events::ColumnAnswer& answer);
  /// The rows that rules hold for, or may hold for, ascending; before the first Read.
  std::span<const detect::ColumnScreen::Found> Screen(detect::ColumnScreen& screen);
  /// Lays out a row; valid until the next call. Rows ascend.
  const FlatRecord& Read(std::size_t row);
  /// The same with the fields of these names only, and without the text.
  const FlatRecord& ReadOnly(std::size_t row, std::span<const NameId> names);
  const std::vector<LogSource>& SourcesOf(std::size_t row) { return SourceOf(row).list; }
  std::string_view IdOf(std::size_t row) const;
  Instant TimeOf(std::size_t row) const;
  std::int64_t AgencyOf(std::size_t row) const;
  std::int64_t SystemOf(std::size_t row) const;

 private:
  /// A combination of log sources.
  struct Source {
    std::vector<LogSource> list;
    std::uint64_t answer = 0;        ///< For which `screened` is.
    std::uint32_t screened = 0;      ///< Its number there.
    std::vector<NameId> rest_names;  ///< Of the last row's remainder, by place.
  };

  Source& SourceOf(std::size_t row);
  bool IsOf(const Source& source, std::size_t row) const;
  const events::ReadColumn& Hot(std::size_t column) const {
    return answer_->columns[first_hot_ + column];
  }
  std::string_view TextOf(std::size_t row) const;
  /// Calls `take(value)` for each value of a cell.
  /// Adds the values of a hot column; rows ascend.
  void AddHot(std::size_t column, std::size_t row);
  /// Unless the record has one of its own.
  void AddLocalTime(std::size_t row);
  template <class Take>
  void ForEachValue(std::string_view cell, const Take& take);
  /// Calls `take(name, value)` for each field of a remainder.
  template <class Take>
  void ForEachOfRest(std::string_view rest, Source& source, const Take& take);
  std::string_view Plain(std::string_view text);
  std::string_view LocalTimeOf(std::size_t row);

  const RowPlan& plan_;
  NameTable& names_;
  const std::size_t first_hot_;
  const events::ColumnAnswer* answer_ = nullptr;
  std::uint64_t answers_ = 0;
  std::vector<NameId> hot_names_;
  std::vector<std::size_t> at_;  ///< Of each hot column: the next text that Read may need.
  NameId local_time_name_ = 0;
  FlatRecord record_;
  TextArena arena_;
  std::string local_time_;
  std::chrono::sys_seconds local_second_{};
  std::unordered_multimap<std::size_t, Source> sources_;  ///< By a hash of what they are.
};

}  // namespace lachan::hunts
