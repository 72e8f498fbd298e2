// SPDX-License-Identifier: Apache-2.0
#include "web_api/evidence_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr std::size_t kMaxUpload = 24u
                                   << 20;  ///< A little over what the service takes: it says so.

Result<Response> Upload(assurance::AssuranceService& assurance, const Request& request) {
  LACHAN_TRY(auto agency, request.QueryNumber("agency_id", 1, INT64_MAX, 0));
  if (agency == 0 && request.principal) agency = request.principal->agency.value;
  if (agency == 0) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "say whose evidence it is: agency_id")
                               .WithField("agency_id", "required"));
  }
  LACHAN_TRY(const auto file, assurance.PutEvidence(request.caller, AgencyId{agency},
                                                    request.Query("file_name"), request.body));
  return Response::Of(file, 201);
}

Result<Response> Content(assurance::AssuranceService& assurance, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto content, assurance.GetEvidence(request.caller, id));
  // Whatever it is, the browser must not run it here.
  return Response::Download(std::move(content.bytes), content.file.media_type.value.value,
                            content.file.file_name.value.value)
      .With("Content-Security-Policy", "default-src 'none'; sandbox");
}

}  // namespace

std::vector<web::Route> EvidenceRoutes(assurance::AssuranceService& assurance) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kPost,
                    "/api/v1/evidence-files",
                    Needs("evidence_file", Action::kWrite),
                    [&assurance](const Request& request) { return Upload(assurance, request); },
                    {"Upload; the body is the file",
                     {},
                     web::SchemaFor<EvidenceFile>(),
                     {{"agency_id", "whose evidence; own agency when absent"},
                      {"file_name", "name for people"}}},
                    kMaxUpload});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/evidence-files/{id}/content",
                    Needs("evidence_file", Action::kRead),
                    [&assurance](const Request& request) { return Content(assurance, request); },
                    {"The file", {}, {}, {}, "application/octet-stream"}});
  return routes;
}

}  // namespace lachan::web_api
