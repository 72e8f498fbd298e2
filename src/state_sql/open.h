// SPDX-License-Identifier: Apache-2.0
/// \file
/// The state store on SQLite or PostgreSQL: one SQL text for both.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/state_store.h"
#include "state_sql/migration.h"

namespace lachan::state_sql {

enum class Backend : std::uint8_t { kSqlite, kPostgresql };

struct Options {
  Backend backend = Backend::kSqlite;
  /// SQLite: path of the file, or ":memory:" for a temporary one that goes with the store (tests).
  /// PostgreSQL: libpq connection string; may hold a password and is never shown.
  std::string target = {};
  /// SQLite: whether a change that succeeded survives a crash of the machine. Without, filling a
  /// store that is thrown away after a crash is many times faster.
  bool is_durable = true;
  /// Readers open at the same time; one more waits `reader_wait`, then fails with kExhausted.
  std::size_t max_readers = 16;
  std::chrono::milliseconds reader_wait{10'000};
  /// How often facts of other processes on the same store are looked for, so that listeners hear of
  /// them, too, in order; 0: there are no others.
  std::chrono::milliseconds follow_every{0};
  /// Entities whose tables are compared with their declaration at the start.
  std::vector<const schema::EntityInfo*> entities = {};
  /// Migrations beside the product's own: tables that tests bring along.
  std::vector<Migration> further_migrations = {};
};

/// Opens the store and brings its schema up to date.
///
/// Writers run one at a time (also across processes), so a change sees no other change half done.
/// A change in which a statement failed is rolled back even when the callback goes on and succeeds.
///
/// \error kUnavailable  the file or server cannot be reached, or is held by another process.
/// \error kCorrupt      not a database, damaged, or an applied migration has another text now.
/// \error kExhausted    disk full.
/// \error kFailedPrecondition  the schema is from a later version, a migration failed, or a table
///   differs from its declaration; the message says which and what to do.
Result<std::unique_ptr<journal::StateStore>> OpenStateStore(const Options& options,
                                                            const Clock& clock);

/// Reads the words "sqlite" and "postgresql". \error kInvalidInput
Result<Backend> ParseBackend(std::string_view word);

}  // namespace lachan::state_sql
