// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "journal/state_store.h"
#include "retention/hold_service.h"
#include "retention/storage_watch.h"
#include "web/http.h"

namespace lachan::web_api {

struct RetentionDeps {
  journal::StateStore& state;
  retention::HoldService& holds;
  retention::StorageWatch& storage;
  std::function<std::string()> duties_node;  ///< Node that does the scheduled work.
  std::function<std::string()> problem;      ///< Of expiry and holds; empty: none.
};

/// How much room events have and how long they are kept; legal holds.
std::vector<web::Route> RetentionRoutes(RetentionDeps deps);

}  // namespace lachan::web_api
