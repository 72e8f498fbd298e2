// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hunts/hunt_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct HuntDeps {
  hunts::HuntService& hunts;
  std::function<std::shared_ptr<const rulesets::CompiledVersion>()> rules;
};

/// Hunts: start, cancel, results, conclusion; a rule as SQL. Making, listing and reading them are
/// those of the registers.
std::vector<web::Route> HuntRoutes(HuntDeps deps);

}  // namespace lachan::web_api
