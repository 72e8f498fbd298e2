// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tables of the ranking as files: CSV and XLSX.
#pragma once

#include <string>
#include <vector>

#include "ranking/views.h"
#include "web_api/ranking_routes.h"

namespace lachan::web_api {

std::vector<web::Route> RankingExportRoutes(const RankingDeps& deps);

/// The kind of agency of a query; department when it names none.
std::string AgencyKindIn(const web::Request& request);
/// The heat map that a query asks for. \param is_agency  Set: rows are duties of one agency.
Result<ranking::Heat> HeatAskedFor(const RankingDeps& deps, const web::Request& request,
                                   bool& is_agency);

}  // namespace lachan::web_api
