// SPDX-License-Identifier: Apache-2.0
// Keeping and dropping, against a real engine; an older store; the plan's statements.
#include "events_clickhouse/event_keeper.h"

#include <gtest/gtest.h>

#include "events/store_plan.h"
#include "events_clickhouse/schema_keeper.h"
#include "events_clickhouse/testing_engine.h"

namespace lachan::events_clickhouse {
namespace {

using events::RetentionClass;
using events::Scope;

/// A Monday.
const CivilDate kMonday = std::chrono::year{2026} / 11 / 2;
Instant At(int day, int hour = 12) {
  return Instant(std::chrono::sys_days(kMonday)) + std::chrono::days(day) +
         std::chrono::hours(hour);
}

Event MakeEvent(int number, Instant time, std::uint8_t level, std::string raw = "một dòng") {
  Event event;
  event.id = fmt::format("01JD{:022}", number);
  event.time = event.received_at = time;
  event.agency = AgencyId{level > 0 ? level : 9};
  event.system = SystemId{level};
  event.level = level;
  event.host = "may-chu-1";
  event.raw = std::move(raw);
  return event;
}

class EventKeeperTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TestingServer::Start(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_) GTEST_SKIP() << "skipped: no lachan-eventd in this build";
    endpoint_ = server_->Fresh();
    Open();
  }
  void Open() {
    store_ = std::make_unique<ClickHouseEventStore>(
        ClickHouseEventStore::Options{.endpoint = endpoint_, .connections = 2});
    keeper_ = std::make_unique<ClickHouseEventKeeper>(endpoint_, store_->layout());
  }
  void Prepare() {
    const auto prepared = store_->Prepare();
    ASSERT_TRUE(prepared) << prepared.error().Text();
  }
  void Store(std::vector<Event> batch) {
    const auto stored = store_->Insert(batch, "");
    ASSERT_TRUE(stored) << stored.error().Text();
  }
  std::vector<events::StoredWeek> Weeks() {
    const auto weeks = keeper_->Weeks();
    if (!weeks) ADD_FAILURE() << weeks.error().Text();
    return weeks ? *weeks : std::vector<events::StoredWeek>();
  }
  std::size_t CountAll() {
    const auto page = store_->Search({.limit = 1000}, Scope::All());
    return page ? page->events.size() : 9999;
  }
  events::Query Span(Instant from, Instant to, std::string text = "") {
    events::Query query;
    query.text = std::move(text);
    query.from = from;
    query.to = to;
    return query;
  }

  static std::unique_ptr<TestingServer> server_;
  Endpoint endpoint_;
  std::unique_ptr<ClickHouseEventStore> store_;
  std::unique_ptr<ClickHouseEventKeeper> keeper_;
};
std::unique_ptr<TestingServer> EventKeeperTest::server_;

TEST_F(EventKeeperTest, WeeksLieByClassAndGoAsAWhole) {
  Prepare();
  store_->SetClassOf([](const FlatEvent& event) {
    return RetentionClass{event.level, event.agency == AgencyId{4}};
  });
  Store({MakeEvent(1, At(0), 2), MakeEvent(2, At(6), 2), MakeEvent(3, At(7), 2),
         MakeEvent(4, At(1), 3), MakeEvent(5, At(1), 4)});
  const auto weeks = Weeks();
  ASSERT_EQ(weeks.size(), 4U);
  EXPECT_EQ(weeks[0].kept_as, (RetentionClass{2, false}));
  EXPECT_EQ(weeks[0].monday, kMonday);
  EXPECT_EQ(weeks[0].rows, 2U);
  EXPECT_GT(weeks[0].bytes, 0U);
  EXPECT_EQ(weeks[2].kept_as, (RetentionClass{4, true}));
  EXPECT_EQ(weeks[3].monday, AddDays(kMonday, 7));
  ASSERT_TRUE(keeper_->Drop({2, false}, kMonday));
  EXPECT_EQ(CountAll(), 3U);
  EXPECT_EQ(Weeks().size(), 3U);
  ASSERT_TRUE(keeper_->Drop({2, false}, kMonday)) << "nothing there is fine";
  const auto back = store_->Get(MakeEvent(4, At(1), 3).id, Scope::All());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->level, 3);
}

TEST_F(EventKeeperTest, LookSaysWhoseEventsAWeekHolds) {
  Prepare();
  auto late = MakeEvent(2, At(1), 2);
  late.received_at = At(40);
  Store({MakeEvent(1, At(0), 2), late});
  const auto contents = keeper_->Look({2, false}, kMonday);
  ASSERT_TRUE(contents) << contents.error().Text();
  EXPECT_EQ(contents->rows, 2U);
  EXPECT_EQ(contents->oldest, At(0));
  EXPECT_EQ(contents->newest, At(1));
  EXPECT_EQ(contents->last_received, At(40));
  ASSERT_EQ(contents->owners.size(), 1U);
  EXPECT_EQ(contents->owners[0].system, SystemId{2});
  EXPECT_EQ(contents->owners[0].rows, 2U);
}

