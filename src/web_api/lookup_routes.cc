// SPDX-License-Identifier: Apache-2.0
#include "web_api/lookup_routes.h"

#include <boost/describe/enum_to_string.hpp>

#include "base/text.h"
#include "identity/entities.h"
#include "web_api/list_query.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

/// All rows of T within reach that match the query's words and filters, as views.
template <class T, class V>
Result<Response> Lookup(journal::StateStore& store, const Request& request, V (*view)(const T&)) {
  // Only what the view shows may select: other fields are for those who may read the register.
  for (const auto& [name, value] : request.query) {
    if (name != "q" && name != "id" && name != "agency_id") {
      return Fail(ErrorCode::kInvalidInput, "unknown parameter '{}'", PrintableForLog(name, 60));
    }
  }
  LACHAN_TRY(auto query, ParseListQuery(schema::Describe<T>(), request));
  query.with_archived = true;  // Old records still name them.
  LACHAN_TRY(const auto reader, store.OpenReader(request.caller));
  LACHAN_TRY(const auto rows, journal::ListAll<T>(*reader, query));
  std::vector<V> views;
  views.reserve(rows.size());
  for (const auto& row : rows) views.push_back(view(row));
  return Response::Json(schema::Encode(views));
}

struct SourceOption {
  std::int64_t id = 0, agency_id = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SourceOption, (), (id, agency_id, name))

SourceOption ViewSource(const Source& source) {
  return {source.id.value, source.agency_id.value, source.name.value};
}

AccountView ViewAccount(const Account& account) {
  return {account.id, account.name.value,
          std::string(boost::describe::enum_to_string(account.role, ""))};
}

}  // namespace

std::vector<web::Route> LookupRoutes(journal::StateStore& store) {
  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"q", "words that must all occur, accents optional"},
      {"id", "these only, separated by commas"},
      {"agency_id", "of this agency"}};
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/lookup/agencies",
       Needs("agency", Action::kRead),
       [&store](const Request& request) {
         return Lookup<Agency, AgencyView>(store, request, &View);
       },
       {"Agencies to choose from", {}, web::SchemaFor<std::vector<AgencyView>>(), parameters}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/lookup/systems",
       Needs("system", Action::kRead),
       [&store](const Request& request) {
         return Lookup<System, SystemView>(store, request, &View);
       },
       {"Systems to choose from", {}, web::SchemaFor<std::vector<SystemView>>(), parameters}});
  // Events say which source they are of: who reads them reads its name.
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/lookup/sources",
       Needs("event", Action::kRead),
       [&store](const Request& request) {
         return Lookup<Source, SourceOption>(store, request, &ViewSource);
       },
       {"Sources to choose from", {}, web::SchemaFor<std::vector<SourceOption>>(), parameters}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/lookup/accounts",
       Needs("incident_task", Action::kWrite),
       [&store](const Request& request) {
         return Lookup<Account, AccountView>(store, request, &ViewAccount);
       },
       {"Accounts to choose from", {}, web::SchemaFor<std::vector<AccountView>>(), parameters}});
  return routes;
}

}  // namespace lachan::web_api
