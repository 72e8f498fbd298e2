// SPDX-License-Identifier: Apache-2.0
#include "events/event_schema.h"

#include <fmt/format.h>

#include "events/event_columns.h"

namespace lachan::events {
namespace {

std::string CreateEvents() {
  std::string columns;
  for (const auto& column : EventColumns()) {
    const bool is_time = column.type.starts_with("DateTime64");
    const bool is_integer = column.type == "Int64";
    columns += fmt::format("  `{}` {} CODEC({}ZSTD(1)),\n", column.name, column.type,
                           is_time ? "DoubleDelta, " : (is_integer ? "T64, " : ""));
  }
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS events (\n"
      "{}"
      "  INDEX raw_tokens lower(raw) TYPE tokenbf_v1(65536, 3, 0) GRANULARITY 8,\n"
      "  INDEX id_filter id TYPE bloom_filter(0.001) GRANULARITY 8\n"
      ") ENGINE = MergeTree\n"
      "PARTITION BY toMonday(time)\n"
      "ORDER BY (time, id)\n"
      "SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1,\n"
      "  fsync_after_insert = 1, fsync_part_directory = 1,\n"
      // Each column being written holds such a block: with 80 columns the default of 1 MiB would
      // cost half a gigabyte an insert.
      "  max_compress_block_size = 131072,\n"
      // A page of events reads whole granules of `raw`: small ones keep that quick.
      "  index_granularity_bytes = 2097152,\n"
      // One file for all columns of a fresh part: fewer to write and to sync.
      "  min_bytes_for_wide_part = 268435456",
      columns);
}

}  // namespace

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

std::vector<Migration> Migrations() {
  Migration indexes{.version = 2, .name = "value_indexes", .statements = {}};
  for (std::string index : ValueIndexes()) {  // Of parts to come, and of old ones as they merge.
    constexpr std::string_view kWord = "INDEX ";
    indexes.statements.push_back("ALTER TABLE events ADD INDEX IF NOT EXISTS " +
                                 index.substr(kWord.size()));
  }
  return {{.version = 1, .name = "events", .statements = {CreateEvents()}}, std::move(indexes)};
}

std::string RetentionStatement(int days) {
  if (days <= 0) return "ALTER TABLE events REMOVE TTL";
  return fmt::format("ALTER TABLE events MODIFY TTL toDateTime(time) + INTERVAL {} DAY", days);
}

}  // namespace lachan::events
