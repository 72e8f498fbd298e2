// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ranking/appeals.h"
#include "web/http.h"

namespace lachan::web_api {

struct AppealDeps {
  journal::StateStore& store;
  ranking::Appeals& appeals;
  const Clock& clock;
};

/// Appeals against criteria of frozen months; lists and exports come from the register.
std::vector<web::Route> AppealRoutes(AppealDeps deps);

}  // namespace lachan::web_api
