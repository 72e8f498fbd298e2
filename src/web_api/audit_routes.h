// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// The journal of facts and its verification.
std::vector<web::Route> AuditRoutes(journal::StateStore& store);

}  // namespace lachan::web_api
