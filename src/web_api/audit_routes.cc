// SPDX-License-Identifier: Apache-2.0
#include "web_api/audit_routes.h"

#include "journal/verify.h"
#include "web_api/fact_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct VerifyView {
  std::int64_t facts = 0;
  std::string head_hash;
  bool intact = true;
  std::optional<std::int64_t> first_bad;
  std::string what;
};
BOOST_DESCRIBE_STRUCT(VerifyView, (), (facts, head_hash, intact, first_bad, what))

Result<Response> Facts(journal::StateStore& store, const Request& request) {
  journal::FactQuery query;
  query.newest_first = true;
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 100));
  LACHAN_TRY(query.before_id, request.QueryNumber("before", 1, INT64_MAX, INT64_MAX));
  LACHAN_TRY(query.subject_id, request.QueryNumber("subject_id", 0, INT64_MAX, 0));
  LACHAN_TRY(query.agency.value, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  query.limit = static_cast<std::size_t>(limit);
  query.subject_kind = request.Query("subject_kind");
  if (const auto kind = request.Query("kind"); !kind.empty()) query.kinds.emplace_back(kind);
  LACHAN_TRY(const auto reader, store.OpenReader(request.caller));
  LACHAN_TRY(const auto facts, reader->Facts(query));
  FactList list{View(facts), ""};
  if (facts.size() == query.limit) list.next = std::to_string(facts.back().id);
  return Response::Of(list);
}

Result<Response> Verify(journal::StateStore& store, const Request& request) {
  // The chain is one for the whole province; its length would tell about the others.
  if (!request.caller.reach.everything) {
    return Fail(ErrorCode::kDenied, "only who reads the whole journal may verify it");
  }
  LACHAN_TRY(const auto reader, store.OpenReader(journal::Caller::System("audit verify")));
  LACHAN_TRY(const auto report, journal::VerifyJournal(*reader));
  return Response::Of(VerifyView{report.facts, report.head_hash, !report.first_bad.has_value(),
                                 report.first_bad, report.what});
}

}  // namespace

std::vector<web::Route> AuditRoutes(journal::StateStore& store) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/facts",
                    Needs("audit", Action::kRead),
                    [&store](const Request& request) { return Facts(store, request); },
                    {"The journal, newest first",
                     {},
                     web::SchemaFor<FactList>(),
                     {{"kind", "exact kind, or incident.*"},
                      {"subject_kind", "entity"},
                      {"subject_id", "its id"},
                      {"agency_id", "whom it concerns"},
                      {"before", "id; exclusive"},
                      {"limit", "1 to 1000"}}}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/audit/verify",
                    Needs("audit", Action::kRead),
                    [&store](const Request& request) { return Verify(store, request); },
                    {"Recompute the hash chain", {}, web::SchemaFor<VerifyView>()}});
  return routes;
}

}  // namespace lachan::web_api
