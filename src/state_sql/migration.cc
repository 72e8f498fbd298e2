// SPDX-License-Identifier: Apache-2.0
#include "state_sql/migration.h"

#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "state_sql/connection.h"

namespace lachan::state_sql {
namespace {

/// Columns of schema::Row, and the store's own. Frozen: applied migrations were made with it.
constexpr std::string_view kRowColumns =
    "id {{id}}, version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, "
    "archived SMALLINT NOT NULL, search_key {{text}} NOT NULL";

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string WithoutComments(std::string_view text) {
  std::string out;
  for (const std::string_view line : Split(text, '\n')) {
    out += line.substr(0, line.find("--"));
    out += '\n';
  }
  return out;
}

struct Applied {
  std::string name, sha256;
};

Result<std::map<int, Applied>> ReadApplied(Connection& connection) {
  Statement statement;
  statement.text = "SELECT number, name, sha256 FROM schema_migration";
  statement.columns = {Wire::kNumber, Wire::kText, Wire::kText};
  LACHAN_TRY(const auto rows, connection.Query(statement));
  std::map<int, Applied> applied;
  for (const auto& row : rows) {
    applied[static_cast<int>(std::get<std::int64_t>(row[0]))] = {std::get<std::string>(row[1]),
                                                                 std::get<std::string>(row[2])};
  }
  return applied;
}

Status CheckApplied(const std::map<int, Applied>& applied, std::span<const Migration> migrations) {
  for (const auto& [number, row] : applied) {
    const auto known = std::ranges::find(migrations, number, &Migration::number);
    if (known == migrations.end()) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "the database has migration {} ('{}'), which this version does not know: it was "
                  "used by a later version; run that one, or restore a backup made before it",
                  number, row.name);
    }
    if (Sha256Hex(known->text) != row.sha256) {
      return Fail(ErrorCode::kCorrupt,
                  "migration {} was applied with another text than this version has; install the "
                  "version that made the database, never edit an applied migration",
                  known->name);
    }
  }
  return {};
}

Status RunOne(Connection& connection, const Migration& migration, Instant now) {
  for (const std::string& sql : StatementsOf(connection, migration)) {
    if (auto status = connection.Script(sql); !status) {
      return Fail(status.error().code() == ErrorCode::kInternal ||
                          status.error().code() == ErrorCode::kInvalidInput
                      ? ErrorCode::kFailedPrecondition
                      : status.error().code(),
                  "migration {} failed and was rolled back: {}; statement: {}; the database is "
                  "unchanged: correct the cause and start again",
                  migration.name, status.error().message(), Ellipsis(sql, 200));
    }
  }
  Statement insert;
  insert.text = fmt::format(
      "INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES ({}, {}, {}, {})",
      insert.Bind(migration.number), insert.Bind(migration.name),
      insert.Bind(Sha256Hex(migration.text)), insert.Bind(now.time_since_epoch().count()));
  LACHAN_TRY_DO(connection.Execute(insert), "recording migration " + migration.name);
  return {};
}

/// The table that the migrations themselves are counted in.
Status Bootstrap(Connection& connection) {
  LACHAN_TRY_DO(connection.Script(connection.dialect().BeginMigration()));
  auto status = connection.Script(
      "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
      "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)");
  if (status) status = connection.Script("COMMIT");
  if (!status) (void)connection.Script("ROLLBACK");
  return status;
}

/// Applies the first missing migration inside the running transaction.
Status ApplyNext(Connection& connection, std::span<const Migration> migrations, const Clock& clock,
                 bool* done) {
  LACHAN_TRY(const auto applied, ReadApplied(connection));
  LACHAN_TRY_DO(CheckApplied(applied, migrations));
  for (const Migration& migration : migrations) {
    if (!applied.contains(migration.number)) {
      *done = false;
      return RunOne(connection, migration, clock.Now());
    }
  }
  *done = true;
  return {};
}

}  // namespace

std::vector<std::string> StatementsOf(const Connection& connection, const Migration& migration) {
  constexpr std::string_view kAppendOnly = "{{append_only ";
  const Dialect& dialect = connection.dialect();
  std::vector<std::string> statements;
  std::string current;
  const std::string text = WithoutComments(migration.text);
  for (const std::string_view line : Split(text, '\n')) {
    const std::string_view trimmed = Trim(line);
    current += line;
    current += '\n';
    if (!trimmed.ends_with(';')) continue;
    std::string statement(Trim(current));
    statement.pop_back();
    current.clear();
    if (statement.starts_with(kAppendOnly)) {
      const auto end = statement.find("}}");
      const auto table = statement.substr(kAppendOnly.size(), end - kAppendOnly.size());
      std::ranges::move(dialect.AppendOnly(table), std::back_inserter(statements));
      continue;
    }
    ReplaceAll(statement, "{{row}}", kRowColumns);
    ReplaceAll(statement, "{{id}}", dialect.IdColumn());
    ReplaceAll(statement, "{{text}}", dialect.TextColumn());
    statements.push_back(std::move(statement));
  }
  // A rest without ';' is run too, so that it cannot be lost.
  if (!Trim(current).empty()) statements.emplace_back(Trim(current));
  return statements;
}

Status Migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock) {
  LACHAN_TRY_DO(Bootstrap(connection));
  bool done = false;
  while (!done) {
    LACHAN_TRY_DO(connection.Script(connection.dialect().BeginMigration()));
    auto status = ApplyNext(connection, migrations, clock, &done);
    if (status) status = connection.Script("COMMIT");
    if (!status) {
      (void)connection.Script("ROLLBACK");
      return status;
    }
  }
  return {};
}

}  // namespace lachan::state_sql
