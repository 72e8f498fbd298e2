// SPDX-License-Identifier: Apache-2.0
#include "web_api/saved_search_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include "base/text.h"
#include "events/hunt_parser.h"
#include "searches/query_names.h"
#include "web_api/event_routes.h"
#include "web_api/event_stream.h"
#include "web_api/if_match.h"
#include "web_api/moment.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace json = boost::json;
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

struct SavedSearchView {
  std::int64_t id = 0, version = 0;
  std::string name, note, query, period, columns, owner_name;
  std::optional<Instant> since, until;
  bool is_shared = false, is_pinned = false;
  bool is_mine = false;  ///< Only its owner changes a search.
};
BOOST_DESCRIBE_STRUCT(SavedSearchView, (),
                      (id, version, name, note, query, period, columns, owner_name, since, until,
                       is_shared, is_pinned, is_mine))

struct SavedSearchList {
  std::vector<SavedSearchView> rows;
};
BOOST_DESCRIBE_STRUCT(SavedSearchList, (), (rows))

SavedSearchView ViewOf(const SavedSearch& search, const Request& request) {
  return {search.id.value,
          search.version.value,
          search.name.value,
          search.note.value,
          search.query.value,
          search.period.value,
          search.columns.value,
          search.owner_name.value.value,
          search.since,
          search.until,
          search.is_shared,
          search.is_pinned,
          search.owner.value == request.caller.account.value};
}

Result<Response> List(const SavedSearchDeps& deps, const Request& request) {
  LACHAN_TRY(const auto searches, deps.searches.List(request.caller));
  SavedSearchList list;
  for (const auto& search : searches) list.rows.push_back(ViewOf(search, request));
  return Response::Of(list);
}

Result<Response> One(const SavedSearchDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto search, deps.searches.Get(request.caller, id));
  return Response::Of(ViewOf(search, request));
}

Result<Response> Create(const SavedSearchDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto search, deps.searches.Create(request.caller, body));
  return Response::Of(ViewOf(search, request), 201);
}

Result<Response> Change(const SavedSearchDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto version, IfMatch(request));
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto search, deps.searches.Change(request.caller, id, version, body));
  return Response::Of(ViewOf(search, request));
}

Result<Response> Remove(const SavedSearchDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY_DO(deps.searches.Remove(request.caller, id));
  return Response::NoContent();
}

Result<searches::ExportOrder> OrderOf(const SavedSearchDeps& deps, const Request& request) {
  searches::ExportOrder order;
  const Instant now = deps.clock.Now();
  order.query.text = request.Query("query");
  order.query.timeout = std::chrono::seconds(60);
  LACHAN_TRY(order.query.from, QueryMoment(request, "from", now));
  LACHAN_TRY(order.query.to, QueryMoment(request, "to", now));
  if (!order.query.to) order.query.to = now + std::chrono::minutes(10);
  if (!order.query.from) order.query.from = *order.query.to - std::chrono::hours(24);
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 5'000'000, 1'000'000));
  order.limit = static_cast<std::uint64_t>(limit);
  const std::string format(request.Query("format"));
  if (!format.empty() && !boost::describe::enum_from_string(format.c_str(), order.format)) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "the format is ndjson or csv")
                               .WithField("format", "not_a_choice"));
  }
  for (const auto column : Split(request.Query("columns"), ',')) {
    if (!Trim(column).empty()) order.columns.emplace_back(Trim(column));
  }
  if (order.columns.size() > events::kHuntColumns) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "too many columns").WithField("columns", "too_many"));
  }
  // Two rights: to take events out, and to see them.
  const auto caller = CallerReading("event", request);
  order.scope = ScopeOf(caller);
  LACHAN_TRY(order.query.names, searches::NamesFor(deps.state, caller, order.query.text));
  return order;
}

Result<Response> Export(const SavedSearchDeps& deps, StreamSeats& seats, const Request& request) {
  LACHAN_TRY(auto order, OrderOf(deps, request));
  LACHAN_TRY(auto seat, seats.Take(request.caller.account));
  LACHAN_TRY(auto receipt, deps.exports.Start(request.caller, order));
  const bool is_csv = order.format == ExportFormat::csv;
  std::string stamp = FormatVietnamese(deps.clock.Now());  // 23/11/2026 11:05
  std::erase_if(stamp, [](char c) { return c == ':' || c == '/'; });
  std::ranges::replace(stamp, ' ', '-');
  Response response;
  response.content_type = is_csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"events-{}-{}.{}\"", stamp,
                                            receipt.id.value, is_csv ? "csv" : "ndjson"));
  response.headers.emplace_back("X-Export-Receipt", std::to_string(receipt.id.value));
  // An empty line may stand between lines of JSON, not in a table.
  response.stream = RunInStream(
      std::move(seat), is_csv ? "" : "\n",
      [&exports = deps.exports, caller = request.caller, order = std::move(order),
       receipt = std::move(receipt)](const Push& push, std::stop_token stop) {
        searches::ExportOrder mine = order;
        mine.query.stop = std::move(stop);
        (void)exports.Run(caller, receipt, mine, push);  // How it ended is in the receipt.
      });
  return response;
}

}  // namespace

std::vector<web::Route> SavedSearchRoutes(SavedSearchDeps deps) {
  constexpr auto kRead = Needs("saved_search", Action::kRead);
  constexpr auto kWrite = Needs("saved_search", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto view = web::SchemaFor<SavedSearchView>();
  const auto body = [](schema::Components& components) -> json::value {
    components.try_emplace("SavedSearchWrite",
                           schema::JsonSchemaForWriting(schema::Describe<SavedSearch>()));
    return json::object{{"$ref", "#/components/schemas/SavedSearchWrite"}};
  };
  const auto seats = std::make_shared<StreamSeats>();
  std::vector<web::Route> routes;
  routes.push_back({Verb::kGet,
                    "/api/v1/saved-searches",
                    kRead,
                    bind(List),
                    {"One's own saved searches, and those that colleagues share",
                     {},
                     web::SchemaFor<SavedSearchList>()}});
  routes.push_back(
      {Verb::kPost, "/api/v1/saved-searches", kWrite, bind(Create), {"Save a search", body, view}});
  routes.push_back({Verb::kGet,
                    "/api/v1/saved-searches/{id}",
                    kRead,
                    bind(One),
                    {"One saved search", {}, view}});
  routes.push_back({Verb::kPatch,
                    "/api/v1/saved-searches/{id}",
                    kWrite,
                    bind(Change),
                    {"Change one's own saved search", body, view}});
  routes.push_back({Verb::kDelete,
                    "/api/v1/saved-searches/{id}",
                    kWrite,
                    bind(Remove),
                    {"Take one's own saved search away"}});
  routes.push_back({Verb::kGet,
                    "/api/v1/events/export",
                    Needs("event_export", Action::kRead),
                    [deps, seats](const Request& request) { return Export(deps, *seats, request); },
                    {"The events or the table of a query as a file, with a receipt; the last 24 "
                     "hours unless told",
                     {},
                     {},
                     {{"query", "hunt language"},
                      {"from", "event time, inclusive; also \"-24h\""},
                      {"to", "event time, exclusive"},
                      {"format", "ndjson (default) or csv"},
                      {"columns", "fields, separated by commas; all or the usual ones unless told"},
                      {"limit", "events, 1 to 5000000; a million unless told"}},
                     "application/x-ndjson"}});
  return routes;
}

}  // namespace lachan::web_api
