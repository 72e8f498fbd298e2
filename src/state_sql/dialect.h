// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "state_sql/statement.h"

namespace soci {
class session;
}

namespace lachan::state_sql {

enum class Use : std::uint8_t { kRead, kWrite };

/// Everything in which the two databases differ.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual std::string_view name() const = 0;

  /// Connects and sets up `session`. May throw what SOCI throws.
  virtual Status Open(soci::session& session, Use use) const = 0;
  /// Runs statements without values, past SOCI's own parser.
  virtual Status Script(soci::session& session, const std::string& sql) const = 0;
  /// What a thrown exception means.
  virtual Error Translate(soci::session& session, const std::exception& error) const = 0;

  /// Starts a transaction that sees one state throughout.
  virtual std::string BeginRead() const = 0;
  /// Starts a transaction that no other writer runs beside.
  virtual std::string BeginWrite() const = 0;
  /// The same before the tables exist.
  virtual std::string BeginMigration() const = 0;

  /// Placeholders of migrations: {{id}}, {{text}}.
  virtual std::string_view IdColumn() const = 0;
  virtual std::string_view TextColumn() const = 0;
  /// Statements that make a table refuse UPDATE and DELETE.
  virtual std::vector<std::string> AppendOnly(std::string_view table) const = 0;
  /// Query for the columns of a table: name, and 1 where a text would sort differently here than in
  /// the other backend.
  virtual Statement ColumnsOf(std::string_view table) const = 0;
};

std::unique_ptr<Dialect> MakeSqlite(std::string path, bool is_durable);
std::unique_ptr<Dialect> MakePostgresql(std::string conninfo);

}  // namespace lachan::state_sql
