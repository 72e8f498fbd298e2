// SPDX-License-Identifier: Apache-2.0
#include "web_api/event_routes.h"

#include "base/text.h"
#include "events/hunt_complete.h"
#include "events/hunt_places.h"
#include "web_api/event_stream.h"
#include "web_api/event_views.h"
#include "web_api/moment.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct EventPage {
  std::vector<EventView> rows;
  std::string next;
  std::optional<std::int64_t> rows_read;
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

Result<events::Query> ParseQuery(const Request& request, const EventDeps& deps, int most = 1000) {
  events::Query query;
  query.text = request.Query("query");
  LACHAN_TRY(query.names, deps.names(request.caller, query.text));
  LACHAN_TRY(query.from, QueryMoment(request, "from", deps.clock.Now()));
  LACHAN_TRY(query.to, QueryMoment(request, "to", deps.clock.Now()));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, most, 100));
  query.limit = static_cast<int>(limit);
  query.after = request.Query("after");
  query.stop = request.gone;
  return query;
}

/// Senders' clocks run ahead a little: "until now" takes in what they date into the near future.
constexpr auto kAhead = std::chrono::minutes(10);

constexpr std::chrono::milliseconds kLong{60'000};  ///< Counting may take that long.

/// The hunt text is a form field to people: tell them what is wrong with it there.
Error AboutQuery(Error error) {
  if (error.code() == ErrorCode::kInvalidInput && error.fields().empty()) {
    error.AddField({"query", error.message()});
  }
  return error;
}

Result<Response> Search(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, ParseQuery(request, deps));
  auto page = deps.store.Search(query, ScopeOf(request.caller));
  if (!page) return std::unexpected(AboutQuery(std::move(page).error()));
  EventPage view;
  for (const auto& event : page->events) view.rows.push_back(View(event));
  view.next = page->next;
  view.rows_read = RowsRead(ScopeOf(request.caller), page->rows_read);
  view.elapsed_ms = page->elapsed.count() / 1000;
  return Response::Of(view);
}

Result<Response> Histogram(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(auto query, ParseQuery(request, deps));
  query.timeout = kLong;
  LACHAN_TRY(const auto buckets, request.QueryNumber("buckets", 1, 1000, 60));
  if (!query.to) query.to = deps.clock.Now();
  if (!query.from) query.from = *query.to - std::chrono::hours(24);
  auto histogram =
      deps.store.CountOverTime(query, static_cast<int>(buckets), ScopeOf(request.caller));
  if (!histogram) return std::unexpected(AboutQuery(std::move(histogram).error()));
  HistogramView view;
  for (const auto& bucket : histogram->buckets) {
    view.buckets.push_back({bucket.start, static_cast<std::int64_t>(bucket.count)});
  }
  view.total = static_cast<std::int64_t>(histogram->total);
  view.width_seconds = std::chrono::duration_cast<std::chrono::seconds>(histogram->width).count();
  return Response::Of(view);
}

Result<Response> Top(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(auto query, ParseQuery(request, deps));
  query.timeout = kLong;
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 10));
  auto values = deps.store.TopValues(request.Query("field"), query, static_cast<int>(limit),
                                     ScopeOf(request.caller));
  if (!values) return std::unexpected(AboutQuery(std::move(values).error()));
  TopValuesView view;
  for (const auto& value : *values) {
    view.rows.push_back({RepairUtf8(value.value), static_cast<std::int64_t>(value.count)});
  }
  return Response::Of(view);
}

Result<Response> Table(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(auto query, ParseQuery(request, deps));
  query.timeout = kLong;
  if (!query.to) query.to = deps.clock.Now() + kAhead;
  if (!query.from) query.from = *query.to - std::chrono::hours(24);
  auto table = deps.store.Tabulate(query, ScopeOf(request.caller));
  if (!table) return std::unexpected(AboutQuery(std::move(table).error()));
  EventTable view;
  view.columns = ColumnViews(*table);
  for (auto& row : table->rows) {
    for (auto& cell : row) cell = RepairUtf8(cell);
    view.rows.push_back(std::move(row));
  }
  view.is_cut = table->is_cut;
  view.span_seconds = SpanSeconds(*table);
  view.rows_read = RowsRead(ScopeOf(request.caller), table->rows_read);
  return Response::Of(view);
}

