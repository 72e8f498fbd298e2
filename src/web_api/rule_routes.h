// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "web_api/alert_routes.h"

namespace lachan::web_api {

/// The detection rules in force, what they hit, and which documents were not loaded and why.
std::vector<web::Route> RuleRoutes(journal::StateStore& store, CurrentRules rules,
                                   const Clock& clock);

}  // namespace lachan::web_api
