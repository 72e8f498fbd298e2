// SPDX-License-Identifier: Apache-2.0
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "state_sql/dialect.h"

namespace lachan::state_sql {
namespace {

namespace api = sqlite_api;

/// What an SQLite result code asks of the caller. \source sqlite.org/rescode.html
Error Meaning(int extended, std::string message) {
  switch (extended & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Error(ErrorCode::kCorrupt,
                   fmt::format("the state file is damaged or not a database ({}); restore it from "
                               "a backup",
                               message));
    case SQLITE_FULL:
      return Error(ErrorCode::kExhausted,
                   fmt::format("no space left for the state file ({})", message));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Error(
          ErrorCode::kUnavailable,
          fmt::format("the state file cannot be written ({}); check that its folder exists "
                      "and belongs to the service",
                      message));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(ErrorCode::kUnavailable,
                   fmt::format("the state file is held by another process ({})", message));
    case SQLITE_IOERR:
      return Error(ErrorCode::kUnavailable,
                   fmt::format("disk error at the state file ({})", message));
    case SQLITE_CONSTRAINT:
      break;
    default:
      return Error(ErrorCode::kInternal, fmt::format("SQLite: {}", message));
  }
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY: {
      Error error(ErrorCode::kConflict, "a row with this value exists already");
      // "UNIQUE constraint failed: account.login"
      if (const auto dot = message.rfind('.'); dot != std::string::npos) {
        error.AddField({message.substr(dot + 1), "not_unique"});
      }
      return error;
    }
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Error(ErrorCode::kInvalidInput, "refers to a row that does not exist");
    default:
      return Error(ErrorCode::kInvalidInput, fmt::format("refused by the table ({})", message));
  }
}

api::sqlite3* Handle(soci::session& session) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  return backend == nullptr ? nullptr : backend->conn_;
}

class Sqlite final : public Dialect {
 public:
  Sqlite(std::string path, bool is_durable) : path_(std::move(path)), is_durable_(is_durable) {}

  std::string_view name() const override { return "sqlite"; }

  Status Open(soci::session& session, Use use) const override {
    if (path_.empty() || path_.find('"') != std::string::npos) {
      return Fail(ErrorCode::kInvalidInput, "not a path for the state file: '{}'", path_);
    }
    session.open(soci::sqlite3, fmt::format("db=\"{}\" timeout=5", path_));
    api::sqlite3* handle = Handle(session);
    api::sqlite3_extended_result_codes(handle, 1);
    // A misspelt column must be an error, not a text.
    api::sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    api::sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    api::sqlite3_busy_timeout(handle, 5000);
    std::string setup =
        "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
        "PRAGMA temp_store=MEMORY;";
    setup += is_durable_ ? "PRAGMA synchronous=FULL;" : "PRAGMA synchronous=OFF;";
    setup += use == Use::kWrite ? "PRAGMA journal_mode=WAL;" : "PRAGMA query_only=ON;";
    return Script(session, setup);
  }

  Status Script(soci::session& session, const std::string& sql) const override {
    api::sqlite3* handle = Handle(session);
    if (handle == nullptr) return Fail(ErrorCode::kUnavailable, "the state file is not open");
    char* text = nullptr;
    const int code = api::sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &text);
    const std::string message = text != nullptr ? text : "";
    api::sqlite3_free(text);
    if (code != SQLITE_OK) return std::unexpected(Meaning(code, message));
    return {};
  }

  Error Translate(soci::session& session, const std::exception& error) const override {
    api::sqlite3* handle = Handle(session);
    if (handle != nullptr && api::sqlite3_errcode(handle) != SQLITE_OK) {
      return Meaning(api::sqlite3_extended_errcode(handle), api::sqlite3_errmsg(handle));
    }
    if (const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
      return Meaning(known->result(), known->get_error_message());
    }
    // Opening failed before there was a handle: SOCI's text has no values in it then.
    if (handle == nullptr) return Meaning(SQLITE_CANTOPEN, error.what());
    return Error(ErrorCode::kInternal, "SQLite: unexpected failure");
  }

  std::string BeginRead() const override { return "BEGIN"; }
  std::string BeginWrite() const override { return "BEGIN IMMEDIATE"; }
  std::string BeginMigration() const override { return "BEGIN IMMEDIATE"; }

  std::string_view IdColumn() const override { return "INTEGER PRIMARY KEY"; }
  std::string_view TextColumn() const override { return "TEXT"; }

  std::vector<std::string> AppendOnly(std::string_view table) const override {
    std::vector<std::string> statements;
    for (const char* verb : {"UPDATE", "DELETE"}) {
      statements.push_back(fmt::format(
          "CREATE TRIGGER {0}_no_{1} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, '{0} is "
          "append-only'); END",
          table, verb));
    }
    return statements;
  }

  Statement ColumnsOf(std::string_view table) const override {
    Statement statement;
    statement.text =
        fmt::format("SELECT name, 0 FROM pragma_table_info({})", statement.Bind(table));
    statement.columns = {Wire::kText, Wire::kNumber};
    return statement;
  }

 private:
  std::string path_;
  bool is_durable_;
};

}  // namespace

std::unique_ptr<Dialect> MakeSqlite(std::string path, bool is_durable) {
  return std::make_unique<Sqlite>(std::move(path), is_durable);
}

}  // namespace lachan::state_sql
