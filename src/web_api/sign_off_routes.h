// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "directive/directive.h"
#include "ranking/sign_off.h"
#include "web/http.h"

namespace lachan::web_api {

struct SignOffDeps {
  ranking::SignOff& sign_off;
};

/// A month on its way to being frozen, its addenda, and their hashes.
std::vector<web::Route> SignOffRoutes(SignOffDeps deps);

}  // namespace lachan::web_api
