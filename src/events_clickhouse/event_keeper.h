// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "events/event_keeping.h"
#include "events/event_schema.h"
#include "events/hunt_sql.h"
#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {

/// How long events are kept, in a ClickHouse server. Thread-safe; its connections are its own, so
/// that a long copy does not hold up searches.
class ClickHouseEventKeeper final : public events::EventKeeping {
 public:
  ClickHouseEventKeeper(Endpoint endpoint, events::Layout layout);

  Result<std::vector<events::StoredWeek>> Weeks() override;
  Result<events::WeekContents> Look(events::RetentionClass kept_as, CivilDate monday) override;
  Status Drop(events::RetentionClass kept_as, CivilDate monday) override;
  Result<events::HeldSpan> Hold(std::int64_t hold, const events::Query& query,
                                const events::Scope& scope) override;
  Result<events::HeldTotals> Held(std::int64_t hold) override;
  Status Release(std::int64_t hold) override;
  Result<events::Page> SearchHeld(std::int64_t hold, const events::Query& query,
                                  const events::Scope& scope) override;
  Result<std::uint64_t> HeldBytes() override;
  Result<std::vector<events::DayVolume>> Volume(CivilDate first) override;
  Result<std::vector<events::StoreDisk>> Disks() override;
  Result<std::vector<events::SourceArrival>> LastReceived(Instant since) override;

  ClickHouseClient& client() { return *client_; }

 private:
  Result<ClickHouseAnswer> Ask(const events::Statement& statement, bool is_long = false);
  Result<events::EventSetDigest> Digest(const events::Statement& statement);
  Result<events::HeldSpan> Compare(std::int64_t hold, const events::Query& query,
                                   const events::Scope& scope);

  events::Layout layout_;
  std::unique_ptr<ClickHouseClient> client_;
};

}  // namespace lachan::events_clickhouse
