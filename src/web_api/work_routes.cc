// SPDX-License-Identifier: Apache-2.0
#include "web_api/work_routes.h"

namespace lachan::web_api {

std::vector<web::Route> WorkRoutes(WorkDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/my-work",
                    identity::Permission::AnyAccount(),
                    [deps](const web::Request& request) -> Result<web::Response> {
                      if (!request.principal)
                        return Fail(ErrorCode::kUnauthenticated, "no account");
                      LACHAN_TRY(const auto view, WorkOf(deps, *request.principal));
                      return web::Response::Of(view);
                    },
                    {"Everything that waits for the caller, by date: duties, findings, remedies, "
                     "answers, second signatures",
                     {},
                     web::SchemaFor<WorkListView>()}});
  return routes;
}

}  // namespace lachan::web_api
