// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "obligations/obligation_service.h"
#include "ranking/views.h"
#include "web/http.h"

namespace lachan::web_api {

struct RankingDeps {
  journal::StateStore& store;
  obligations::ObligationService& obligations;
  ranking::Views& views;
  const directive::Directive& directive;
  const Clock& clock;
};

/// Ranking of a month with trend, tiles, heat maps and exports; one agency's score card down to the
/// evidence.
std::vector<web::Route> RankingRoutes(RankingDeps deps);

}  // namespace lachan::web_api
