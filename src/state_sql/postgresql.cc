// SPDX-License-Identifier: Apache-2.0
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include "state_sql/dialect.h"

namespace lachan::state_sql {
namespace {

/// First line of a server's message; the detail lines repeat values of the row.
std::string FirstLine(std::string_view message) {
  return std::string(message.substr(0, message.find('\n')));
}

/// \source PostgreSQL 15 manual, appendix A (SQLSTATE classes)
Error Meaning(std::string_view state, std::string_view message) {
  const std::string line = FirstLine(message);
  const std::string_view group = state.substr(0, 2);
  if (state == "23505") {
    Error error(ErrorCode::kConflict, "a row with this value exists already");
    // "DETAIL:  Key (login)=(an) already exists."
    if (const auto at = message.find("Key ("); at != std::string_view::npos) {
      const auto name = message.substr(at + 5);
      error.AddField({std::string(name.substr(0, name.find_first_of(",)"))), "not_unique"});
    }
    return error;
  }
  if (state == "23503") {
    return Error(ErrorCode::kInvalidInput, "refers to a row that does not exist");
  }
  if (group == "23" || group == "22") {
    return Error(ErrorCode::kInvalidInput, fmt::format("refused by the table ({})", line));
  }
  if (state == "53100") {
    return Error(ErrorCode::kExhausted, fmt::format("the database has no space left ({})", line));
  }
  if (group == "XX" && state != "XX000") {
    return Error(ErrorCode::kCorrupt, fmt::format("the database is damaged ({})", line));
  }
  if (group == "08" || group == "40" || group == "53" || group == "57" || state == "55P03" ||
      state.empty() || state == "     ") {
    return Error(ErrorCode::kUnavailable,
                 fmt::format("the database cannot be used now ({})", line));
  }
  if (group == "28" || state == "3D000" || state == "42501") {
    return Error(ErrorCode::kUnavailable, fmt::format("the database refuses us ({})", line));
  }
  return Error(ErrorCode::kInternal, fmt::format("PostgreSQL {}: {}", state, line));
}

PGconn* Handle(soci::session& session) {
  auto* backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
  return backend == nullptr ? nullptr : backend->conn_;
}

class Postgresql final : public Dialect {
 public:
  explicit Postgresql(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  std::string_view name() const override { return "postgresql"; }

  Status Open(soci::session& session, Use use) const override {
    session.open(soci::postgresql, conninfo_);
    if (const char* encoding = PQparameterStatus(Handle(session), "server_encoding");
        encoding == nullptr || std::string_view(encoding) != "UTF8") {
      return Fail(
          ErrorCode::kFailedPrecondition,
          "the database must have the encoding UTF8, not {}; create it with ENCODING 'UTF8'",
          encoding == nullptr ? "an unknown one" : encoding);
    }
    std::string setup =
        "SET client_encoding = 'UTF8'; SET client_min_messages = warning;"
        "SET lock_timeout = '10s'; SET statement_timeout = '120s';";
    if (use == Use::kRead) setup += "SET default_transaction_read_only = on;";
    return Script(session, setup);
  }

  Status Script(soci::session& session, const std::string& sql) const override {
    PGconn* handle = Handle(session);
    if (handle == nullptr) return Fail(ErrorCode::kUnavailable, "not connected to the database");
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle, sql.c_str()),
                                                               &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
    const char* state = result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
    return std::unexpected(Meaning(state == nullptr ? "" : state, PQerrorMessage(handle)));
  }

  Error Translate(soci::session& session, const std::exception& error) const override {
    PGconn* handle = Handle(session);
    if (handle != nullptr && PQstatus(handle) == CONNECTION_BAD) {
      return Error(ErrorCode::kUnavailable, fmt::format("the database closed the connection ({})",
                                                        FirstLine(PQerrorMessage(handle))));
    }
    if (const auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
      return Meaning(known->sqlstate(), known->get_error_message());
    }
    if (const auto* known = dynamic_cast<const soci::soci_error*>(&error); known && !handle) {
      return Meaning("", known->get_error_message());
    }
    return Error(ErrorCode::kInternal, "PostgreSQL: unexpected failure");
  }

  std::string BeginRead() const override {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }
  std::string BeginWrite() const override {
    // Whoever holds the row of the chain's head is the writer; others wait here.
    return "BEGIN ISOLATION LEVEL READ COMMITTED;"
           "SELECT value FROM sequence WHERE name = 'fact' FOR UPDATE";
  }
  std::string BeginMigration() const override {
    return "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(7820134501)";
  }

  std::string_view IdColumn() const override { return "BIGINT PRIMARY KEY"; }
  // Sorted by code point, as SQLite does.
  std::string_view TextColumn() const override { return "TEXT COLLATE \"C\""; }

  std::vector<std::string> AppendOnly(std::string_view table) const override {
    return {
        fmt::format("CREATE FUNCTION {0}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    "BEGIN RAISE EXCEPTION '{0} is append-only'; END $$",
                    table),
        fmt::format("CREATE TRIGGER {0}_no_change BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW "
                    "EXECUTE FUNCTION {0}_append_only()",
                    table),
        fmt::format("CREATE TRIGGER {0}_no_truncate BEFORE TRUNCATE ON {0} FOR EACH STATEMENT "
                    "EXECUTE FUNCTION {0}_append_only()",
                    table),
    };
  }

  Statement ColumnsOf(std::string_view table) const override {
    Statement statement;
    statement.text = fmt::format(
        "SELECT column_name, CASE WHEN data_type = 'text' AND collation_name IS DISTINCT FROM 'C' "
        "THEN 1 ELSE 0 END FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = {}",
        statement.Bind(table));
    statement.columns = {Wire::kText, Wire::kNumber};
    return statement;
  }

 private:
  std::string conninfo_;
};

}  // namespace

std::unique_ptr<Dialect> MakePostgresql(std::string conninfo) {
  return std::make_unique<Postgresql>(std::move(conninfo));
}

}  // namespace lachan::state_sql
