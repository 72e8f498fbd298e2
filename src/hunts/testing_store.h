// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: an event store on a real engine, and a plain way to ask it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events_clickhouse/testing_engine.h"
#include "events_clickhouse/wire.h"

namespace lachan::hunts {

class TestingStore {
 public:
  /// Starts the engine at the first call; adds `events`.
  bool Fill(std::span<const Event> events) {
    if (!engine_ && !Start()) return false;
    constexpr std::size_t kBatch = 20'000;
    for (std::size_t at = 0; at < events.size(); at += kBatch) {
      const auto stored =
          store_->Insert(events.subspan(at, std::min(kBatch, events.size() - at)), "");
      if (!stored) {
        fmt::print(stderr, "{}\n", stored.error().Text());
        return false;
      }
    }
    return true;
  }

  /// Rows of RowBinary.
  Result<std::string> Ask(const events::Statement& statement) {
    events_clickhouse::ClickHouseRequest request;
    request.sql = statement.sql;
    request.parameters = statement.parameters;
    request.timeout = std::chrono::minutes(2);
    LACHAN_TRY(auto answer, client_->Run(request));
    return std::move(answer.body);
  }

  events_clickhouse::ClickHouseEventStore& store() { return *store_; }
  const events_clickhouse::EventEngine& engine() const { return *engine_; }

 private:
  bool Start() {
    engine_.emplace(events_clickhouse::EngineOptions(directory_.path()));
    if (auto started = engine_->Start(); !started) {
      fmt::print(stderr, "{}\n", started.error().Text());
      return false;
    }
    store_ = events_clickhouse::StoreOn(*engine_);
    client_ = events_clickhouse::ClickHouseClient::Make(engine_->endpoint(), 2);
    return store_->Prepare().has_value();
  }

  events_clickhouse::TemporaryDirectory directory_;
  std::optional<events_clickhouse::EventEngine> engine_;
  std::unique_ptr<events_clickhouse::ClickHouseEventStore> store_;
  std::unique_ptr<events_clickhouse::ClickHouseClient> client_;
};

}  // namespace lachan::hunts
