// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "events/hunt_sql.h"
#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {

/// The event store in a ClickHouse server, which is `lachan-eventd` on one machine. Thread-safe.
class ClickHouseEventStore final : public events::EventStore {
 public:
  struct Options {
    Endpoint endpoint = {};
    int connections = 8;
    int retention_days = 0;  ///< Events older than this go, a week at a time; 0: never.
  };

  explicit ClickHouseEventStore(Options options);

  /// Makes the database and brings the table to the newest schema. Call once, before the rest.
  /// \error kUnavailable         no server
  /// \error kFailedPrecondition  a migration failed, or the store is of a newer version; the
  ///                             message names it
  Status Prepare();

  Status Insert(std::span<const Event> batch, std::string_view deduplication_token) override;
  Result<events::Page> Search(const events::Query& query, const events::Scope& scope) override;
  Result<Event> Get(std::string_view id, const events::Scope& scope) override;
  Result<events::Histogram> CountOverTime(const events::Query& query, int buckets,
                                          const events::Scope& scope) override;
  Result<std::vector<events::ValueCount>> TopValues(std::string_view field,
                                                    const events::Query& query, int limit,
                                                    const events::Scope& scope) override;
  Result<events::Table> Tabulate(const events::Query& query, const events::Scope& scope) override;
  Result<events::FieldSample> SampleFields(const events::Query& query,
                                           const events::Scope& scope) override;
  Result<events::StorageStatistics> Statistics() override;
  Status Ping() override;

 private:
  /// A look-up: does not queue behind long searches.
  Result<ClickHouseAnswer> Ask(const events::Statement& statement,
                               std::chrono::milliseconds timeout);
  /// What a person asked, within the limits of a hunt.
  Result<ClickHouseAnswer> Hunt(const events::Statement& statement, const events::Query& query);
  Status Execute(std::string sql, bool in_database = true);
  Result<int> SchemaVersion();
  Status ApplyRetention();
  Status Send(std::span<const Event> batch, std::string_view token);
  Result<bool> Holds(std::span<const Event> batch);

  Options options_;
  std::unique_ptr<ClickHouseClient> client_;
  /// Inserts left whose outcome is checked: after a start or a broken connection a token may be
  /// known although the engine died before the rows were in place.
  std::atomic<int> to_check_{100};
};

}  // namespace lachan::events_clickhouse
