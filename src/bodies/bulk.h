// SPDX-License-Identifier: Apache-2.0
/// \file
/// the body of Elasticsearch's _bulk.
/// \source Elasticsearch Guide 8.x, "Bulk API"
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "bodies/trouble.h"

namespace lachan::bodies {

enum class BulkAction : std::uint8_t { kIndex, kCreate, kUpdate, kDelete };
std::string_view ToString(BulkAction action);

struct BulkItem {
  BulkAction action = BulkAction::kIndex;
  /// As the sender wrote them between the quotes, escapes included; empty: not given.
  std::string_view index, id;
  std::string_view document;  ///< Empty for a delete.
};

/// Walks the items of a body, which stays where it is.
class BulkReader {
 public:
  static constexpr std::size_t kActionBytes = 8 << 10;  ///< Of an action's line.

  explicit BulkReader(std::string_view body);
  ~BulkReader();
  BulkReader(const BulkReader&) = delete;
  BulkReader& operator=(const BulkReader&) = delete;

  /// The next item; empty at the end. \error 400  a line is no action; says which
  Taking<std::optional<BulkItem>> Next();

 private:
  std::optional<std::string_view> Line();
  Taking<BulkItem> ReadAction(std::string_view line);

  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string_view rest_;
  std::size_t number_ = 0;      ///< Of the line last taken, from 1.
  std::string_view last_line_;  ///< Senders repeat their action line.
  BulkItem last_;
  std::array<char, kActionBytes + kPadding> buffer_;
};

}  // namespace lachan::bodies
