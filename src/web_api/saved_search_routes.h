// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "searches/event_export.h"
#include "searches/saved_searches.h"
#include "web/http.h"

namespace lachan::web_api {

/// Saved searches of whoever asks, and exports of events.
struct SavedSearchDeps {
  searches::SavedSearches& searches;
  searches::EventExports& exports;
  const Clock& clock;
  journal::StateStore& state;
};
std::vector<web::Route> SavedSearchRoutes(SavedSearchDeps deps);

}  // namespace lachan::web_api
