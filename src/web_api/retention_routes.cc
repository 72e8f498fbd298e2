// SPDX-License-Identifier: Apache-2.0
#include "web_api/retention_routes.h"

#include "base/text.h"
#include "web_api/body.h"
#include "web_api/event_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

struct StorageClassView {
  std::int64_t level = 0;  ///< 0: unknown.
  bool is_provider = false;
  std::int64_t months = 0, events = 0, bytes = 0;
  std::optional<CivilDate> oldest;  ///< Monday of the oldest week.
  std::int64_t bytes_a_day_7 = 0, bytes_a_day_30 = 0, bytes_when_level = 0;
};
BOOST_DESCRIBE_STRUCT(StorageClassView, (),
                      (level, is_provider, months, events, bytes, oldest, bytes_a_day_7,
                       bytes_a_day_30, bytes_when_level))

struct StorageDiskView {
  std::string path;
  std::int64_t free_bytes = 0, total_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(StorageDiskView, (), (path, free_bytes, total_bytes))

struct StoragePointView {
  CivilDate day{};
  std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(StoragePointView, (), (day, bytes))

struct StorageExpiryView {
  std::int64_t level = 0;
  bool is_provider = false;
  CivilDate monday{};
  std::int64_t months = 0, events = 0, bytes = 0;
  std::optional<Instant> dropped_at;
};
BOOST_DESCRIBE_STRUCT(StorageExpiryView, (),
                      (level, is_provider, monday, months, events, bytes, dropped_at))

struct StorageView {
  Instant measured_at;
  std::vector<StorageClassView> classes;
  std::int64_t held_bytes = 0, used_bytes = 0, available_bytes = 0, bytes_a_day = 0;
  std::optional<CivilDate> full_on;
  std::int64_t least_free_bytes = 0, warn_days = 0;
  bool warns = false;
  std::vector<StoragePointView> points;
  std::vector<StorageDiskView> disks;
  std::vector<StorageExpiryView> expired;  ///< The newest 50.
  std::string duties_node, problem;
};
BOOST_DESCRIBE_STRUCT(StorageView, (),
                      (measured_at, classes, held_bytes, used_bytes, available_bytes, bytes_a_day,
                       full_on, least_free_bytes, warn_days, warns, points, disks, expired,
                       duties_node, problem))

struct ReleaseHoldBody {
  schema::RequiredParagraph<1000> reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseHoldBody, (), (reason))

struct HoldVerificationView {
  bool holds = false;
  std::int64_t events = 0;
  std::string digest;
  LegalHold hold;
};
BOOST_DESCRIBE_STRUCT(HoldVerificationView, (), (holds, events, digest, hold))

struct HeldEventPage {
  std::vector<EventView> rows;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(HeldEventPage, (), (rows, next))

std::int64_t Signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

void AddForecast(const retention::Forecast& forecast, StorageView& view) {
  for (const auto& use : forecast.classes) {
    view.classes.push_back({use.kept_as.level, use.kept_as.is_provider, use.months,
                            Signed(use.rows), Signed(use.bytes), use.oldest,
                            Signed(use.bytes_a_day_7), Signed(use.bytes_a_day_30),
                            Signed(use.bytes_when_level)});
  }
  view.held_bytes = Signed(forecast.held_bytes);
  view.used_bytes = Signed(forecast.used);
  view.available_bytes = Signed(forecast.available);
  view.bytes_a_day = Signed(forecast.bytes_a_day);
  view.full_on = forecast.full_on;
  view.least_free_bytes = Signed(forecast.least_free);
  for (const auto& point : forecast.points) view.points.push_back({point.day, Signed(point.used)});
}

Result<Response> Storage(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto report, deps.storage.Report());
  StorageView view;
  view.measured_at = report.at;
  AddForecast(report.forecast, view);
  view.warn_days = deps.storage.warn_days();
  view.warns = deps.storage.Warning().has_value();
  for (const auto& disk : report.disks) {
    view.disks.push_back({disk.path, Signed(disk.free_bytes), Signed(disk.total_bytes)});
  }
  LACHAN_TRY(const auto reader, deps.state.OpenReader(request.caller));
  LACHAN_TRY(const auto expired,
             journal::List<EventExpiry>(*reader, {.descending = true, .limit = 50}));
  for (const auto& row : expired) {
    view.expired.push_back({row.level, row.is_provider, row.monday, row.months, row.events,
                            row.bytes, row.dropped_at});
  }
  view.duties_node = deps.duties_node();
  view.problem = deps.problem();
  return Response::Of(view);
}

Result<Response> Open(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<retention::HoldRequest>(request));
  LACHAN_TRY(const auto hold, deps.holds.Open(request.caller, body));
  return Response::Of(hold, 201);
}

Result<Response> AskRelease(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<ReleaseHoldBody>(request));
  LACHAN_TRY(const auto hold, deps.holds.AskRelease(request.caller, id, body.reason.value));
  return Response::Of(hold);
}

