// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"

namespace lachan::state_sql {

class Connection;

/// One step of the schema. Applied once, in the order of numbers, never changed afterwards.
struct Migration {
  int number = 0;
  std::string name;  ///< "0002_identity.sql"
  std::string
      text;  ///< SQL; statements end with ';' at the end of a line. README.md has the placeholders.
};

/// The product's migrations, embedded at build from migrations/*.sql; in order.
std::span<const Migration> BuiltInMigrations();

/// Applies what is missing, each in a transaction together with its row in `schema_migration`.
/// \error kFailedPrecondition  a statement failed, or the database is from a later version.
/// \error kCorrupt  a migration that was applied has another text now.
Status Migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock);

/// Statements of a migration with the placeholders of the connection's backend filled in.
std::vector<std::string> StatementsOf(const Connection& connection, const Migration& migration);

}  // namespace lachan::state_sql
