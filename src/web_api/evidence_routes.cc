// SPDX-License-Identifier: Apache-2.0
#include "web_api/evidence_routes.h"

#include <boost/describe/class.hpp>

#include "schema/json.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr std::size_t kMaxUpload = 24u
                                   << 20;  ///< A little over what the service takes: it says so.

struct EvidenceKindView {
  AssuranceKind kind = AssuranceKind::other;
  std::string fact;
  bool needs_system = false, needs_level = false;
  std::string subject;          ///< What its subject is: "expert", "advisory" …; may be empty.
  std::string register_path;    ///< Register that keeps it; empty: an assurance record.
  std::string register_preset;  ///< Values the form begins with, as a query.
};
BOOST_DESCRIBE_STRUCT(EvidenceKindView, (),
                      (kind, fact, needs_system, needs_level, subject, register_path,
                       register_preset))

struct EvidenceKindList {
  std::vector<EvidenceKindView> kinds;
};
BOOST_DESCRIBE_STRUCT(EvidenceKindList, (), (kinds))

Result<Response> Kinds(const Request&) {
  EvidenceKindList list;
  for (const auto& rule : assurance::KindRules()) {
    list.kinds.push_back({rule.kind, std::string(rule.fact), rule.needs_system, rule.needs_level,
                          std::string(rule.subject_attribute), std::string(rule.register_path),
                          std::string(rule.register_preset)});
  }
  return Response::Of(list);
}

Result<Response> Upload(assurance::AssuranceService& assurance, const Request& request) {
  LACHAN_TRY(auto agency, request.QueryNumber("agency_id", 1, INT64_MAX, 0));
  if (agency == 0 && request.principal) agency = request.principal->agency.value;
  if (agency == 0 && !request.caller.reach.everything) {
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
  routes.push_back({web::Verb::kGet,
                    "/api/v1/evidence-kinds",
                    Needs("assurance_record", Action::kRead),
                    Kinds,
                    {"Kinds of evidence: the fact each writes and the register that keeps it",
                     {},
                     web::SchemaFor<EvidenceKindList>()}});
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
