// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "web/http.h"
#include "web_api/work_list.h"

namespace lachan::web_api {

/// What waits for whoever asks.
std::vector<web::Route> WorkRoutes(WorkDeps deps);

}  // namespace lachan::web_api