template <auto kStep>
Result<Response> Step(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto hold, (deps.holds.*kStep)(request.caller, id));
  return Response::Of(hold);
}

Result<Response> Verify(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto outcome, deps.holds.Verify(request.caller, id));
  return Response::Of(
      HoldVerificationView{outcome.holds, outcome.events, outcome.digest, outcome.hold});
}

Result<Response> Events(const RetentionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  events::Query query;
  query.text = request.Query("query");
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 50));
  query.limit = static_cast<int>(limit);
  query.after = request.Query("after");
  auto page = deps.holds.Search(request.caller, id, query, ScopeOf(request.caller));
  if (!page) {
    Error error = std::move(page).error();
    if (error.code() == ErrorCode::kInvalidInput && error.fields().empty()) {
      error.AddField({"query", error.message()});
    }
    return std::unexpected(std::move(error));
  }
  HeldEventPage view;
  for (const auto& event : page->events) view.rows.push_back(View(event));
  view.next = page->next;
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> RetentionRoutes(RetentionDeps deps) {
  constexpr auto kRead = Needs("legal_hold", Action::kRead);
  constexpr auto kWrite = Needs("legal_hold", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto hold = web::SchemaFor<LegalHold>();
  std::vector<web::Route> routes;
  routes.push_back({Verb::kGet,
                    "/api/v1/storage",
                    Needs("health", Action::kRead),
                    bind(Storage),
                    {"Room for events: by class, by day, and when the disk is full",
                     {},
                     web::SchemaFor<StorageView>()}});
  routes.push_back(
      {Verb::kPost,
       "/api/v1/legal-holds",
       kWrite,
       bind(Open),
       {"Keep events beyond their time", web::SchemaFor<retention::HoldRequest>(), hold}});
  routes.push_back({Verb::kPost,
                    "/api/v1/legal-holds/{id}/ask-release",
                    kWrite,
                    bind(AskRelease),
                    {"Ask that the events may go", web::SchemaFor<ReleaseHoldBody>(), hold}});
  routes.push_back({Verb::kPost,
                    "/api/v1/legal-holds/{id}/refuse-release",
                    kWrite,
                    bind(Step<&retention::HoldService::RefuseRelease>),
                    {"The events stay", {}, hold}});
  routes.push_back({Verb::kPost,
                    "/api/v1/legal-holds/{id}/release",
                    kWrite,
                    bind(Step<&retention::HoldService::Release>),
                    {"Agree that the events go; another person than the one who asked", {}, hold}});
  routes.push_back(
      {Verb::kPost,
       "/api/v1/legal-holds/{id}/verify",
       kRead,
       bind(Verify),
       {"Count the events anew and compare", {}, web::SchemaFor<HoldVerificationView>()}});
  routes.push_back({Verb::kGet,
                    "/api/v1/legal-holds/{id}/events",
                    kRead,
                    bind(Events),
                    {"Events of a hold, newest first",
                     {},
                     web::SchemaFor<HeldEventPage>(),
                     {{"query", "hunt language"}, {"limit", "1–1000"}, {"after", "next page"}}}});
  return routes;
}

}  // namespace lachan::web_api
