// SPDX-License-Identifier: Apache-2.0
/// \file
/// The event table's migrations: numbered, forward only, each statement safe to repeat.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace lachan::events {

/// One step of the schema. Recorded in `schema_migrations` after its last statement.
struct Migration {
  int version = 0;
  std::string name;
  std::vector<std::string> statements;
};

/// In order of version, from 1, without gaps.
std::vector<Migration> Migrations();

/// Statement that makes events older than `days` expire; 0 keeps them for ever.
std::string RetentionStatement(int days);

/// Column names and types of table `events`, in the order an insert sends them.
struct Column {
  std::string name;
  std::string type;
};
std::vector<Column> EventColumns();

}  // namespace lachan::events
