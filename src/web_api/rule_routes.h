// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rulesets/rule_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// Rules in force, the province's own, exceptions, and which rules can fire.
std::vector<web::Route> RuleRoutes(rulesets::RuleService& rules);

/// Sets of rules, their versions and the jobs on them.
std::vector<web::Route> RuleSetRoutes(rulesets::RuleService& rules);

}  // namespace lachan::web_api
