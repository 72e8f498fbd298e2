// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// Short lists for choosing: agencies, systems, accounts within the caller's reach.
std::vector<web::Route> LookupRoutes(journal::StateStore& store);

}  // namespace lachan::web_api
