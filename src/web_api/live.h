// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// GET /api/v1/stream: committed facts as server-sent events, within the caller's reach. Resumes
/// after Last-Event-ID; ends when the session does.
std::vector<web::Route> LiveRoutes(journal::StateStore& store, web::Authenticator& authenticator);

}  // namespace lachan::web_api