Result<Response> Stream(const EventDeps& deps, StreamSeats& seats, const Request& request) {
  LACHAN_TRY(auto query, ParseQuery(request, deps, events::kHuntRows));
  LACHAN_TRY(const auto wanted, request.QueryNumber("limit", 1, 10'000, 200));
  query.limit = 100;
  query.timeout = kLong;
  if (!query.to) query.to = deps.clock.Now() + kAhead;
  auto response = StreamSearch(deps.store, seats, request, std::move(query),
                               ScopeOf(request.caller), static_cast<std::uint64_t>(wanted));
  if (!response) return std::unexpected(AboutQuery(std::move(response).error()));
  return response;
}

/// Names and values come from the newest events: of a day at most, and quickly or not at all.
events::Query Recent(const events::Query& asked, const Clock& clock) {
  events::Query query;
  query.to = asked.to.value_or(clock.Now() + kAhead);
  query.from = *query.to - std::chrono::hours(24);
  if (asked.from) query.from = std::max(*asked.from, *query.from);
  query.limit = 500;
  query.timeout = std::chrono::seconds(2);
  query.stop = asked.stop;
  return query;
}

Result<std::vector<events::Completion>> Offers(const EventDeps& deps, const Request& request,
                                               const events::HuntPlace& place,
                                               events::Query recent) {
  const events::Scope scope = ScopeOf(request.caller);
  events::EventStore& store = deps.store;
  using Kind = events::HuntPlace::Kind;
  switch (place.kind) {
    case Kind::kNothing:
      break;
    case Kind::kCommand:
      return events::CompleteWord(place.typed, place.words);
    case Kind::kField:
    case Kind::kColumn: {
      auto offers = events::CompleteWord(place.typed, place.words);
      if (!place.only_words) {
        // Without events, or when the engine is slow, the known names are still there.
        const auto sample = store.SampleFields(recent, scope).value_or(events::FieldSample{});
        auto fields = events::CompleteField(place.typed, sample, place.kind == Kind::kField);
        std::ranges::move(fields, std::back_inserter(offers));
      }
      if (place.is_group && std::string_view("by").starts_with(place.typed)) {
        offers.insert(offers.begin(), {.text = "by ", .label = "by"});
      }
      return offers;
    }
    case Kind::kValue: {
      LACHAN_TRY(const auto known, deps.names(request.caller, place.field));
      if (const auto* names = known == nullptr ? nullptr : known->Of(place.field)) {
        // Without events the names are still there.
        const auto seen = store.TopValues(place.field, recent, 1000, scope);
        return events::CompleteName(place.typed, *names,
                                    seen.value_or(std::vector<events::ValueCount>{}));
      }
      const bool is_number = events::PlaceOf(place.field).kind == events::Place::Kind::kInteger;
      if (!place.typed.empty() && !is_number) {
        std::string quoted = events::QuoteRegex(place.typed);
        recent.text = fmt::format("{}:/^{}/", place.field, quoted);
      }
      std::vector<events::Completion> offers;
      const auto top = store.TopValues(place.field, recent, 12, scope);
      if (!top) return offers;
      for (const auto& value : *top) {
        const std::string text = RepairUtf8(value.value);
        if (text.size() > 200 ||
            !AsciiEqualsIgnoringCase(std::string_view(text).substr(0, place.typed.size()),
                                     place.typed)) {
          continue;
        }
        offers.push_back(
            {.text = events::QuoteValue(text) + " ", .label = text, .count = value.count});
      }
      return offers;
    }
  }
  return std::vector<events::Completion>{};
}

Result<Response> Complete(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, ParseQuery(request, deps));
  if (query.text.size() > events::kHuntBytes || !IsValidUtf8(query.text)) {
    return Fail(ErrorCode::kInvalidInput, "the query is too long, or not UTF-8");
  }
  const auto size = static_cast<std::int64_t>(query.text.size());
  LACHAN_TRY(const auto cursor, request.QueryNumber("cursor", 0, events::kHuntBytes, size));
  const auto place = events::PlaceAt(query.text, static_cast<std::size_t>(cursor));
  LACHAN_TRY(const auto offers, Offers(deps, request, place, Recent(query, deps.clock)));
  constexpr std::string_view kKinds[] = {"field", "value", "command", "column", "nothing"};
  CompletionList view;
  view.kind = kKinds[static_cast<std::size_t>(place.kind)];
  view.begin = static_cast<std::int64_t>(place.begin);
  view.end = std::min(cursor, size);
  for (const auto& offer : offers) {
    view.rows.push_back({offer.text, offer.label, static_cast<std::int64_t>(offer.count)});
  }
  return Response::Of(view);
}

Result<Response> Check(const EventDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, ParseQuery(request, deps));
  const auto parsed = events::ParseHuntQuery(query.text);
  if (!parsed) return std::unexpected(events::ToError(parsed.error()));
  QueryCheck view;
  view.shape = ShapeName(parsed->shape());
  if (parsed->shape() != events::HuntShape::kEvents) {
    view.columns = events::TableColumns(parsed->steps.front());
  }
  const auto sample = deps.store.SampleFields(Recent(query, deps.clock), ScopeOf(request.caller))
                          .value_or(events::FieldSample{});
  for (const auto& field : events::UnknownFields(*parsed, sample)) {
    view.unknown.push_back({field.name, static_cast<std::int64_t>(field.position),
                            static_cast<std::int64_t>(field.name.size()), field.nearest});
  }
  for (const auto& remark : events::Remarks(*parsed, query.text, sample)) {
    view.remarks.push_back({remark.code, static_cast<std::int64_t>(remark.position),
                            static_cast<std::int64_t>(remark.length), remark.suggestion});
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

std::string ShapeName(events::HuntShape shape) {
  switch (shape) {
    case events::HuntShape::kEvents:
      return "events";
    case events::HuntShape::kTable:
      return "table";
    case events::HuntShape::kTimechart:
      return "timechart";
  }
  return "";
}

std::vector<EventTableColumn> ColumnViews(const events::Table& table) {
  std::vector<EventTableColumn> views;
  for (const auto& column : table.columns) {
    const auto kind = column.kind;
    views.push_back({column.name, kind == events::Table::Kind::kText     ? "text"
                                  : kind == events::Table::Kind::kNumber ? "number"
                                                                         : "instant"});
  }
  return views;
}

std::int64_t SpanSeconds(const events::Table& table) {
  return std::chrono::duration_cast<std::chrono::seconds>(table.span).count();
}

std::optional<std::int64_t> RowsRead(const events::Scope& scope, std::uint64_t rows) {
  if (!scope.all) return std::nullopt;
  return static_cast<std::int64_t>(rows);
}

events::Scope ScopeOf(const journal::Caller& caller) {
  return caller.reach.everything ? events::Scope::All()
                                 : events::Scope::Of(caller.reach.Readable());
}

std::vector<web::Route> EventRoutes(EventDeps deps) {
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  const Parameters range = {
      {"query", "hunt language: conditions, then commands after |"},
      {"from", "event time, inclusive: RFC 3339, or as \"-24h\" (s, m, h, d, w), \"now\""},
      {"to", "event time, exclusive"}};
  const auto with = [&](const Parameters& more) {
    auto parameters = range;
    parameters.insert(parameters.end(), more.begin(), more.end());
    return parameters;
  };
  constexpr auto kRead = Needs("event", Action::kRead);
  const auto seats = std::make_shared<StreamSeats>();
  std::vector<web::Route> routes;
  const auto add = [&](std::string path, auto handler, web::Described described) {
    routes.push_back({web::Verb::kGet, std::move(path), kRead,
                      [deps, handler](const Request& request) { return handler(deps, request); },
                      std::move(described)});
  };
  add("/api/v1/events", Search,
      {"Search events, newest first",
       {},
       web::SchemaFor<EventPage>(),
       with({{"limit", "1 to 1000"}, {"after", "cursor of the previous page"}})});
  add("/api/v1/events/histogram", Histogram,
      {"Events over time", {}, web::SchemaFor<HistogramView>(), with({{"buckets", "1 to 1000"}})});
  add("/api/v1/events/top", Top,
      {"Commonest values of a field",
       {},
       web::SchemaFor<TopValuesView>(),
       with({{"field", "field to count"}, {"limit", "1 to 1000"}})});
  add("/api/v1/events/table", Table,
      {"The table of a query with commands; the last 24 hours unless told",
       {},
       web::SchemaFor<EventTable>(),
       range});
  add("/api/v1/events/search",
      [seats](const EventDeps& now, const Request& request) {
        return Stream(now, *seats, request);
      },
      {"Search as it goes on, newest first: a line of JSON for what is found, and for how far it "
       "is",
       {},
       web::SchemaFor<SearchLine>(),
       with({{"limit", "events wanted, 1 to 10000"}, {"after", "cursor of the previous page"}}),
       "application/x-ndjson"});
  add("/api/v1/events/complete", Complete,
      {"What may be typed next",
       {},
       web::SchemaFor<CompletionList>(),
       with({{"cursor", "byte of the query where the cursor is; its end unless told"}})});
  add("/api/v1/events/check", Check,
      {"Whether a query can be asked, and which of its fields no event has",
       {},
       web::SchemaFor<QueryCheck>(),
       range});
  add("/api/v1/events/{id}",
      [](const EventDeps& now, const Request& request) { return One(now.store, request); },
      {"One event", {}, web::SchemaFor<EventView>()});
  return routes;
}

}  // namespace lachan::web_api
