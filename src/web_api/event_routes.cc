// SPDX-License-Identifier: Apache-2.0
#include "web_api/event_routes.h"

#include "base/text.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct EventPage {
  std::vector<EventView> rows;
  std::string next;
  std::int64_t rows_read = 0;
  std::int64_t elapsed_ms = 0;
};
BOOST_DESCRIBE_STRUCT(EventPage, (), (rows, next, rows_read, elapsed_ms))

struct BucketView {
  Instant start;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(BucketView, (), (start, count))

struct HistogramView {
  std::vector<BucketView> buckets;
  std::int64_t total = 0;
  std::int64_t width_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(HistogramView, (), (buckets, total, width_seconds))

struct ValueCountView {
  std::string value;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ValueCountView, (), (value, count))

struct TopValuesView {
  std::vector<ValueCountView> rows;
};
BOOST_DESCRIBE_STRUCT(TopValuesView, (), (rows))

Result<std::optional<Instant>> QueryInstant(const Request& request, std::string_view name) {
  const auto text = request.Query(name);
  if (text.empty()) return std::nullopt;
  LACHAN_TRY(const auto instant, ParseInstant(text), fmt::format("reading parameter {}", name));
  return instant;
}

Result<events::Query> ParseQuery(const Request& request) {
  events::Query query;
  query.text = request.Query("query");
  LACHAN_TRY(query.from, QueryInstant(request, "from"));
  LACHAN_TRY(query.to, QueryInstant(request, "to"));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 100));
  query.limit = static_cast<int>(limit);
  query.after = request.Query("after");
  return query;
}

/// The hunt text is a form field to people: tell them what is wrong with it there.
Error AboutQuery(Error error) {
  if (error.code() == ErrorCode::kInvalidInput && error.fields().empty()) {
    error.AddField({"query", error.message()});
  }
  return error;
}

Result<Response> Search(events::EventStore& store, const Request& request) {
  LACHAN_TRY(const auto query, ParseQuery(request));
  auto page = store.Search(query, ScopeOf(request.caller));
  if (!page) return std::unexpected(AboutQuery(std::move(page).error()));
  EventPage view;
  for (const auto& event : page->events) view.rows.push_back(View(event));
  view.next = page->next;
  view.rows_read = static_cast<std::int64_t>(page->rows_read);
  view.elapsed_ms = page->elapsed.count() / 1000;
  return Response::Of(view);
}

Result<Response> Histogram(events::EventStore& store, const Clock& clock, const Request& request) {
  LACHAN_TRY(auto query, ParseQuery(request));
  LACHAN_TRY(const auto buckets, request.QueryNumber("buckets", 1, 1000, 60));
  if (!query.to) query.to = clock.Now();
  if (!query.from) query.from = *query.to - std::chrono::hours(24);
  auto histogram = store.CountOverTime(query, static_cast<int>(buckets), ScopeOf(request.caller));
  if (!histogram) return std::unexpected(AboutQuery(std::move(histogram).error()));
  HistogramView view;
  for (const auto& bucket : histogram->buckets) {
    view.buckets.push_back({bucket.start, static_cast<std::int64_t>(bucket.count)});
  }
  view.total = static_cast<std::int64_t>(histogram->total);
  view.width_seconds = std::chrono::duration_cast<std::chrono::seconds>(histogram->width).count();
  return Response::Of(view);
}

Result<Response> Top(events::EventStore& store, const Request& request) {
  LACHAN_TRY(const auto query, ParseQuery(request));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 10));
  auto values = store.TopValues(request.Query("field"), query, static_cast<int>(limit),
                                ScopeOf(request.caller));
  if (!values) return std::unexpected(AboutQuery(std::move(values).error()));
  TopValuesView view;
  for (const auto& value : *values) {
    view.rows.push_back({RepairUtf8(value.value), static_cast<std::int64_t>(value.count)});
  }
  return Response::Of(view);
}

Result<Response> One(events::EventStore& store, const Request& request) {
  LACHAN_TRY(const auto event, store.Get(request.path_values.at("id"), ScopeOf(request.caller)));
  return Response::Of(View(event));
}

}  // namespace

EventView View(const Event& event) {
  EventView view{event.id,
                 event.time,
                 event.received_at,
                 event.clock_suspect,
                 event.source.value,
                 event.agency.value,
                 event.system.value,
                 RepairUtf8(event.host),
                 event.peer,
                 std::string(ToString(event.transport)),
                 event.format,
                 RepairUtf8(event.raw),
                 {}};
  for (const auto& field : event.fields) {
    view.fields.push_back({RepairUtf8(field.name), RepairUtf8(field.value)});
  }
  return view;
}

events::Scope ScopeOf(const journal::Caller& caller) {
  return caller.reach.everything ? events::Scope::All()
                                 : events::Scope::Of(caller.reach.Readable());
}

std::vector<web::Route> EventRoutes(events::EventStore& store, const Clock& clock) {
  const std::vector<std::pair<std::string, std::string>> range = {
      {"query", "hunt language: field:value, AND OR NOT, wildcards, ranges, CIDR"},
      {"from", "event time, inclusive, RFC 3339"},
      {"to", "event time, exclusive"}};
  auto paged = range;
  paged.insert(paged.end(), {{"limit", "1 to 1000"}, {"after", "cursor of the previous page"}});
  auto bucketed = range;
  bucketed.insert(bucketed.end(), {{"buckets", "1 to 1000"}});
  auto top = range;
  top.insert(top.end(), {{"field", "field to count"}, {"limit", "1 to 1000"}});
  constexpr auto kRead = Needs("event", Action::kRead);
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/events",
                    kRead,
                    [&store](const Request& request) { return Search(store, request); },
                    {"Search events, newest first", {}, web::SchemaFor<EventPage>(), paged}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/events/histogram",
                    kRead,
                    [&](const Request& request) { return Histogram(store, clock, request); },
                    {"Events over time", {}, web::SchemaFor<HistogramView>(), bucketed}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/events/top",
                    kRead,
                    [&store](const Request& request) { return Top(store, request); },
                    {"Commonest values of a field", {}, web::SchemaFor<TopValuesView>(), top}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/events/{id}",
                    kRead,
                    [&store](const Request& request) { return One(store, request); },
                    {"One event", {}, web::SchemaFor<EventView>()}});
  return routes;
}

}  // namespace lachan::web_api
