// SPDX-License-Identifier: Apache-2.0
#include "events/event_sql.h"

#include <charconv>
#include <string>

#include "base/text.h"
#include "events/event_columns.h"
#include "events/event_schema.h"
#include "events/hunt_table.h"

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

Result<HuntQuery> ParseQueryText(const Query& query) {
  auto parsed = ParseHuntQuery(query.text);
  if (!parsed) return std::unexpected(ToError(parsed.error()));
  return *std::move(parsed);
}

/// `query.text` is not read: `search` is what it says.
Result<std::string> Conditions(const HuntNode& search, const Query& query, const Scope& scope,
                               Statement& statement) {
  LACHAN_TRY(std::string sql, ScopeCondition(scope, statement));
  if (query.from) sql += fmt::format(" AND time >= {}", InstantExpression(statement, *query.from));
  if (query.to) sql += fmt::format(" AND time < {}", InstantExpression(statement, *query.to));
  if (query.exercise) sql += fmt::format(" AND exercise = {}", *query.exercise ? 1 : 0);
  LACHAN_TRY(const std::string hunt,
             CompileHunt(search, statement, {query.text, query.names.get()}));
  if (hunt != "1") sql += " AND " + hunt;
  return sql;
}

/// Numbers before texts, events without the field last.
std::string SortKey(const HuntStep& sort, Statement& statement) {
  const std::string value =
      fmt::format("arrayElement({}, 1)", ValuesOf(sort.fields[0].name, statement));
  const std::string_view direction = sort.descending ? "DESC" : "ASC";
  return fmt::format("{0} = '', toFloat64OrNull({0}) {1} NULLS LAST, {0} {1}, ", value, direction);
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

Result<std::string> Conditions(const Query& query, const Scope& scope, Statement& statement) {
  LACHAN_TRY(const HuntQuery parsed, ParseQueryText(query));
  return Conditions(parsed.search, query, scope, statement);
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
  if (query.limit < 1 || query.limit > kHuntRows) {
    return Fail(ErrorCode::kInvalidInput, "limit {} is not between 1 and {}", query.limit,
                kHuntRows);
  }
  LACHAN_TRY(const HuntQuery parsed, ParseQueryText(query));
  if (parsed.shape() != HuntShape::kEvents) {
    const HuntStep& maker = parsed.steps.front();
    return std::unexpected(ToError({.position = maker.position,
                                    .code = "hunt.pipe.table",
                                    .message_vi = "Câu truy vấn cho ra bảng, không phải sự kiện.",
                                    .message_en = "This query gives a table, not events.",
                                    .hint = "GET /api/v1/events/table"}));
  }
  Statement statement;
  LACHAN_TRY(std::string where, Conditions(parsed.search, query, scope, statement));
  if (!besides.empty()) where += fmt::format(" AND {}", besides);
  LACHAN_TRY_DO(AddCursor(query.after, where, statement));
  const HuntStep* sort = parsed.Find(HuntVerb::kSort);
  statement.sql = fmt::format(
      "SELECT {} FROM {} WHERE {} ORDER BY {}time DESC, id DESC LIMIT {}", AllColumns(), table,
      where, sort == nullptr ? "" : SortKey(*sort, statement), PageRows(parsed, query) + 1);
  return statement;
}

Result<Statement> SearchStatement(const Query& query, const Scope& scope) {
  return PageStatement("events", query, scope);
}

int PageRows(const HuntQuery& parsed, const Query& query) {
  const HuntStep* head = parsed.Find(HuntVerb::kHead);
  return head == nullptr ? query.limit : head->number;
}

Result<TableStatement> TabulateStatement(const Query& query, const Scope& scope) {
  LACHAN_TRY(const HuntQuery parsed, ParseQueryText(query));
  if (parsed.shape() == HuntShape::kEvents) {
    return Fail(ErrorCode::kInvalidInput, "the query has no command that makes a table");
  }
  TableStatement table;
  LACHAN_TRY(const std::string where, Conditions(parsed.search, query, scope, table.statement));
  LACHAN_TRY_DO(CompileTable(parsed, query.from, query.to, where, table));
  return table;
}

Result<Statement> SampleStatement(const Query& query, const Scope& scope) {
  if (query.limit < 1 || query.limit > kHuntRows) {
    return Fail(ErrorCode::kInvalidInput, "limit {} is not between 1 and {}", query.limit,
                kHuntRows);
  }
  Statement statement;
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  std::string columns = "rest";
  for (std::size_t i = 0; i < HotFields().size(); ++i) {
    columns += fmt::format(", `{}`", HotColumn(i));
  }
  statement.sql = fmt::format("SELECT {} FROM events WHERE {} ORDER BY time DESC, id DESC LIMIT {}",
                              columns, where, query.limit);
  return statement;
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
  const GroupKey key = GroupKeyOf(field, statement);
  statement.sql = fmt::format(
      "SELECT value, sum(events) AS n FROM (SELECT arrayJoin({}) AS value, events FROM (SELECT {} "
      "AS k0, count() AS events FROM events WHERE {} GROUP BY k0)) WHERE value != '' "
      "GROUP BY value ORDER BY n DESC, value LIMIT {}",
      key.Values("k0"), key.expression, where, limit);
  return statement;
}

Statement StatisticsStatement(const Layout& layout) {
  return {.sql = fmt::format("SELECT sum(rows), sum(bytes_on_disk), sum(data_uncompressed_bytes), "
                             "(SELECT toUnixTimestamp64Micro(min(time)) FROM events), "
                             "(SELECT toUnixTimestamp64Micro(max(time)) FROM events) "
                             "FROM {} WHERE active AND database = '{}' AND table = '{}'",
                             layout.Parts(), layout.database, layout.Local("events")),
          .parameters = {}};
}

std::string MakeCursor(const Event& last) {
  return fmt::format("{}.{}", Micros(last.time), last.id);
}

}  // namespace lachan::events
