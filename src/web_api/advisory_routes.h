// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "advisories/advisory_service.h"
#include "findings/finding_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct AdvisoryDeps {
  journal::StateStore& store;
  advisories::AdvisoryService& advisories;
  findings::FindingService& findings;
};

/// The steps of advisories and their deliveries; drafts, deliveries and answers are listed by the
/// registers.
std::vector<web::Route> AdvisoryRoutes(AdvisoryDeps deps);

}  // namespace lachan::web_api
