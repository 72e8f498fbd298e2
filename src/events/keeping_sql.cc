// SPDX-License-Identifier: Apache-2.0
#include "events/keeping_sql.h"

#include "events/event_sql.h"

namespace lachan::events {
namespace {

/// What an event is, as one text: everything that was received, and who it is said to be of. Two
/// copies of an event give the same.
constexpr std::string_view kEventText =
    "concat(id, char(31), toString(toUnixTimestamp64Micro(time)), char(31), "
    "toString(toUnixTimestamp64Micro(received_at)), char(31), toString(source), char(31), "
    "toString(agency), char(31), toString(system), char(31), host, char(31), peer, char(31), "
    "format, char(31), rest, char(31), raw)";

/// A sum does not depend on the order, and needs no memory for the set.
std::string Digest() {
  return fmt::format("lower(hex(sum(reinterpretAsUInt256(SHA256({})))))", kEventText);
}

std::string Monday(CivilDate day) { return fmt::format("'{}'", FormatDate(day)); }

std::string InWeek(RetentionClass kept_as, CivilDate monday) {
  // By `time` itself, so that the sorting key is used.
  return fmt::format(
      "class = {} AND time >= toDateTime64('{} 00:00:00', 6, 'UTC') "
      "AND time < toDateTime64('{} 00:00:00', 6, 'UTC')",
      kept_as.Byte(), FormatDate(monday), FormatDate(AddDays(monday, 7)));
}

Result<std::string> Span(const Query& query, Statement& statement) {
  if (!query.from || !query.to || *query.from >= *query.to) {
    return Fail(ErrorCode::kInvalidInput, "a hold needs a span of time, from < to");
  }
  return Conditions({.from = query.from, .to = query.to}, Scope::All(), statement);
}

std::string InHold(std::int64_t hold) { return fmt::format("hold = {}", hold); }

std::string Columns() {
  std::string columns;
  for (const auto& column : EventColumns()) {
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", column.name);
  }
  return columns;
}

}  // namespace

Statement WeeksStatement(const Layout& layout) {
  return {.sql = fmt::format(
              "SELECT toUInt8(extract(partition, '^\\\\(([0-9]+),')) AS kept_as, "
              "toInt64(toUInt16(toDate(extract(partition, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')))) "
              "AS monday, sum(rows), sum(bytes_on_disk) FROM {} WHERE active "
              "AND database = '{}' AND table = '{}' GROUP BY kept_as, monday "
              "ORDER BY monday, kept_as",
              layout.Parts(), layout.database, layout.Local("events")),
          .parameters = {}};
}

Statement WeekStatement(RetentionClass kept_as, CivilDate monday) {
  return {.sql = fmt::format("SELECT count(), toUnixTimestamp64Micro(min(time)), "
                             "toUnixTimestamp64Micro(max(time)), "
                             "toUnixTimestamp64Micro(max(received_at)) FROM events WHERE {}",
                             InWeek(kept_as, monday)),
          .parameters = {}};
}

Statement WeekOwnersStatement(RetentionClass kept_as, CivilDate monday) {
  return {.sql = fmt::format("SELECT agency, system, count() FROM events WHERE {} "
                             "GROUP BY agency, system ORDER BY agency, system",
                             InWeek(kept_as, monday)),
          .parameters = {}};
}

Statement DropWeekStatement(RetentionClass kept_as, CivilDate monday, const Layout& layout) {
  return {.sql = fmt::format("ALTER TABLE {}{} DROP PARTITION ({}, {})", layout.Local("events"),
                             layout.OnCluster(), kept_as.Byte(), Monday(monday)),
          .parameters = {}};
}

Result<Statement> HoldStatement(std::int64_t hold, const Query& query, const Scope& scope) {
  Statement statement;
  LACHAN_TRY(const std::string span, Span(query, statement));
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  statement.sql = fmt::format(
      "INSERT INTO events_held (hold, {0}) SELECT {1}, {0} FROM events WHERE {2} "
      "AND id GLOBAL NOT IN (SELECT id FROM events_held WHERE {3} AND {4})",
      Columns(), hold, where, InHold(hold), span);
  return statement;
}

Result<Statement> MatchingStatement(const Query& query, const Scope& scope) {
  Statement statement;
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  statement.sql = fmt::format("SELECT count(), {} FROM events WHERE {}", Digest(), where);
  return statement;
}

Result<Statement> KeptStatement(std::int64_t hold, const Query& query, const Scope& scope) {
  Statement statement;
  LACHAN_TRY(const std::string span, Span(query, statement));
  LACHAN_TRY(const std::string where, Conditions(query, scope, statement));
  statement.sql = fmt::format(
      "SELECT count(), {} FROM events_held WHERE {} AND {} "
      "AND id GLOBAL IN (SELECT id FROM events WHERE {})",
      Digest(), InHold(hold), span, where);
  return statement;
}

Result<Statement> TwiceStatement(std::int64_t hold, const Query& query) {
  Statement statement;
  LACHAN_TRY(const std::string span, Span(query, statement));
  statement.sql = fmt::format("SELECT count() - uniqExact(id) FROM events_held WHERE {} AND {}",
                              InHold(hold), span);
  return statement;
}

Result<Statement> ForgetStatement(std::int64_t hold, const Query& query, const Layout& layout) {
  Statement statement;
  if (!query.from || !query.to) return Fail(ErrorCode::kInternal, "a span without ends");
  // A mutation is stored as text: the numbers are written out.
  statement.sql = fmt::format(
      "ALTER TABLE {}{} DELETE WHERE hold = {} AND toUnixTimestamp64Micro(time) >= {} "
      "AND toUnixTimestamp64Micro(time) < {} SETTINGS mutations_sync = 2",
      layout.Local("events_held"), layout.OnCluster(), hold, query.from->time_since_epoch().count(),
      query.to->time_since_epoch().count());
  return statement;
}

Statement HeldStatement(std::int64_t hold) {
  return {.sql = fmt::format("SELECT count(), {}, toUnixTimestamp64Micro(min(time)), "
                             "toUnixTimestamp64Micro(max(time)) FROM events_held WHERE {}",
                             Digest(), InHold(hold)),
          .parameters = {}};
}

Statement ReleaseStatement(std::int64_t hold, const Layout& layout) {
  return {.sql = fmt::format("ALTER TABLE {}{} DROP PARTITION {}", layout.Local("events_held"),
                             layout.OnCluster(), hold),
          .parameters = {}};
}

Statement HeldBytesStatement(const Layout& layout) {
  return {.sql = fmt::format("SELECT sum(bytes_on_disk) FROM {} WHERE active AND database = '{}' "
                             "AND table = '{}'",
                             layout.Parts(), layout.database, layout.Local("events_held")),
          .parameters = {}};
}

Statement VolumeStatement(CivilDate first) {
  // An event is stored under its own time, which the clock's tolerance keeps near its arrival:
  // looking a week further back finds nearly all of a day's arrivals by the sorting key.
  return {.sql = fmt::format(
              "SELECT class, toInt64(toUInt16(toDate(received_at))) AS day, count() FROM events "
              "WHERE time >= toDateTime64('{} 00:00:00', 6, 'UTC') AND received_at >= "
              "toDateTime64('{} 00:00:00', 6, 'UTC') GROUP BY class, day ORDER BY day, class",
              FormatDate(AddDays(first, -7)), FormatDate(first)),
          .parameters = {}};
}

Statement LastReceivedStatement(Instant since) {
  const auto micros = since.time_since_epoch().count();
  const auto day = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::days(1));
  return {.sql = fmt::format(
              "SELECT source, toUnixTimestamp64Micro(max(received_at)) FROM events WHERE time >= "
              "fromUnixTimestamp64Micro(toInt64({}), 'UTC') AND received_at >= "
              "fromUnixTimestamp64Micro(toInt64({}), 'UTC') GROUP BY source",
              micros - day.count(), micros),
          .parameters = {}};
}

Statement DisksStatement(const Layout& layout) {
  return {.sql = fmt::format("SELECT name, path, free_space, total_space FROM {} ORDER BY name",
                             layout.is_cluster()
                                 ? fmt::format("cluster('{}', system.disks)", layout.cluster)
                                 : std::string("system.disks")),
          .parameters = {}};
}

}  // namespace lachan::events
