// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "teams/board.h"
#include "teams/roster.h"
#include "web/http.h"

namespace lachan::web_api {

struct TeamDeps {
  teams::Boards& boards;
  teams::RosterService& roster;
};

/// An agency's teams, experts and contacts with what is missing; the quotas of all agencies.
std::vector<web::Route> TeamRoutes(TeamDeps deps);

/// The agency that a request is about: `agency_id` of the address, the caller's own, or the one
/// that coordinates today.
/// \error kInvalidInput  none of them (field "agency_id": "required").
Result<AgencyId> AgencyOf(const web::Request& request, teams::RosterService& roster);

}  // namespace lachan::web_api
