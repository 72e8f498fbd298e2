// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "obligations/obligation_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct DutyDeps {
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  const Clock& clock;
};

/// Duties with what discharges them.
std::vector<web::Route> DutyRoutes(DutyDeps deps);

}  // namespace lachan::web_api
