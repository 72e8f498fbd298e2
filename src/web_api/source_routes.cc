// SPDX-License-Identifier: Apache-2.0
#include "web_api/source_routes.h"

#include "web_api/body.h"
#include "web_api/source_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct TokenView {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenView, (), (token))

struct TokenWish {
  bool keep_old = false;  ///< The token before holds for sources.token_overlap_hours more.
};
BOOST_DESCRIBE_STRUCT(TokenWish, (), (keep_old))

Result<Response> Issue(const SourceDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  TokenWish wish;
  if (!request.body.empty()) {
    LACHAN_TRY(wish, BodyOf<TokenWish>(request));
  }
  const auto keep = wish.keep_old ? deps.options.token_overlap : std::chrono::hours{0};
  LACHAN_TRY(auto token, deps.directory.IssueToken(request.caller, SourceId{id}, keep));
  return Response::Of(TokenView{std::move(token)});
}

}  // namespace

Result<SourceCounts> CountSources(const SourceDeps& deps, const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(caller));
  LACHAN_TRY(const auto rows, journal::ListAll<Source>(*reader));
  SourceCounts counts;
  for (const Source& source : rows) {
    if (!source.enabled) continue;
    ++counts.total;
    counts.silent += deps.watch.Of(source).state == SourceState::silent ? 1 : 0;
  }
  return counts;
}

std::vector<web::Route> SourceRoutes(SourceDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/sources/status",
       Needs("source", Action::kRead),
       [deps](const Request& request) -> Result<Response> {
         LACHAN_TRY(const auto list, ListSources(deps, request.caller));
         return Response::Of(list);
       },
       {"How each source stands, and its counters", {}, web::SchemaFor<SourceStatusList>()}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/sources/{id}/status",
       Needs("source", Action::kRead),
       [deps](const Request& request) -> Result<Response> {
         LACHAN_TRY(const auto id, request.PathId("id"));
         LACHAN_TRY(const auto detail, DetailOf(deps, request, id));
         return Response::Of(detail);
       },
       {"One source with its curves and its last records", {}, web::SchemaFor<SourceDetail>()}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/sources/strangers",
       Needs("source", Action::kRead),
       [deps](const Request& request) -> Result<Response> {
         LACHAN_TRY(const auto list, ListStrangers(deps, request));
         return Response::Of(list);
       },
       {"Addresses that send but belong to no source", {}, web::SchemaFor<StrangerList>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/sources/{id}/token",
                    Needs("source", Action::kWrite),
                    [deps](const Request& request) { return Issue(deps, request); },
                    {"A new token, shown this once; the old one is void, or holds a while longer",
                     web::SchemaFor<TokenWish>(), web::SchemaFor<TokenView>()}});
  routes.push_back({web::Verb::kDelete,
                    "/api/v1/sources/{id}/token",
                    Needs("source", Action::kWrite),
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY_DO(deps.directory.RevokeToken(request.caller, SourceId{id}));
                      return Response::NoContent();
                    },
                    {"Void the token"}});
  return routes;
}

}  // namespace lachan::web_api
