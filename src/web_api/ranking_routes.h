// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "obligations/obligation_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct RankingDeps {
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  const Clock& clock;
};

/// Ranking of a month, one agency's score card down to the evidence, and signing off.
std::vector<web::Route> RankingRoutes(RankingDeps deps);

}  // namespace lachan::web_api
