// SPDX-License-Identifier: Apache-2.0
#include "web_api/team_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr auto kRead = Needs("team", Action::kRead);

}  // namespace

Result<AgencyId> AgencyOf(const Request& request, teams::RosterService& roster) {
  LACHAN_TRY(const auto asked, request.QueryNumber("agency_id", 1, INT64_MAX, 0));
  if (asked > 0) return AgencyId{asked};
  if (request.principal && request.principal->agency) return request.principal->agency;
  LACHAN_TRY(const auto coordinator, roster.Coordinator());
  if (coordinator) return coordinator;
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, "no agency coordinates today: say which one, agency_id")
          .WithField("agency_id", "required"));
}

std::vector<web::Route> TeamRoutes(TeamDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/team-board",
                    kRead,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto agency, AgencyOf(request, deps.roster));
                      LACHAN_TRY(const auto board, deps.boards.Of(request.caller, agency));
                      return Response::Of(board);
                    },
                    {"Teams, experts and contacts of an agency, and what is missing",
                     {},
                     web::SchemaFor<teams::TeamBoard>(),
                     {{"agency_id", "own agency when absent, else the coordinator's"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/team-quotas",
                    kRead,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto table, deps.boards.Quotas(request.caller));
                      return Response::Of(table);
                    },
                    {"Teams, experts and contacts of all agencies against what is asked",
                     {},
                     web::SchemaFor<teams::QuotaTable>()}});
  return routes;
}

}  // namespace lachan::web_api
