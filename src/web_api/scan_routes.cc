// SPDX-License-Identifier: Apache-2.0
#include "web_api/body.h"
#include "web_api/finding_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

struct ScanBody {
  Id<ScanAuthorisation> authorisation_id;
  schema::Paragraph<8000> targets;
  schema::Line<0, 500> ports;
};
BOOST_DESCRIBE_STRUCT(ScanBody, (), (authorisation_id, targets, ports))

struct LeftOutView {
  std::string address;
  findings::LeftOutReason reason = findings::LeftOutReason::other_owner;
};
BOOST_DESCRIBE_STRUCT(LeftOutView, (), (address, reason))

struct ScanPlanView {
  std::vector<std::string> addresses;  ///< All of them.
  std::vector<LeftOutView> left_out;   ///< The first thousand.
  std::int64_t left_out_count = 0;
  std::string ports;
  bool probes_services = false;
  std::int64_t requests_per_second = 1;
};
BOOST_DESCRIBE_STRUCT(ScanPlanView, (),
                      (addresses, left_out, left_out_count, ports, probes_services,
                       requests_per_second))

struct ScannerView {
  std::string version, problem;
};
BOOST_DESCRIBE_STRUCT(ScannerView, (), (version, problem))

Result<findings::ScanRequest> RequestOf(const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<ScanBody>(request));
  return findings::ScanRequest{body.authorisation_id.value, body.targets.value, body.ports.value};
}

Result<Response> Plan(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto wanted, RequestOf(request));
  LACHAN_TRY(const auto plan, deps.scans.Plan(request.caller, wanted));
  ScanPlanView view;
  view.addresses = plan.targets.addresses;
  for (const auto& one : plan.targets.left_out) view.left_out.push_back({one.address, one.reason});
  view.left_out_count = static_cast<std::int64_t>(plan.targets.left_out_count);
  view.ports = plan.order.ports;
  view.probes_services = plan.order.probes_services;
  view.requests_per_second = plan.order.requests_per_second;
  return Response::Of(view);
}

Result<Response> Start(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto wanted, RequestOf(request));
  LACHAN_TRY(const auto job, deps.scans.Enqueue(request.caller, wanted));
  return Response::Of(job, 202);
}

Result<Response> Cancel(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto job, deps.scans.Cancel(request.caller, id));
  return Response::Of(job);
}

Result<Response> Approve(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto row, deps.scans.Approve(request.caller, id));
  return Response::Of(row);
}

Result<Response> Revoke(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto row, deps.scans.Revoke(request.caller, id));
  return Response::Of(row);
}

Result<Response> ScannerState(const FindingDeps& deps, const Request&) {
  ScannerView view;
  if (const auto version = deps.scans.ScannerVersion()) {
    view.version = *version;
  } else {
    view.problem = version.error().message();
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> ScanRoutes(FindingDeps deps) {
  constexpr auto kRead = Needs("scan_job", Action::kRead);
  constexpr auto kWrite = Needs("scan_job", Action::kWrite);
  constexpr auto kApprove = Needs("scan_approval", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto job = web::SchemaFor<ScanJob>();
  const auto authorisation = web::SchemaFor<ScanAuthorisation>();
  std::vector<web::Route> routes;
  routes.push_back({Verb::kPost,
                    "/api/v1/scan-authorisations/{id}/approve",
                    kApprove,
                    bind(Approve),
                    {"Approve; another person than its author", {}, authorisation}});
  routes.push_back({Verb::kPost,
                    "/api/v1/scan-authorisations/{id}/revoke",
                    kApprove,
                    bind(Revoke),
                    {"Revoke: nothing more is scanned by it", {}, authorisation}});
  routes.push_back({Verb::kPost,
                    "/api/v1/scan-jobs/plan",
                    kWrite,
                    bind(Plan),
                    {"Dry run: which addresses would be scanned; nothing is sent",
                     web::SchemaFor<ScanBody>(), web::SchemaFor<ScanPlanView>()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/scan-jobs",
                    kWrite,
                    bind(Start),
                    {"Scan within an authorisation", web::SchemaFor<ScanBody>(), job}});
  routes.push_back({Verb::kPost,
                    "/api/v1/scan-jobs/{id}/cancel",
                    kWrite,
                    bind(Cancel),
                    {"End a scan", {}, job}});
  routes.push_back(
      {Verb::kGet,
       "/api/v1/scan-jobs/scanner",
       kRead,
       bind(ScannerState),
       {"The scanner that is installed, or why there is none", {}, web::SchemaFor<ScannerView>()}});
  return routes;
}

}  // namespace lachan::web_api
