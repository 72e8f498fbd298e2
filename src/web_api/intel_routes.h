// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "intel/intel_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// Lists of indicators, what is in force of them, exclusions, look-ups. Who may see and manage
/// rules may see and manage lists: they are of the province, not of an agency.
std::vector<web::Route> IntelRoutes(intel::IntelService& intel);

}  // namespace lachan::web_api
