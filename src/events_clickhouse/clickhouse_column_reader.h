// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "events/column_reader.h"
#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {

/// Reads whole columns in the Native format, over connections of its own. Thread-safe.
class ClickHouseColumnReader final : public events::ColumnReader {
 public:
  explicit ClickHouseColumnReader(Endpoint endpoint, int connections = 2);
  Result<events::ColumnAnswer> Read(const events::Statement& statement,
                                    std::chrono::milliseconds timeout) override;

 private:
  std::unique_ptr<ClickHouseClient> client_;
};

/// Blocks in Native format as columns.
/// \error kCorrupt  they end early, or have a type that ColumnReader does not know
/// \source ClickHouse documentation, "Native" format
Result<events::ColumnAnswer> ReadNative(std::string bytes);

}  // namespace lachan::events_clickhouse
