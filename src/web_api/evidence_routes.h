// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assurance/assurance_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// Evidence files: upload as the raw body, download as an attachment.
std::vector<web::Route> EvidenceRoutes(assurance::AssuranceService& assurance);

}  // namespace lachan::web_api
