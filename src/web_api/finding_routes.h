// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "findings/finding_service.h"
#include "findings/scan_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct FindingDeps {
  journal::StateStore& store;
  findings::FindingService& findings;
  findings::ScanService& scans;
};

/// Findings: imports, actions, requests, lists of exploited CVEs. Reading lists, exporting and
/// histories are those of the registers.
std::vector<web::Route> FindingRoutes(FindingDeps deps);
/// Scans we run: authorisations, dry runs, jobs.
std::vector<web::Route> ScanRoutes(FindingDeps deps);

}  // namespace lachan::web_api
