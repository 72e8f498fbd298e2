// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/registers.h"

namespace lachan::transfer {

/// Purpose      Rows of the registers that others refer to, by name and back. Each register is read
///              once, when it is first asked for.
/// Life cycle   Within one reader or transaction, whose reach it has.
/// Concurrency  Not thread-safe.
class Names {
 public:
  Names(journal::Reader& reader, const journal::Registers& registers)
      : reader_(reader), registers_(registers) {}

  struct Found {
    std::int64_t id = 0;
    std::string message;  ///< Why there is none: "no_such_name", "ambiguous_name".
  };
  /// A row by "#12", code, exact name, or name without accents, in this order. Rows of `owner` are
  /// preferred when it is given (0 = none).
  Result<Found> Find(std::string_view entity, std::string_view text, std::int64_t owner);
  /// Name of a row; "#12" when it is not within reach.
  Result<std::string> NameOf(std::string_view entity, std::int64_t id);
  /// Agency that a row belongs to; 0 when unknown.
  Result<std::int64_t> OwnerOf(std::string_view entity, std::int64_t id);
  /// Names for a drop-down, at most `limit`; archived rows are left out.
  Result<std::vector<std::string>> All(std::string_view entity, std::size_t limit);

 private:
  struct Row {
    std::int64_t id = 0, owner = 0;
    std::string name;
    bool archived = false;
  };
  struct Table {
    std::vector<Row> rows;
    std::unordered_map<std::int64_t, std::size_t> by_id;
    std::unordered_multimap<std::string, std::size_t> exact, folded;
  };
  Result<const Table*> TableOf(std::string_view entity);

  journal::Reader& reader_;
  const journal::Registers& registers_;
  std::map<std::string, Table, std::less<>> tables_;
};

/// Text that may stand for a name: composed letters, single blanks.
std::string NameKey(std::string_view text);

}  // namespace lachan::transfer
