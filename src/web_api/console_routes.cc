// SPDX-License-Identifier: Apache-2.0
#include "web_api/console_routes.h"

namespace lachan::web_api {
namespace {

using web::Request;
using web::Response;

std::string_view ContentType(std::string_view path) {
  const auto dot = path.rfind('.');
  const auto ending = dot == std::string_view::npos ? "" : path.substr(dot);
  if (ending == ".js" || ending == ".mjs") return "text/javascript; charset=utf-8";
  if (ending == ".css") return "text/css; charset=utf-8";
  if (ending == ".html") return "text/html; charset=utf-8";
  if (ending == ".svg") return "image/svg+xml";
  if (ending == ".png") return "image/png";
  if (ending == ".ico") return "image/x-icon";
  if (ending == ".woff2") return "font/woff2";
  if (ending == ".json" || ending == ".webmanifest") return "application/json";
  return "application/octet-stream";
}

Result<Response> Serve(const ConsoleFiles& files, std::string_view path) {
  auto at = files.find(path);
  const bool is_asset = path.starts_with("assets/");
  if (at == files.end() && !is_asset) at = files.find("index.html");
  if (at == files.end()) return Fail(ErrorCode::kNotFound, "there is nothing at this address");
  Response response;
  response.content_type = ContentType(at->first);
  response.shared_body = at->second;
  return std::move(response).With("Cache-Control",
                                  is_asset ? "public, max-age=31536000, immutable" : "no-cache");
}

}  // namespace

std::vector<web::Route> ConsoleRoutes(ConsoleFiles files) {
  const auto shared = std::make_shared<const ConsoleFiles>(std::move(files));
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet, "/console", identity::Permission::Public(),
       [](const Request&) -> Result<Response> { return Response::Redirect("/console/"); }});
  routes.push_back({web::Verb::kGet, "/console/{rest...}", identity::Permission::Public(),
                    [shared](const Request& request) {
                      return Serve(*shared, request.path_values.at("rest"));
                    }});
  return routes;
}

}  // namespace lachan::web_api
