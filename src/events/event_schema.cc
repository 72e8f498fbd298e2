// SPDX-License-Identifier: Apache-2.0
#include "events/event_schema.h"

#include <fmt/format.h>

#include "events/event_columns.h"

namespace lachan::events {
namespace {

/// "Default" is the engine's choice by size (events/compression.h): quick for what was just
/// inserted, close for what stays.
std::string Codec(const Column& column) {
  const bool is_time = column.type.starts_with("DateTime64");
  const bool is_integer = column.type == "Int64";
  return fmt::format("CODEC({}Default)", is_time ? "DoubleDelta, " : (is_integer ? "T64, " : ""));
}

std::string ColumnLines() {
  std::string columns;
  for (const auto& column : EventColumns()) {
    columns += fmt::format("  `{}` {} {},\n", column.name, column.type, Codec(column));
  }
  return columns;
}

/// Same in every table that holds events.
std::string Indexes() {
  std::string indexes =
      "  INDEX raw_tokens lower(raw) TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 8,\n"
      "  INDEX id_filter id TYPE bloom_filter(0.001) GRANULARITY 8";
  for (const auto& index : ValueIndexes()) indexes += ",\n  " + index;
  return indexes + "\n";
}
constexpr std::string_view kSettings =
    "  fsync_after_insert = 1, fsync_part_directory = 1,\n"
    // Each column being written holds such a block: with 80 columns the default of 1 MiB would
    // cost half a gigabyte an insert.
    "  max_compress_block_size = 131072,\n"
    // A page of events reads whole granules of `raw`: small ones keep that quick.
    "  index_granularity_bytes = 2097152,\n"
    // One file for all columns of a fresh part: fewer to write and to sync.
    "  min_bytes_for_wide_part = 268435456,\n"
    // Merging costs as much as inserting: few and wide merges (docs/decisions/0017).
    "  min_parts_to_merge_at_once = 20";

/// Tables of before had none or eight.
std::string ChangeMerging(std::string_view table) {
  return fmt::format("ALTER TABLE {} MODIFY SETTING min_parts_to_merge_at_once = 20", table);
}

/// Tables of before had ZSTD(1) throughout. What is stored is not touched.
std::string ChangeCodecs(std::string_view table) {
  std::string changes;
  for (const auto& column : EventColumns()) {
    changes += fmt::format("{}MODIFY COLUMN `{}` {} {}", changes.empty() ? "" : ", ", column.name,
                           column.type, Codec(column));
  }
  return fmt::format("ALTER TABLE {} {}", table, changes);
}

std::string Engine(std::string_view table, const Layout& layout) {
  if (!layout.is_cluster()) return "MergeTree";
  return fmt::format("ReplicatedMergeTree('{}/{{shard}}/{}/{}', '{{replica}}')", layout.keeper_path,
                     layout.database, table);
}

std::string CreateParts(std::string_view name, std::string_view table, const Layout& layout) {
  const Shape shape = ShapeOf(table);
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {}{}{} (\n{}{}{}) ENGINE = {}\nPARTITION BY {}\nORDER BY ({})\n"
      "SETTINGS {},\n{}",
      layout.is_cluster() ? fmt::format("`{}`.", layout.database) : std::string(), name,
      layout.OnCluster(), shape.first_columns, ColumnLines(), Indexes(), Engine(name, layout),
      shape.partition, shape.order,
      layout.is_cluster() ? "replicated_deduplication_window = 10000,\n"
                            "  replicated_deduplication_window_seconds = 604800"
                          : "non_replicated_deduplication_window = 10000",
      kSettings);
}

/// The first version: weeks only, and one time of expiry for all.
std::string CreateVersion1() {
  std::string columns;
  for (const auto& column : EventColumns()) {
    if (column.name == "class") continue;
    columns += fmt::format("  `{}` {},\n", column.name, column.type);
  }
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS events (\n{}{}) ENGINE = MergeTree\nPARTITION BY toMonday(time)\n"
      "ORDER BY (time, id)\nSETTINGS non_replicated_deduplication_window = 10000,\n{}",
      columns, Indexes(), kSettings);
}

}  // namespace

Shape ShapeOf(std::string_view table) {
  if (table == "events_held") {
    return {"  `hold` Int64 CODEC(T64, Default),\n", "hold", "hold, time, id"};
  }
  // What is kept equally long lies together, a week each: expiry drops whole parts.
  return {"", "(class, toMonday(time))", "time, id"};
}

std::string Layout::Local(std::string_view table) const {
  return is_cluster() ? fmt::format("{}_local", table) : std::string(table);
}

std::string Layout::OnCluster() const {
  return is_cluster() ? fmt::format(" ON CLUSTER `{}`", cluster) : std::string();
}

std::string Layout::Parts() const {
  return is_cluster() ? fmt::format("cluster('{}', system.parts)", cluster) : "system.parts";
}

std::vector<Column> EventColumns() {
  std::vector<Column> columns = {
      {"id", "String"},
      {"time", "DateTime64(6, 'UTC')"},
      {"received_at", "DateTime64(6, 'UTC')"},
      {"clock_suspect", "UInt8"},
      {"exercise", "UInt8"},
      {"source", "Int64"},
      {"agency", "Int64"},
      {"system", "Int64"},
      {"class", "UInt8"},
      {"host", "String"},
      {"peer", "String"},
      {"transport", "UInt8"},
      {"format", "String"},
      {"logsource_product", "Array(String)"},
      {"logsource_category", "Array(String)"},
      {"logsource_service", "Array(String)"},
      {"rest", "String"},
      {"raw", "String"},
  };
  for (std::size_t i = 0; i < HotFields().size(); ++i) columns.push_back({HotColumn(i), "String"});
  return columns;
}

std::vector<std::string> CreateTable(std::string_view table, const Layout& layout) {
  std::vector<std::string> statements = {CreateParts(layout.Local(table), table, layout)};
  if (layout.is_cluster()) {
    // Spread by the id: every shard gets an equal share, and a repeated batch the same rows.
    statements.push_back(
        fmt::format("CREATE TABLE IF NOT EXISTS `{0}`.{1}{2} AS `{0}`.{1}_local\n"
                    "ENGINE = Distributed('{3}', '{0}', '{1}_local', cityHash64(id))",
                    layout.database, table, layout.OnCluster(), layout.cluster));
  }
  return statements;
}

std::vector<Migration> Migrations() {
  const Layout here;
  return {
      {.version = 1, .name = "events", .statements = {CreateVersion1()}},
      {.version = 2,
       .name = "classes",
       .statements = {CreateParts("events_next", "events", here)},
       .moves_events = true},
      {.version = 3, .name = "held", .statements = CreateTable("events_held", here)},
      {.version = 4,
       .name = "codecs",
       .statements = {ChangeCodecs("events"), ChangeCodecs("events_held")}},
      {.version = 5,
       .name = "merging",
       .statements = {ChangeMerging("events"), ChangeMerging("events_held")}},
  };
}

int SchemaVersion() { return Migrations().back().version; }

}  // namespace lachan::events
