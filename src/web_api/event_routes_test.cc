// SPDX-License-Identifier: Apache-2.0
#include "web_api/event_routes.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/time.h"
#include "events/event_store.h"
#include "events/hunt_names.h"

namespace lachan::web_api {
namespace {

/// Finds nothing, and says how much it looked at for that.
class EmptyStore final : public events::EventStore {
 public:
  Status InsertBatches(std::span<const EventBatch* const>, std::string_view) override { return {}; }
  Result<events::Page> Search(const events::Query&, const events::Scope&) override {
    events::Page page;
    page.rows_read = 4711;
    return page;
  }
  Result<Event> Get(std::string_view, const events::Scope&) override { return Event{}; }
  Result<events::Histogram> CountOverTime(const events::Query&, int,
                                          const events::Scope&) override {
    return events::Histogram{};
  }
  Result<std::vector<events::ValueCount>> TopValues(std::string_view, const events::Query&, int,
                                                    const events::Scope&) override {
    return std::vector<events::ValueCount>{};
  }
  Result<events::Table> Tabulate(const events::Query&, const events::Scope&) override {
    events::Table table;
    table.rows_read = 4711;
    return table;
  }
  Result<events::StorageStatistics> Statistics() override { return events::StorageStatistics{}; }
  Status Ping() override { return {}; }
};

class FixedClock final : public Clock {
 public:
  Instant Now() const override { return ParseInstant("2026-11-23T03:00:00Z").value(); }
};

/// What each may see: the SOC everything, one agency its own.
Result<std::shared_ptr<const events::HuntNames>> NamesOf(const journal::Caller& caller,
                                                         std::string_view) {
  auto names = std::make_shared<events::HuntNames>();
  names->agencies.push_back({"SYT", 1, "SYT — Sở Y tế"});
  names->sources.push_back({"Cổng", 5, "Cổng — SYT"});
  if (caller.reach.everything) names->sources.push_back({"Tường lửa", 6, "Tường lửa — SNV"});
  return names;
}

/// All that the route answers to `query`.
std::string Answer(const std::string& path, const std::string& query, const journal::Reach& reach) {
  EmptyStore store;
  const FixedClock clock;
  for (const auto& route : EventRoutes({store, clock, NamesOf})) {
    if (route.path != path) continue;
    web::Request request;
    request.query = {{"query", query}, {"from", "-1h"}};
    request.caller = {AccountId{1}, "An", reach};
    const auto response = route.handler(request);
    if (!response) return response.error().Text();
    std::string body = response->body;
    while (response->stream) {
      const auto piece = response->stream->Take();
      if (!piece) break;
      body += *piece;
      if (piece->empty()) std::this_thread::yield();
    }
    return body;
  }
  return "no such route";
}

TEST(EventRoutes, RowsReadAreToldToThoseWhoSeeEveryAgency) {
  const auto everything = journal::Reach::Everything();
  const auto one = journal::Reach::Only(AgencyId{1});
  for (const auto& [path, query] : {std::pair{"/api/v1/events", "word"},
                                    {"/api/v1/events/table", "word | count"},
                                    {"/api/v1/events/search", "word"},
                                    {"/api/v1/events/search", "word | count"}}) {
    EXPECT_NE(Answer(path, query, everything).find("4711"), std::string::npos) << path << query;
    const std::string told = Answer(path, query, one);
    EXPECT_EQ(told.find("4711"), std::string::npos) << path << query << told;
    EXPECT_TRUE(told.starts_with('{')) << told;
  }
}

TEST(EventRoutes, NamesAreOfferedToWhoMaySeeThem) {
  const std::string path = "/api/v1/events/complete";
  const std::string all = Answer(path, "source:", journal::Reach::Everything());
  EXPECT_NE(all.find(R"("text":"\"Tường lửa\" ","label":"Tường lửa — SNV")"), std::string::npos)
      << all;
  const std::string own = Answer(path, "source:", journal::Reach::Only(AgencyId{1}));
  EXPECT_EQ(own.find("Tường lửa"), std::string::npos) << own;
  EXPECT_NE(own.find("Cổng — SYT"), std::string::npos) << own;
}

}  // namespace
}  // namespace lachan::web_api
