// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "inspections/inspection_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// The steps of inspections; plans, lines and remedies are listed by the registers.
std::vector<web::Route> InspectionRoutes(inspections::InspectionService& service);

}  // namespace lachan::web_api