TEST_F(EventKeeperTest, AHoldKeepsWhatMatchesAndOutlivesItsWeek) {
  Prepare();
  Store({MakeEvent(1, At(0), 2, "dấu vết một"), MakeEvent(2, At(0), 3, "dấu vết hai"),
         MakeEvent(3, At(0), 2, "khác"), MakeEvent(4, At(1), 2, "dấu vết ba")});
  const auto span = keeper_->Hold(7, Span(At(0, 0), At(1, 0), "\"dấu vết\""), Scope::All());
  ASSERT_TRUE(span) << span.error().Text();
  EXPECT_EQ(span->matching.events, 2U);
  EXPECT_EQ(span->matching, span->kept);
  EXPECT_EQ(span->kept.digest.size(), 64U);
  ASSERT_TRUE(keeper_->Hold(7, Span(At(0, 0), At(1, 0), "\"dấu vết\""), Scope::All()))
      << "again changes nothing";
  const auto before = keeper_->Held(7);
  ASSERT_TRUE(before) << before.error().Text();
  EXPECT_EQ(before->all.events, 2U);
  EXPECT_EQ(before->all.digest, span->kept.digest);
  ASSERT_TRUE(keeper_->Drop({2, false}, kMonday));
  EXPECT_EQ(CountAll(), 1U);
  const auto after = keeper_->Held(7);
  EXPECT_EQ(after->all, before->all) << "what is held does not expire";
  const auto page = keeper_->SearchHeld(7, {.text = "\"vết một\""}, Scope::All());
  ASSERT_TRUE(page) << page.error().Text();
  ASSERT_EQ(page->events.size(), 1U);
  EXPECT_EQ(page->events[0].raw, "dấu vết một");
  EXPECT_TRUE(keeper_->SearchHeld(7, {}, Scope::Of({AgencyId{77}}))->events.empty());
  EXPECT_TRUE(keeper_->SearchHeld(8, {}, Scope::All())->events.empty()) << "another hold";
  EXPECT_GT(*keeper_->HeldBytes(), 0U);
  ASSERT_TRUE(keeper_->Release(7));
  EXPECT_EQ(keeper_->Held(7)->all.events, 0U);
}

TEST_F(EventKeeperTest, WhatWasCopiedTwiceIsCopiedAnew) {
  Prepare();
  Store({MakeEvent(1, At(0), 2), MakeEvent(2, At(0), 2)});
  ASSERT_TRUE(keeper_->Hold(7, Span(At(0, 0), At(1, 0)), Scope::All()));
  // As if a copy that was given up had gone on in the engine.
  RunSql(endpoint_,
         "INSERT INTO events_held SELECT * FROM events_held WHERE hold = 7 SETTINGS "
         "insert_deduplicate = 0");
  EXPECT_EQ(keeper_->Held(7)->all.events, 4U);
  const auto span = keeper_->Hold(7, Span(At(0, 0), At(1, 0)), Scope::All());
  ASSERT_TRUE(span) << span.error().Text();
  EXPECT_EQ(span->matching, span->kept);
  EXPECT_EQ(keeper_->Held(7)->all.events, 2U);
}

TEST_F(EventKeeperTest, VolumeAndDisksAreMeasured) {
  Prepare();
  Store({MakeEvent(1, At(0), 2), MakeEvent(2, At(0), 2), MakeEvent(3, At(1), 3)});
  const auto days = keeper_->Volume(kMonday);
  ASSERT_TRUE(days) << days.error().Text();
  ASSERT_EQ(days->size(), 2U);
  EXPECT_EQ((*days)[0].rows, 2U);
  EXPECT_EQ((*days)[0].day, kMonday);
  EXPECT_EQ((*days)[1].kept_as, (RetentionClass{3, false}));
  EXPECT_TRUE(keeper_->Volume(AddDays(kMonday, 2))->empty());
  const auto disks = keeper_->Disks();
  ASSERT_TRUE(disks) << disks.error().Text();
  ASSERT_FALSE(disks->empty());
  EXPECT_GT((*disks)[0].total_bytes, (*disks)[0].free_bytes);
}

