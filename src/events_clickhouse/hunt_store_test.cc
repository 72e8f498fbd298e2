// SPDX-License-Identifier: Apache-2.0
// Commands of the hunt language against a real engine.
#include <gtest/gtest.h>

#include <thread>

#include "events_clickhouse/testing_engine.h"

namespace lachan::events_clickhouse {
namespace {

using events::Query;
using events::Scope;

const Instant kNoon =
    Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) + std::chrono::hours(5);

Event MakeEvent(int number, std::vector<std::pair<std::string, std::string>> fields) {
  Event event;
  event.id = fmt::format("01JD{:022}", number);
  event.time = kNoon + std::chrono::seconds(number);
  event.received_at = event.time;
  event.agency = AgencyId{1};
  event.host = "web-1";
  for (auto& [name, value] : fields) event.fields.push_back({.name = name, .value = value});
  event.raw = fmt::format("line {}", number);
  return event;
}

class HuntStoreTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (EnginePath().empty()) return;
    directory_ = std::make_unique<TemporaryDirectory>();
    engine_ = std::make_unique<EventEngine>(EngineOptions(directory_->path()));
    const auto started = engine_->Start();
    ASSERT_TRUE(started) << started.error().Text();
  }
  static void TearDownTestSuite() {
    engine_.reset();
    directory_.reset();
  }
  void SetUp() override {
    if (!engine_) GTEST_SKIP() << "skipped: no lachan-eventd in this build";
    auto endpoint = engine_->endpoint();
    endpoint.database = fmt::format("t{}", ++databases_);
    store_ = std::make_unique<ClickHouseEventStore>(
        ClickHouseEventStore::Options{.endpoint = endpoint, .connections = 4});
    const auto prepared = store_->Prepare();
    ASSERT_TRUE(prepared) << prepared.error().Text();
  }
  void Store(std::vector<Event> batch) {
    const auto stored = store_->Insert(batch, "");
    ASSERT_TRUE(stored) << stored.error().Text();
  }
  /// "a|2 b|1": the rows of the table.
  std::string Rows(std::string text, const Scope& scope = Scope::All()) {
    const Query query{
        .text = std::move(text), .from = kNoon, .to = kNoon + std::chrono::minutes(10)};
    const auto table = store_->Tabulate(query, scope);
    if (!table) return table.error().Text();
    std::string out;
    for (const auto& row : table->rows) {
      out += fmt::format("{}{}", out.empty() ? "" : " ", fmt::join(row, "|"));
    }
    return out;
  }

  static std::unique_ptr<TemporaryDirectory> directory_;
  static std::unique_ptr<EventEngine> engine_;
  static int databases_;
  std::unique_ptr<ClickHouseEventStore> store_;
};
std::unique_ptr<TemporaryDirectory> HuntStoreTest::directory_;
std::unique_ptr<EventEngine> HuntStoreTest::engine_;
int HuntStoreTest::databases_ = 0;

TEST_F(HuntStoreTest, TablesOfHotColdCoreAndRepeatedFields) {
  Store({MakeEvent(1, {{"User", "an"}, {"vpn", "hn"}, {"bytes", "10"}}),
         MakeEvent(2, {{"User", "an"}, {"User", "binh"}, {"bytes", "5"}}),
         MakeEvent(3, {{"User", "chi"}, {"vpn", "hn"}, {"bytes", "x"}}), MakeEvent(4, {})});
  EXPECT_EQ(Rows("| count"), "4");
  EXPECT_EQ(Rows("nothing | count"), "0");
  EXPECT_EQ(Rows("| count by User"), "an|2 binh|1 chi|1");
  EXPECT_EQ(Rows("| count by vpn, User"), "hn|an|1 hn|chi|1");
  EXPECT_EQ(Rows("| count by host"), "web-1|4");
  EXPECT_EQ(Rows("| top 1 User"), "an|2|50");
  EXPECT_EQ(Rows("| rare 1 User"), "binh|1|25");
  EXPECT_EQ(Rows("| distinct vpn"), "hn|2|2026-11-23T05:00:01Z|2026-11-23T05:00:03Z");
  EXPECT_EQ(Rows("| count_distinct User by host"), "web-1|3");
  EXPECT_EQ(Rows("| sum bytes by User"), "an|15 binh|5");
  EXPECT_EQ(Rows("| avg bytes"), "7.5");
  EXPECT_EQ(Rows("| max bytes"), "10");
  EXPECT_EQ(Rows("nothing | max bytes"), "");
  EXPECT_EQ(Rows("| count by User | where count > 1"), "an|2");
  EXPECT_EQ(Rows("| count by User | sort -User | head 2"), "chi|1 binh|1");
}

TEST_F(HuntStoreTest, TimechartsHaveRoundStepsAndPutRareSeriesTogether) {
  std::vector<Event> batch;
  for (int i = 0; i < 40; ++i) {
    batch.push_back(MakeEvent(
        i * 10, {{"User", i < 30 ? fmt::format("u{}", i % 3) : fmt::format("rare{}", i)}}));
  }
  Store(batch);
  EXPECT_EQ(Rows("| timechart span=5m"), "2026-11-23T05:00:00Z|30 2026-11-23T05:05:00Z|10");
  const auto table = store_->Tabulate(
      {.text = "| timechart span=1d by User", .from = kNoon, .to = kNoon + std::chrono::hours(1)},
      Scope::All());
  ASSERT_TRUE(table) << table.error().Text();
  EXPECT_EQ(table->span, std::chrono::hours(24));
  ASSERT_EQ(table->rows.size(), 9U) << "eight series and the rest";
  EXPECT_EQ(table->rows[0][0], "2026-11-22T17:00:00Z") << "a day begins at midnight in Viet Nam";
  std::uint64_t total = 0;
  for (const auto& row : table->rows) total += std::stoull(row[2]);
  EXPECT_EQ(total, 40U);
  EXPECT_EQ(table->rows.back()[1], "…");
  EXPECT_EQ(table->rows.back()[2], "5");
  const auto tiny = store_->Tabulate(
      {.text = "| timechart span=1s", .from = kNoon, .to = kNoon + std::chrono::hours(24)},
      Scope::All());
  ASSERT_FALSE(tiny);
  EXPECT_EQ(tiny.error().code(), ErrorCode::kInvalidInput);
}

