// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_schema.h"
#include "events/event_store.h"
#include "events/hunt_sql.h"
#include "events_clickhouse/http_client.h"
#include "events_clickhouse/wire.h"

namespace lachan::events_clickhouse {

/// The event store in a ClickHouse server, which is `lachan-eventd` on one machine. Thread-safe.
class ClickHouseEventStore final : public events::EventStore {
 public:
  struct Options {
    Endpoint endpoint = {};
    int connections = 8;
    std::string cluster = {};  ///< Name of the cluster; empty: one server.
    /// The embedded engine stores nothing that would leave less free on its disk.
    std::uint64_t keep_free_bytes = 0;
  };

  explicit ClickHouseEventStore(Options options);

  /// Makes the database and brings the tables to the newest schema (see schema_keeper.h). Call
  /// once, before the rest. One program at a time.
  /// \error kUnavailable         no server
  /// \error kFailedPrecondition  a migration failed, the store is of a newer version, or a
  /// cluster's
  ///                             tables are not those of the plan; the message names it
  Status Prepare();
  /// From here on decides how long an event is kept; else its level alone does.
  void SetClassOf(ClassOf class_of);
  const events::Layout& layout() const { return layout_; }

  Status InsertBatches(std::span<const EventBatch* const> batches,
                       std::string_view deduplication_token) override;
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
  Status Send(std::span<const EventBatch* const> batches, std::string_view token);
  Result<bool> Holds(std::span<const EventBatch* const> batches);

  Options options_;
  events::Layout layout_;
  std::atomic<std::shared_ptr<const ClassOf>> class_of_;
  std::unique_ptr<ClickHouseClient> client_;
  /// Inserts left whose outcome is checked: after a start or a broken connection a token may be
  /// known although the engine died before the rows were in place.
  static constexpr int kToCheck = 16;  ///< One or two are under way at a time.
  std::atomic<int> to_check_{kToCheck};
};

}  // namespace lachan::events_clickhouse
