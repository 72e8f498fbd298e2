// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "teams/roster.h"
#include "web/http.h"

namespace lachan::web_api {

struct RosterDeps {
  teams::RosterService& roster;
  const Clock& clock;
};

/// The duty roster: months, who is on duty, swaps and hand-over, confirmation, iCalendar.
std::vector<web::Route> RosterRoutes(RosterDeps deps);

}  // namespace lachan::web_api
