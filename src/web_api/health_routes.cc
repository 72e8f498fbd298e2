// SPDX-License-Identifier: Apache-2.0
#include "web_api/health_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Permission;
using web::Request;
using web::Response;

struct HealthView {
  std::string version;
  bool ready = true;
  std::vector<ComponentHealth> components;
};
BOOST_DESCRIBE_STRUCT(HealthView, (), (version, ready, components))

HealthView Look(const HealthDeps& deps) {
  HealthView view{deps.version, true, deps.components()};
  for (const auto& part : view.components) view.ready = view.ready && (part.ok || !part.required);
  return view;
}

}  // namespace

std::vector<web::Route> HealthRoutes(HealthDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet, "/healthz", Permission::Public(),
                    [](const Request&) -> Result<Response> { return Response::Text("ok\n"); }});
  routes.push_back({web::Verb::kGet, "/readyz", Permission::Public(),
                    [deps](const Request& request) -> Result<Response> {
                      auto view = Look(deps);
                      // Details name paths and addresses: they stay on this machine.
                      if (!request.IsFromThisMachine()) {
                        for (auto& part : view.components) part.detail.clear();
                      }
                      return Response::Of(view, view.ready ? 200 : 503);
                    }});
  routes.push_back({web::Verb::kGet, "/metrics", Permission::Public(),
                    [deps](const Request& request) -> Result<Response> {
                      if (!request.IsFromThisMachine()) {
                        return Fail(ErrorCode::kNotFound, "there is nothing at this address");
                      }
                      Response response = Response::Text(deps.metrics());
                      response.content_type = "text/plain; version=0.0.4; charset=utf-8";
                      return response;
                    }});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/health",
                    identity::Needs("health", Action::kRead),
                    [deps](const Request&) -> Result<Response> { return Response::Of(Look(deps)); },
                    {"What works and what does not", {}, web::SchemaFor<HealthView>()}});
  return routes;
}

}  // namespace lachan::web_api
