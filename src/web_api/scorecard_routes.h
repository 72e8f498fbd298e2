// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "directive/directive.h"
#include "obligations/obligation_service.h"
#include "ranking/scorecards.h"
#include "web/http.h"

namespace lachan::web_api {

struct ScorecardDeps {
  ranking::Scorecards& scorecards;
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  const Clock& clock;
};

/// Drafts of scorecards, decreeing them, import and export, and "what if".
std::vector<web::Route> ScorecardRoutes(ScorecardDeps deps);

}  // namespace lachan::web_api
