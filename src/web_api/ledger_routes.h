// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "directive/directive.h"
#include "events/event_store.h"
#include "ledgers/budget_floor.h"
#include "obligations/obligation_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct LedgerDeps {
  journal::StateStore& store;
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  events::EventStore& events;
  const Clock& clock;
  std::vector<ledgers::BudgetFloor> budget_floors;
  std::chrono::days layer_window;
};

/// What the ledgers add up to: the two timers of each system, the four layers of each agency, the
/// year's money against its floor.
std::vector<web::Route> LedgerRoutes(LedgerDeps deps);

}  // namespace lachan::web_api
