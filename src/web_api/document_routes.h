// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reports/report_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// Drafting, checking, issuing and downloading official documents. The list is a register's.
std::vector<web::Route> DocumentRoutes(reports::ReportService& service);

}  // namespace lachan::web_api
