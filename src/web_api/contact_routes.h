// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "teams/board.h"
#include "teams/check_runner.h"
#include "teams/contacts.h"
#include "web/http.h"

namespace lachan::web_api {

struct ContactDeps {
  teams::Contacts& contacts;
  teams::Boards& boards;
  teams::CheckRunner& checks;
  std::string public_url;
};

/// Confirmation of contact points, links for it, and the publication checker.
std::vector<web::Route> ContactRoutes(ContactDeps deps);

}  // namespace lachan::web_api
