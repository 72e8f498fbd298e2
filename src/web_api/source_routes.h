// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/pipeline.h"
#include "register/directory.h"
#include "web/http.h"
#include "web_api/overview_routes.h"

namespace lachan::web_api {

struct SourceDeps {
  journal::StateStore& store;
  registry::Directory& directory;
  const pipeline::Pipeline& pipeline;
  const Clock& clock;
  std::chrono::minutes silent_after{60};
};

/// Enabled sources within reach, and how many of them have gone silent.
Result<SourceCounts> CountSources(const SourceDeps& deps, const journal::Caller& caller);

/// What each log source sent, and its token.
std::vector<web::Route> SourceRoutes(SourceDeps deps);

}  // namespace lachan::web_api
