// SPDX-License-Identifier: Apache-2.0
#include "events/event_sql.h"

#include <charconv>
#include <string>

#include "base/text.h"
#include "events/event_schema.h"

namespace lachan::events {
namespace {

constexpr std::size_t kMaxAgencies = 2000;

std::string Micros(Instant instant) { return std::to_string(instant.time_since_epoch().count()); }

std::string AllColumns() {
  std::string columns;
  for (const auto& column : EventColumns()) {
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", column.name);
  }
  return columns;
}

/// An instant parameter that the engine can compare with the sorting key.
std::string InstantExpression(Statement& statement, Instant instant) {
  return fmt::format("fromUnixTimestamp64Micro({}, 'UTC')",
                     statement.Bind("Int64", Micros(instant)));
}

/// The tenant condition.
Result<std::string> ScopeCondition(const Scope& scope, Statement& statement) {
  if (scope.all) return "1";
  if (scope.agencies.size() > kMaxAgencies) {
    return Fail(ErrorCode::kInternal, "a scope names {} agencies", scope.agencies.size());
  }
  std::string list;
  for (const auto agency : scope.agencies) {
    if (agency) list += fmt::format("{}{}", list.empty() ? "" : ",", agency.value);
  }
  if (list.empty()) return "0";
  return fmt::format("has({}, agency)", statement.Bind("Array(Int64)", "[" + list + "]"));
}

Status AddCursor(std::string_view cursor, std::string& sql, Statement& statement) {
  if (cursor.empty()) return {};
  const auto dot = cursor.find('.');
  std::int64_t micros = 0;
  const auto parsed =
      std::from_chars(cursor.data(), cursor.data() + std::min(dot, cursor.size()), micros);
  if (dot == std::string_view::npos || parsed.ec != std::errc{} ||
      parsed.ptr != cursor.data() + dot || cursor.size() - dot > 100 || !IsValidUtf8(cursor)) {
    return Fail(ErrorCode::kInvalidInput, "the page cursor is not one of ours");
  }
  const Instant time{std::chrono::microseconds(micros)};
  const std::string at = InstantExpression(statement, time);
  sql += fmt::format(" AND time <= {0} AND (time, id) < ({0}, {1})", at,
                     statement.Bind(cursor.substr(dot + 1)));
  return {};
}

}  // namespace

Result<std::string> Conditions(const Query& query, const Scope& scope, Statement& statement) {
  const auto tree = ParseHunt(query.text);
  if (!tree) return std::unexpected(ToError(tree.error()));
  LACHAN_TRY(std::string sql, ScopeCondition(scope, statement));
  if (query.from) sql += fmt::format(" AND time >= {}", InstantExpression(statement, *query.from));
  if (query.to) sql += fmt::format(" AND time < {}", InstantExpression(statement, *query.to));
  if (query.exercise) sql += fmt::format(" AND exercise = {}", *query.exercise ? 1 : 0);
  LACHAN_TRY(const std::string hunt, CompileHunt(*tree, statement));
  if (hunt != "1") sql += " AND " + hunt;
  return sql;
}

bool SeesNothing(const Scope& scope) {
  if (scope.all) return false;
  for (const auto agency : scope.agencies) {
    if (agency) return false;
  }
  return true;
}

Result<Statement> PageStatement(std::string_view table, const Query& query, const Scope& scope,
                                std::string_view besides) {
  if (query.limit < 1 || query.limit > 1000) {
    return Fail(ErrorCode::kInvalidInput, "limit {} is not between 1 and 1000", query.limit);
  }
  Statement statement;
  LACHAN_TRY(std::string where, Conditions(query, scope, statement));
  if (!besides.empty()) where += fmt::format(" AND {}", besides);
  LACHAN_TRY_DO(AddCursor(query.after, where, statement));
  statement.sql = fmt::format("SELECT {} FROM {} WHERE {} ORDER BY time DESC, id DESC LIMIT {}",
                              AllColumns(), table, where, query.limit + 1);
  return statement;
}

Result<Statement> SearchStatement(const Query& query, const Scope& scope) {
  return PageStatement("events", query, scope);
}

Result<Statement> GetStatement(std::string_view id, const Scope& scope) {
  if (id.empty() || id.size() > 64 || !IsValidUtf8(id)) {
    return Fail(ErrorCode::kNotFound, "no event with this id");
  }
  Statement statement;
  LACHAN_TRY(const std::string where, ScopeCondition(scope, statement));
  statement.sql = fmt::format("SELECT {} FROM events WHERE {} AND id = {} LIMIT 1", AllColumns(),
                              where, statement.Bind(id));
  return statement;
}

Result<Duration> BucketWidth(const Query& query, int buckets) {
  if (!query.from || !query.to || *query.from >= *query.to) {
    return Fail(ErrorCode::kInvalidInput, "counting over time needs a range from < to");
  }
  if (buckets < 1 || buckets > 1000) {
    return Fail(ErrorCode::kInvalidInput, "{} is not between 1 and 1000 buckets", buckets);
  }
  const auto span = (*query.to - *query.from).count();
  return Duration((span + buckets - 1) / buckets);
}

Result<Statement> HistogramStatement(const Query& query, Duration width, const Scope& scope) {
  Statement statement;
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  const std::string from = statement.Bind("Int64", Micros(query.from.value_or(Instant{})));
  const std::string step = statement.Bind("Int64", std::to_string(width.count()));
  statement.sql = fmt::format(
      "SELECT toInt64(intDiv(toUnixTimestamp64Micro(time) - {}, {})) AS bucket, count() AS n "
      "FROM events WHERE {} GROUP BY bucket ORDER BY bucket",
      from, step, where);
  return statement;
}

Result<Statement> TopValuesStatement(std::string_view field, const Query& query, int limit,
                                     const Scope& scope) {
  if (limit < 1 || limit > 1000) {
    return Fail(ErrorCode::kInvalidInput, "limit {} is not between 1 and 1000", limit);
  }
  if (field.empty() || field.size() > 256 || !IsValidUtf8(field)) {
    return Fail(ErrorCode::kInvalidInput, "the field name is empty, too long or not UTF-8");
  }
  Statement statement;
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  const std::string values = ValuesOf(field, statement);
  statement.sql = fmt::format(
      "SELECT value, count() AS n FROM (SELECT arrayJoin(arrayDistinct({})) AS value FROM events "
      "WHERE {}) WHERE value != '' GROUP BY value ORDER BY n DESC, value LIMIT {}",
      values, where, limit);
  return statement;
}

Statement StatisticsStatement() {
  return {.sql =
              "SELECT sum(rows), sum(bytes_on_disk), sum(data_uncompressed_bytes), "
              "(SELECT toUnixTimestamp64Micro(min(time)) FROM events), "
              "(SELECT toUnixTimestamp64Micro(max(time)) FROM events) "
              "FROM system.parts WHERE active AND database = currentDatabase() "
              "AND table = 'events'",
          .parameters = {}};
}

std::string MakeCursor(const Event& last) {
  return fmt::format("{}.{}", Micros(last.time), last.id);
}

}  // namespace lachan::events