TEST_F(HuntStoreTest, SortAndHeadOfEvents) {
  Store({MakeEvent(1, {{"bytes", "9"}}), MakeEvent(2, {{"bytes", "10"}}), MakeEvent(3, {}),
         MakeEvent(4, {{"bytes", "x"}})});
  const auto order = [&](std::string text) {
    const auto page = store_->Search({.text = std::move(text), .limit = 2}, Scope::All());
    if (!page) return page.error().Text();
    std::string out;
    for (const auto& event : page->events) out += event.id.back();
    return out + (page->next.empty() ? "" : "+");
  };
  EXPECT_EQ(order("| sort bytes | head 4"), "1243");
  EXPECT_EQ(order("| sort -bytes | head 4"), "2143");
  EXPECT_EQ(order("| sort bytes"), "12");
  EXPECT_EQ(order("| head 3"), "432");
  EXPECT_EQ(order("| fields bytes"), "43+");
  EXPECT_NE(order("| count").find("hunt.pipe.table"), std::string::npos);
}

TEST_F(HuntStoreTest, EveryNewReadKeepsToTheScope) {
  Event foreign = MakeEvent(2, {{"User", "la"}});
  foreign.agency = AgencyId{2};
  Store({MakeEvent(1, {{"User", "an"}}), foreign});
  const Scope mine = Scope::Of({AgencyId{1}});
  for (const auto* text : {"| count by User", "agency:2 OR User:* | distinct User",
                           "| timechart by User", "| top User", "| count_distinct User by User"}) {
    EXPECT_EQ(Rows(text, mine).find("la"), std::string::npos) << text;
    EXPECT_EQ(Rows(text, Scope{}), "") << text;
  }
  EXPECT_EQ(Rows("| count", mine), "1");
  const auto sample = store_->SampleFields({}, mine);
  ASSERT_TRUE(sample) << sample.error().Text();
  EXPECT_EQ(sample->events, 1U);
  ASSERT_EQ(sample->fields.size(), 1U);
  EXPECT_EQ(sample->fields[0].values[0].value, "an");
  EXPECT_EQ(store_->SampleFields({}, Scope{})->events, 0U);
}

TEST_F(HuntStoreTest, TextOfACommandNeverBecomesSql) {
  Store({MakeEvent(1, {{"x') OR 1=1 --", "an"}})});
  EXPECT_EQ(Rows("| count by \"x') OR 1=1 --\""), "an|1");
  EXPECT_EQ(Rows("| count by \"{p0:String}\""), "");
  EXPECT_EQ(Rows("| count by \"x') OR 1=1 --\" | where \"x') OR 1=1 --\" = \"a' OR 1=1\""), "");
}

TEST_F(HuntStoreTest, AStoppedQuestionIsKilledInTheEngine) {
  std::vector<Event> batch;
  for (int i = 0; i < 5000; ++i)
    batch.push_back(MakeEvent(i % 500, {{"User", fmt::format("u{}", i)}}));
  for (int copies = 0; copies < 20; ++copies) {
    for (std::size_t i = 0; i < 5000; ++i) batch[i].id = fmt::format("e{}-{}", copies, i);
    Store(batch);
  }
  std::stop_source source;
  // A regular expression over a concatenation of everything, again and again: minutes of work.
  std::string text = "raw:/(a|b|c|d|e|f)*x/";
  for (int i = 0; i < 60; ++i) text += fmt::format(" OR raw:/{}[0-9]*(x|y)*z/", i);
  const Query query{.text = text + " | count by User",
                    .from = {},
                    .to = {},
                    .exercise = {},
                    .timeout = std::chrono::seconds(120),
                    .stop = source.get_token()};
  const auto begin = std::chrono::steady_clock::now();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  const auto table = store_->Tabulate(query, Scope::All());
  const auto took = std::chrono::steady_clock::now() - begin;
  stopper.join();
  if (table) GTEST_SKIP() << "skipped: the question was answered before it could be stopped";
  EXPECT_EQ(table.error().code(), ErrorCode::kUnavailable) << table.error().Text();
  EXPECT_LT(took, std::chrono::seconds(30));
  // In the engine it is gone as well, and the store goes on.
  const auto client = ClickHouseClient::Make(engine_->endpoint(), 1);
  for (int tries = 0;; ++tries) {
    const auto running =
        client->Run({.sql = "SELECT count() FROM system.processes WHERE query LIKE "
                            "'%max_rows_to_group_by%' OR query LIKE '%k0%'",
                     .format = "TabSeparated",
                     .in_database = false});
    ASSERT_TRUE(running) << running.error().Text();
    if (std::atoi(running->body.c_str()) <= 1) break;  // This one itself.
    ASSERT_LT(tries, 300) << "the query still runs";
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(Rows("| count"), "100000");
  // A token that was used already stops before anything is sent.
  EXPECT_FALSE(store_->Search({.stop = source.get_token()}, Scope::All()));
  EXPECT_TRUE(store_->Search({}, Scope::All())) << "a late stop must not touch another question";
}

}  // namespace
}  // namespace lachan::events_clickhouse
