// SPDX-License-Identifier: Apache-2.0
#include "web_api/contact_routes.h"

#include "base/text.h"
#include "web_api/body.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

struct ContactLinkView {
  std::string url;  ///< Shown once.
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(ContactLinkView, (), (url, expires_at))

struct CheckCountsView {
  std::int64_t checked = 0, found = 0, partly = 0, missing = 0, unreachable = 0, refused = 0;
};
BOOST_DESCRIBE_STRUCT(CheckCountsView, (), (checked, found, partly, missing, unreachable, refused))

struct CheckerView {
  bool is_enabled = false;
  bool is_running = false;
  std::int64_t done = 0, total = 0;
  CheckCountsView counts;
  std::optional<Instant> started_at, finished_at;
  std::string started_by, problem;
};
BOOST_DESCRIBE_STRUCT(CheckerView, (),
                      (is_enabled, is_running, done, total, counts, started_at, finished_at,
                       started_by, problem))

struct CheckRequestBody {
  std::optional<AgencyId> agency_id;
};
BOOST_DESCRIBE_STRUCT(CheckRequestBody, (), (agency_id))

CheckerView View(const teams::CheckerState& state) {
  const auto& c = state.counts;
  return {state.is_enabled,
          state.is_running,
          state.done,
          state.total,
          {c.checked, c.found, c.partly, c.missing, c.unreachable, c.refused},
          state.started_at,
          state.finished_at,
          state.started_by,
          state.problem};
}

Result<Response> Confirm(const ContactDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto contact, deps.contacts.Confirm(request.caller, id));
  return Response::Of(contact);
}

Result<Response> MakeLink(const ContactDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto link, deps.contacts.Issue(request.caller, id));
  return Response::Of(ContactLinkView{deps.public_url + link.path, link.expires_at}, 201)
      .With("Cache-Control", "no-store");
}

Result<Response> RunChecks(const ContactDeps& deps, const Request& request) {
  CheckRequestBody body;
  if (!Trim(request.body).empty()) {
    LACHAN_TRY(body, BodyOf<CheckRequestBody>(request));
  }
  LACHAN_TRY_DO(deps.checks.Ask(request.caller, body.agency_id.value_or(AgencyId{})));
  return Response::Of(View(deps.checks.state()), 202);
}

}  // namespace

std::vector<web::Route> ContactRoutes(ContactDeps given) {
  std::vector<web::Route> routes;
  const auto deps = std::make_shared<ContactDeps>(std::move(given));
  const auto add = [&](Verb verb, const char* path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, std::string("/api/v1") + path, needs,
                      [deps, handler](const Request& request) -> Result<Response> {
                        return handler(*deps, request);
                      },
                      std::move(described)});
  };
  add(Verb::kGet, "/contact-confirmations", Needs("contact_link", Action::kRead),
      [](const ContactDeps& d, const Request& request) -> Result<Response> {
        LACHAN_TRY(const auto table, d.boards.Confirmations(request.caller));
        return Response::Of(table);
      },
      {"Contact points by how sure they are, with what their pages show",
       {},
       web::SchemaFor<teams::ConfirmationTable>()});
  add(Verb::kPost, "/contact-points/{id}/confirm", Needs("contact_point", Action::kWrite), Confirm,
      {"Say that a contact point is right today", {}, web::SchemaFor<ContactPoint>()});
  add(Verb::kPost, "/contact-points/{id}/link", Needs("contact_link", Action::kWrite), MakeLink,
      {"Make a link by which the person confirms without log-in; earlier ones become void",
       {},
       web::SchemaFor<ContactLinkView>()});
  add(Verb::kGet, "/contact-checker", Needs("contact_check", Action::kRead),
      [](const ContactDeps& d, const Request&) -> Result<Response> {
        return Response::Of(View(d.checks.state()));
      },
      {"How the publication checker stands", {}, web::SchemaFor<CheckerView>()});
  add(Verb::kPost, "/contact-checker/run", Needs("contact_check", Action::kWrite), RunChecks,
      {"Visit the pages of the published contacts now", web::SchemaFor<CheckRequestBody>(),
       web::SchemaFor<CheckerView>()});
  return routes;
}

}  // namespace lachan::web_api
