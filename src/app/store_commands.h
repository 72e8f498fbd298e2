// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "app/settings.h"

namespace lachan::app {

/// What lies in the event store, and when the disk is full. Also beside a running server.
/// \return 0; 1 when it is full within storage.warn_days; 2 on errors.
int StoreStatus(const Settings& settings);

struct StorePlanRequest {
  std::string cluster;                  ///< Empty: setting events.cluster, or one engine.
  std::optional<int> shards, replicas;  ///< Of a cluster only; else 1 and 2.
  std::string user = "lachan";
};
/// Prints the statements that make the event tables.
int StorePlan(const Settings& settings, const StorePlanRequest& request);

/// Compares the tables with the plan. \return 0 same, 1 they differ, 2 on errors.
int StoreCheck(const Settings& settings);

}  // namespace lachan::app
