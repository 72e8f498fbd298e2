// SPDX-License-Identifier: Apache-2.0
/// \file
/// The event tables and their migrations: numbered, forward only, each statement safe to repeat.
/// docs/formats/event-table.md describes the tables for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::events {

/// Where the tables are: in one engine, or spread over the nodes of a ClickHouse cluster.
struct Layout {
  std::string cluster = {};  ///< Name of the cluster in the servers' configuration; empty: none.
  std::string database = "lachan";
  std::string keeper_path = "/clickhouse/tables";  ///< Root of the replicas' paths in Keeper.

  bool is_cluster() const { return !cluster.empty(); }
  /// Table that holds the parts of `table` on one server: itself, or "<table>_local".
  std::string Local(std::string_view table) const;
  /// " ON CLUSTER `name`", or nothing.
  std::string OnCluster() const;
  /// system.parts of every shard, or of this server.
  std::string Parts() const;
};

/// Column names and types of table `events`, in the order an insert sends them.
struct Column {
  std::string name;
  std::string type;
};
std::vector<Column> EventColumns();

/// One step of the schema. Recorded in `schema_migrations` after its last statement.
struct Migration {
  int version = 0;
  std::string name;
  std::vector<std::string> statements;
  /// The step divides the events anew: they go week by week from `events` to `events_next`, which
  /// the statements made, and `events_next` takes the name afterwards.
  bool moves_events = false;
};

/// In order of version, from 1, without gaps. For one engine; a cluster's tables are made by an
/// administrator from store_plan.h.
std::vector<Migration> Migrations();

/// Keys of a table: "events" or "events_held".
struct Shape {
  std::string first_columns;  ///< Before those of EventColumns().
  std::string partition, order;
};
Shape ShapeOf(std::string_view table);

/// Statements that make table `table` ("events", "events_held") as of the newest version.
std::vector<std::string> CreateTable(std::string_view table, const Layout& layout);
/// Version of the newest migration.
int SchemaVersion();

}  // namespace lachan::events
