// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "web/http.h"

namespace lachan::web_api {

/// One part of the product and whether it works now.
struct ComponentHealth {
  std::string name;  ///< "state", "schema", "spool", "disk", "events", "rules", …
  bool ok = false;
  bool required = true;  ///< Not ready without it; else it is degraded.
  std::string detail;    ///< For an operator.
};
BOOST_DESCRIBE_STRUCT(ComponentHealth, (), (name, ok, required, detail))

struct HealthDeps {
  std::function<std::vector<ComponentHealth>()> components;
  std::function<std::string()> metrics;  ///< Prometheus text exposition format 0.0.4.
  std::string version;
};

/// /healthz: the process answers. /readyz: 200 when every required part works, else 503, with what
/// does not. /metrics: Prometheus, to callers on this machine only.
std::vector<web::Route> HealthRoutes(HealthDeps deps);

}  // namespace lachan::web_api
