// SPDX-License-Identifier: Apache-2.0
/// \file
/// Brings the event tables of a server to the newest schema, and compares them with it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_schema.h"
#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {

/// One engine or server: makes the database and applies the migrations that are missing. A step
/// that divides the events anew moves them week by week and goes on where it was broken off.
/// Cluster: nothing is changed; its tables must be those of the plan.
/// One program at a time; nobody inserts meanwhile.
/// \error kFailedPrecondition  a migration failed, the store is of a newer program, or a cluster
///                             differs from the plan
Status PrepareSchema(ClickHouseClient& client, const events::Layout& layout);

/// What differs from the newest schema, in words; empty when nothing does.
Result<std::vector<std::string>> CompareSchema(ClickHouseClient& client,
                                               const events::Layout& layout);

}  // namespace lachan::events_clickhouse