/// The table as the first released version made it, with its time of expiry.
void MakeFirstVersion(const Endpoint& endpoint) {
  RunSql(endpoint, "CREATE DATABASE `" + endpoint.database + "` ENGINE = Atomic", false);
  RunSql(endpoint,
         "CREATE TABLE schema_migrations (version UInt32, name String, applied_at DateTime "
         "DEFAULT now()) ENGINE = MergeTree ORDER BY version");
  const auto first = events::Migrations().front();
  for (const auto& statement : first.statements) RunSql(endpoint, statement);
  RunSql(endpoint, "ALTER TABLE events MODIFY TTL toDateTime(time) + INTERVAL 3650 DAY");
  RunSql(endpoint, "INSERT INTO schema_migrations (version, name) VALUES (1, 'events')");
  RunSql(endpoint,
         "INSERT INTO events (id, time, received_at, agency, raw) SELECT concat('01JD', "
         "leftPad(toString(number), 22, '0')), toDateTime64('2026-11-02 00:00:00', 6, 'UTC') + "
         "number * 86400, now64(6, 'UTC'), 5, 'cũ' FROM numbers(20)");
}

TEST_F(EventKeeperTest, AStoreOfTheFirstVersionIsDividedAnew) {
  MakeFirstVersion(endpoint_);
  Prepare();
  EXPECT_EQ(CountAll(), 20U);
  const auto weeks = Weeks();
  ASSERT_EQ(weeks.size(), 3U);
  EXPECT_EQ(weeks[0].kept_as, (RetentionClass{0, false})) << "the level is not known";
  EXPECT_EQ(weeks[0].rows, 7U);
  Store({MakeEvent(100, At(0), 5)});
  EXPECT_EQ(Weeks().size(), 4U);
  Prepare();
  EXPECT_EQ(CountAll(), 21U);
  EXPECT_EQ(RunSql(endpoint_, "SHOW CREATE TABLE events").find(" TTL "), std::string::npos);
}

TEST_F(EventKeeperTest, AMoveThatBrokeOffGoesOn) {
  MakeFirstVersion(endpoint_);
  // As it is when the program was killed: one week done, the next copied half.
  RunSql(endpoint_, events::Migrations()[1].statements.front());
  std::string columns;
  for (const auto& column : events::EventColumns()) {
    if (column.name != "class") columns += ", `" + column.name + "`";
  }
  for (const auto& [week, limit] : {std::pair{"2026-11-16", 6}, std::pair{"2026-11-09", 3}}) {
    RunSql(endpoint_, fmt::format("INSERT INTO events_next (class{0}) SELECT 0{0} FROM events "
                                  "WHERE toMonday(time) = '{1}' LIMIT {2}",
                                  columns, week, limit));
  }
  RunSql(endpoint_, "ALTER TABLE events DROP PARTITION '2026-11-16'");
  Prepare();
  EXPECT_EQ(CountAll(), 20U);
  EXPECT_EQ(Weeks().size(), 3U);
}

TEST_F(EventKeeperTest, TheSchemaIsComparedWithThePlan) {
  Prepare();
  auto client = ClickHouseClient::Make(endpoint_, 1);
  const events::Layout here{.database = endpoint_.database};
  auto differences = CompareSchema(*client, here);
  ASSERT_TRUE(differences) << differences.error().Text();
  EXPECT_TRUE(differences->empty()) << differences->front();
  RunSql(endpoint_, "ALTER TABLE events DROP COLUMN f_Description");
  RunSql(endpoint_, "DROP TABLE events_held");
  differences = CompareSchema(*client, here);
  ASSERT_TRUE(differences);
  ASSERT_EQ(differences->size(), 2U);
  EXPECT_NE((*differences)[0].find("f_Description"), std::string::npos);
  EXPECT_NE((*differences)[1].find("events_held is missing"), std::string::npos);
  const events::Layout cluster{.cluster = "tinh", .database = endpoint_.database};
  const auto refused = PrepareSchema(*client, cluster);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(refused.error().Text().find("lachan store plan"), std::string::npos);
}

/// There is no second server here: the engine reads the statements without carrying them out.
TEST_F(EventKeeperTest, TheEngineCanReadEveryStatementOfThePlan) {
  Prepare();
  for (const char* cluster : {"", "tinh"}) {
    const auto steps = events::PlanStore(
        {.layout = {.cluster = cluster, .database = endpoint_.database}, .shards = 3});
    ASSERT_TRUE(steps) << steps.error().Text();
    for (const auto& step : *steps) {
      if (step.kind != events::PlanStep::Kind::kStatement) continue;
      EXPECT_FALSE(RunSql(endpoint_, "EXPLAIN AST " + step.text).empty()) << step.text;
    }
  }
}

}  // namespace
}  // namespace lachan::events_clickhouse
