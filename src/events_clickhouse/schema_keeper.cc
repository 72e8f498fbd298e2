// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/schema_keeper.h"

#include <map>

#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {
namespace {

constexpr std::chrono::milliseconds kShort{60'000};
/// Copying a week of events; a busy province has some hundred million.
constexpr std::chrono::hours kMoving{4};

Status Execute(ClickHouseClient& client, std::string sql, bool in_database = true,
               std::chrono::milliseconds timeout = kShort) {
  ClickHouseRequest request;
  request.sql = std::move(sql);
  request.in_database = in_database;
  request.timeout = timeout;
  LACHAN_TRY_DO(client.Run(request));
  return {};
}

Result<std::vector<std::string>> Texts(ClickHouseClient& client, std::string sql) {
  LACHAN_TRY(const auto answer, client.Run({.sql = std::move(sql), .timeout = kShort}));
  std::vector<std::string> texts;
  RowReader reader(answer.body);
  while (!reader.AtEnd() && reader.ok()) texts.emplace_back(reader.String());
  if (!reader.ok()) return Fail(ErrorCode::kCorrupt, "an answer of the event engine ends early");
  return texts;
}

Result<int> VersionOf(ClickHouseClient& client) {
  LACHAN_TRY(const auto texts,
             Texts(client, "SELECT toString(max(version)) FROM schema_migrations"));
  return texts.empty() ? 0 : std::atoi(texts.front().c_str());
}

Result<bool> Exists(ClickHouseClient& client, std::string_view table, std::string_view column) {
  LACHAN_TRY(const auto rows,
             Texts(client, fmt::format("SELECT name FROM system.columns WHERE database = "
                                       "currentDatabase() AND table = '{}' AND name = '{}'",
                                       table, column)));
  return !rows.empty();
}

/// Moves all events from the older table (partitions: weeks) into `events_next` (partitions: class
/// and week). A week that was copied only half goes and comes again.
Status MoveEvents(ClickHouseClient& client) {
  LACHAN_TRY(const bool is_done, Exists(client, "events", "class"));
  if (is_done) return Execute(client, "DROP TABLE IF EXISTS events_next");
  LACHAN_TRY(const auto weeks,
             Texts(client,
                   "SELECT DISTINCT partition FROM system.parts WHERE active AND database = "
                   "currentDatabase() AND table = 'events' ORDER BY partition DESC"));
  std::string columns;
  for (const auto& column : events::EventColumns()) {
    if (column.name == "class") continue;
    columns += fmt::format("{}`{}`", columns.empty() ? "" : ", ", column.name);
  }
  for (const auto& week : weeks) {
    LACHAN_TRY_DO(
        Execute(client, fmt::format("ALTER TABLE events_next DROP PARTITION (0, '{}')", week)));
    // Of an earlier program's events the level is not known: they are kept as such.
    LACHAN_TRY_DO(Execute(client,
                          fmt::format("INSERT INTO events_next (`class`, {0}) SELECT 0, {0} FROM "
                                      "events WHERE toMonday(time) = '{1}' SETTINGS "
                                      "insert_deduplicate = 0",
                                      columns, week),
                          true, kMoving),
                  fmt::format("moving the events of the week of {}", week));
    LACHAN_TRY_DO(Execute(client, fmt::format("ALTER TABLE events DROP PARTITION '{}'", week)));
  }
  LACHAN_TRY_DO(Execute(client, "DROP TABLE IF EXISTS events"));
  return Execute(client, "RENAME TABLE events_next TO events");
}

Status Apply(ClickHouseClient& client, const events::Migration& migration) {
  for (const auto& statement : migration.statements) {
    LACHAN_TRY_DO(Execute(client, statement));
  }
  if (migration.moves_events) LACHAN_TRY_DO(MoveEvents(client));
  return Execute(client,
                 fmt::format("INSERT INTO schema_migrations (version, name) VALUES ({}, '{}')",
                             migration.version, migration.name));
}

Status ApplyMigrations(ClickHouseClient& client, const events::Layout& layout) {
  LACHAN_TRY_DO(
      Execute(client,
              fmt::format("CREATE DATABASE IF NOT EXISTS `{}` ENGINE = Atomic", layout.database),
              false),
      "making the event database");
  LACHAN_TRY_DO(Execute(client,
                        "CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name "
                        "String, applied_at DateTime DEFAULT now()) ENGINE = MergeTree "
                        "ORDER BY version SETTINGS fsync_after_insert = 1"),
                "making the migration table");
  LACHAN_TRY(const int present, VersionOf(client));
  const auto migrations = events::Migrations();
  if (present > static_cast<int>(migrations.size())) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the event store has schema {}, this program knows {}: use a newer program",
                present, migrations.size());
  }
  for (const auto& migration : migrations) {
    if (migration.version <= present) continue;
    if (auto done = Apply(client, migration); !done) {
      return Fail(ErrorCode::kFailedPrecondition, "event store migration {} ({}) failed: {}",
                  migration.version, migration.name, done.error().Text());
    }
  }
  return {};
}

