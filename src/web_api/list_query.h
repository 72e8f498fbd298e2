// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// Filters, order and page of a list, from the address:
///   q=words  sort=-last_seen  after=…  limit=50  archived=1
///   status=open,in_progress   last_seen.from=…  last_seen.to=…  incident_id.null=true
/// `from` is inclusive, `to` exclusive.
/// \error kInvalidInput  unknown parameter, field or value; names it.
Result<journal::ListQuery> ParseListQuery(const schema::EntityInfo& entity,
                                          const web::Request& request);

/// The parameters above, for the OpenAPI document.
std::vector<std::pair<std::string, std::string>> ListParameters();

}  // namespace lachan::web_api
