// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: stored events, column by column, as records to match.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "core/flat_record.h"
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
  void Begin(const events::ColumnAnswer& answer) { answer_ = &answer; }
  /// Lays out a row; valid until the next call.
  const FlatRecord& Read(std::size_t row);
  const std::vector<LogSource>& SourcesOf(std::size_t row);
  std::string_view IdOf(std::size_t row) const;
  Instant TimeOf(std::size_t row) const;
  std::int64_t AgencyOf(std::size_t row) const;
  std::int64_t SystemOf(std::size_t row) const;

 private:
  void AddHot(std::size_t column, std::size_t row);
  void AddRest(std::string_view rest);
  std::string_view Plain(std::string_view text);

  const RowPlan& plan_;
  NameTable& names_;
  const events::ColumnAnswer* answer_ = nullptr;
  std::vector<NameId> hot_names_;
  std::vector<NameId> rest_names_;  ///< Of the row before, by place.
  NameId local_time_name_ = 0;
  FlatRecord record_;
  TextArena arena_;
  std::string key_;
  std::unordered_map<std::string, std::vector<LogSource>> sources_;
};

}  // namespace lachan::hunts
