// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

#include "journal/registers.h"

namespace lachan::transfer {

BOOST_DEFINE_ENUM_CLASS(BulkAction, archive, restore, set)

/// One change over many rows of a register.
struct BulkRequest {
  BulkAction action = BulkAction::archive;
  std::vector<std::int64_t> ids = {};            ///< These rows …
  std::optional<journal::ListQuery> query = {};  ///< … or all that this selects.
  std::string field = {};                        ///< kSet: which field,
  boost::json::value value = nullptr;            ///< and its new value.
};

struct ChangedRow {
  std::int64_t id = 0;
  std::string title;
  bool done = false;
  std::string message;        ///< Why not; a key or a text.
  boost::json::value before;  ///< kSet: what stood there; for taking it back.
};
BOOST_DESCRIBE_STRUCT(ChangedRow, (), (id, title, done, message, before))

struct ChangedRows {
  std::int64_t done = 0, failed = 0;
  std::vector<ChangedRow> rows;
};
BOOST_DESCRIBE_STRUCT(ChangedRows, (), (done, failed, rows))

inline constexpr std::size_t kBulkRows = 5'000;

/// Each row for itself, by all rules of its register; rows that stand so already count as done.
/// \error kInvalidInput  no such field, or a value it cannot hold, for every row.
/// \error kExhausted     more rows than kBulkRows.
Result<ChangedRows> ChangeMany(journal::StateStore& store, const journal::Caller& caller,
                               const journal::Registers& registers,
                               const journal::RegisterDefinition& definition,
                               const BulkRequest& request);

}  // namespace lachan::transfer
