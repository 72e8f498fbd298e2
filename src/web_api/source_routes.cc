// SPDX-License-Identifier: Apache-2.0
#include "web_api/source_routes.h"

#include "register/entities.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct CountersView {
  std::int64_t received = 0, recovered = 0, stored = 0, rejected = 0, duplicates = 0, malformed = 0,
               clock_suspect = 0, in_flight = 0;
  std::optional<Instant> last_received_at;
  std::map<std::string, std::int64_t> rejected_by;
};
BOOST_DESCRIBE_STRUCT(CountersView, (),
                      (received, recovered, stored, rejected, duplicates, malformed, clock_suspect,
                       in_flight, last_received_at, rejected_by))

struct SourceStatus {
  Source source;
  CountersView counters;
  bool silent = false;
  bool has_token = false;
};
BOOST_DESCRIBE_STRUCT(SourceStatus, (), (source, counters, silent, has_token))

struct SourceStatusList {
  std::vector<SourceStatus> rows;
  CountersView unknown;
};
BOOST_DESCRIBE_STRUCT(SourceStatusList, (), (rows, unknown))

struct TokenView {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(TokenView, (), (token))

CountersView View(const pipeline::SourceCounters& counters) {
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  CountersView view{number(counters.received),      number(counters.recovered),
                    number(counters.stored),        number(counters.rejected_total()),
                    number(counters.duplicates),    number(counters.malformed),
                    number(counters.clock_suspect), number(counters.in_flight),
                    counters.last_received_at,      {}};
  for (std::size_t i = 0; i < pipeline::kRejections; ++i) {
    if (counters.rejected[i] == 0) continue;
    view.rejected_by.emplace(ToString(static_cast<pipeline::Rejection>(i)),
                             number(counters.rejected[i]));
  }
  return view;
}

Result<SourceStatusList> ListStatus(const SourceDeps& deps, const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(caller));
  LACHAN_TRY(const auto sources, journal::ListAll<Source>(*reader));
  std::map<std::int64_t, CountersView> counters;
  for (const auto& one : deps.pipeline.Sources()) counters.emplace(one.source.value, View(one));
  const Instant now = deps.clock.Now();
  SourceStatusList list;
  for (const auto& source : sources) {
    SourceStatus status{source, {}, false, !source.token_hash.empty()};
    if (const auto at = counters.find(source.id); at != counters.end()) {
      status.counters = at->second;
    }
    const auto last = status.counters.last_received_at;
    status.silent = source.enabled && (!last || now - *last > deps.silent_after);
    list.rows.push_back(std::move(status));
  }
  if (const auto at = counters.find(0); at != counters.end() && caller.reach.everything) {
    list.unknown = at->second;
  }
  return list;
}

}  // namespace

Result<SourceCounts> CountSources(const SourceDeps& deps, const journal::Caller& caller) {
  LACHAN_TRY(const auto list, ListStatus(deps, caller));
  SourceCounts counts;
  for (const auto& row : list.rows) {
    counts.total += row.source.enabled ? 1 : 0;
    counts.silent += row.silent ? 1 : 0;
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
         LACHAN_TRY(const auto list, ListStatus(deps, request.caller));
         return Response::Of(list);
       },
       {"Counters of each source since the start", {}, web::SchemaFor<SourceStatusList>()}});
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/sources/{id}/token",
       Needs("source", Action::kWrite),
       [deps](const Request& request) -> Result<Response> {
         LACHAN_TRY(const auto id, request.PathId("id"));
         LACHAN_TRY(auto token, deps.directory.IssueToken(request.caller, SourceId{id}));
         return Response::Of(TokenView{std::move(token)});
       },
       {"A new token, shown this once; the old one is void", {}, web::SchemaFor<TokenView>()}});
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