/// One table: its engine, keys and columns.
Status CompareTable(ClickHouseClient& client, const events::Layout& layout, std::string_view table,
                    std::vector<std::string>& differences) {
  const std::string local = layout.Local(table);
  const auto of = [&](std::string_view column, const std::string& name) {
    return Texts(client, fmt::format("SELECT {} FROM system.tables WHERE database = '{}' AND name "
                                     "= '{}'",
                                     column, layout.database, name));
  };
  LACHAN_TRY(const auto engine, of("engine", local));
  if (engine.empty()) {
    differences.push_back(fmt::format("table {}.{} is missing", layout.database, local));
    return {};
  }
  const std::string wanted = layout.is_cluster() ? "ReplicatedMergeTree" : "MergeTree";
  if (engine.front() != wanted) {
    differences.push_back(
        fmt::format("table {} is of engine {}, not {}", local, engine.front(), wanted));
  }
  const auto shape = events::ShapeOf(table);
  for (const auto& [column, expected] :
       {std::pair{"partition_key", shape.partition}, std::pair{"sorting_key", shape.order}}) {
    LACHAN_TRY(const auto key, of(column, local));
    if (key.empty() || key.front() != expected) {
      differences.push_back(fmt::format("table {} has the {} \"{}\", not \"{}\"", local, column,
                                        key.empty() ? "" : key.front(), expected));
    }
  }
  LACHAN_TRY(const auto names,
             Texts(client, fmt::format("SELECT arrayJoin([name, type]) FROM system.columns WHERE "
                                       "database = '{}' AND table = '{}'",
                                       layout.database, local)));
  std::map<std::string, std::string, std::less<>> stored;
  for (std::size_t i = 0; i + 1 < names.size(); i += 2) stored[names[i]] = names[i + 1];
  for (const auto& column : events::EventColumns()) {
    const auto found = stored.find(column.name);
    if (found == stored.end()) {
      differences.push_back(
          fmt::format("table {} has no column {}: ALTER TABLE {}{} ADD COLUMN "
                      "`{}` {}",
                      local, column.name, local, layout.OnCluster(), column.name, column.type));
    } else if (found->second != column.type) {
      differences.push_back(fmt::format("column {} of table {} is of type {}, not {}", column.name,
                                        local, found->second, column.type));
    }
  }
  if (!layout.is_cluster()) return {};
  LACHAN_TRY(const auto spread, of("engine", std::string(table)));
  if (spread.empty() || spread.front() != "Distributed") {
    differences.push_back(
        fmt::format("table {} is not there, or not of engine Distributed", table));
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> CompareSchema(ClickHouseClient& client,
                                               const events::Layout& layout) {
  std::vector<std::string> differences;
  for (const std::string_view table : {"events", "events_held"}) {
    LACHAN_TRY_DO(CompareTable(client, layout, table, differences));
  }
  return differences;
}

Status PrepareSchema(ClickHouseClient& client, const events::Layout& layout) {
  if (!layout.is_cluster()) return ApplyMigrations(client, layout);
  LACHAN_TRY(const auto differences, CompareSchema(client, layout),
             "comparing the cluster's tables with the plan");
  if (differences.empty()) return {};
  return Fail(
      ErrorCode::kFailedPrecondition,
      "the tables of cluster {} are not those of the plan: {}{}; `lachan store plan` prints "
      "the statements, an administrator of the cluster applies them",
      layout.cluster, differences.front(),
      differences.size() > 1 ? fmt::format(" and {} more", differences.size() - 1) : "");
}

}  // namespace lachan::events_clickhouse
