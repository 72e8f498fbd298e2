// SPDX-License-Identifier: Apache-2.0
// The store against a real engine: one engine for the file, a database for each test.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "events_clickhouse/testing_engine.h"

namespace lachan::events_clickhouse {
namespace {

using events::Query;
using events::Scope;

const Instant kNoon =
    Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) + std::chrono::hours(12);

Event MakeEvent(int number, std::vector<std::pair<std::string, std::string>> fields,
                std::string raw = "") {
  Event event;
  event.id = fmt::format("01JD{:022}", number);
  event.time = kNoon + std::chrono::seconds(number);
  event.received_at = event.time + std::chrono::milliseconds(5);
  event.agency = AgencyId{1};
  event.source = SourceId{3};
  event.host = "may-chu-1";
  event.format = "json";
  event.transport = Transport::kHttp;
  for (auto& [name, value] : fields) event.fields.push_back({.name = name, .value = value});
  event.raw = std::move(raw);
  return event;
}

class EventStoreTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TestingServer::Start(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_) GTEST_SKIP() << "skipped: no lachan-eventd in this build";
    store_ = std::make_unique<ClickHouseEventStore>(
        ClickHouseEventStore::Options{.endpoint = server_->Fresh(), .connections = 4});
    const auto prepared = store_->Prepare();
    ASSERT_TRUE(prepared) << prepared.error().Text();
  }

  void Store(std::vector<Event> batch, std::string_view token = "") {
    const auto stored = store_->Insert(batch, token);
    ASSERT_TRUE(stored) << stored.error().Text();
  }
  /// Numbers of the events that `text` finds, ascending.
  std::set<int> Find(std::string text, const Scope& scope = Scope::All()) {
    const auto page = store_->Search({.text = std::move(text)}, scope);
    if (!page) {
      ADD_FAILURE() << page.error().Text();
      return {-1};
    }
    std::set<int> numbers;
    for (const auto& event : page->events) numbers.insert(std::stoi(event.id.substr(4)));
    return numbers;
  }

  static std::unique_ptr<TestingServer> server_;
  std::unique_ptr<ClickHouseEventStore> store_;
};
std::unique_ptr<TestingServer> EventStoreTest::server_;

using Numbers = std::set<int>;

TEST_F(EventStoreTest, GetGivesBackTheWholeEvent) {
  Event event = MakeEvent(7, {{"Image", "C:\\Windows\\cmd.exe"}, {"cold.name", "giá trị"}},
                          "raw \\ with\ttabs, \x01 and 'quotes'");
  event.clock_suspect = true;
  event.is_exercise = true;
  event.system = SystemId{9};
  event.peer = "10.0.0.9";
  event.logsources = {{"windows", "process_creation", "sysmon"}, {"windows", "", ""}};
  Store({event});
  const auto back = store_->Get(event.id, Scope::All());
  ASSERT_TRUE(back) << back.error().Text();
  EXPECT_EQ(back->time, event.time);
  EXPECT_EQ(back->received_at, event.received_at);
  EXPECT_TRUE(back->clock_suspect);
  EXPECT_TRUE(back->is_exercise);
  EXPECT_EQ(back->system, event.system);
  EXPECT_EQ(back->source, event.source);
  EXPECT_EQ(back->agency, event.agency);
  EXPECT_EQ(back->peer, event.peer);
  EXPECT_EQ(back->host, event.host);
  EXPECT_EQ(back->transport, event.transport);
  EXPECT_EQ(back->raw, event.raw);
  EXPECT_EQ(back->Get("Image"), "C:\\Windows\\cmd.exe");
  EXPECT_EQ(back->Get("cold.name"), "giá trị");
  ASSERT_EQ(back->logsources.size(), 2U);
  EXPECT_EQ(back->logsources[0].service, "sysmon");
  EXPECT_EQ(back->logsources[1].product, "windows");
}

TEST_F(EventStoreTest, HotFieldOperators) {
  Store({MakeEvent(1, {{"Image", "C:\\Windows\\System32\\cmd.exe"}, {"EventID", "4624"}}),
         MakeEvent(2, {{"Image", "C:\\Temp\\POWERSHELL.exe"}, {"EventID", "4625"}}),
         MakeEvent(3, {{"EventID", "500"}, {"src_ip", "10.1.2.3"}}),
         MakeEvent(4, {{"src_ip", "2001:db8::5"}, {"User", "Đặng Văn A"}})});
  EXPECT_EQ(Find("Image:C:\\windows\\system32\\CMD.EXE"), (Numbers{1}));
  EXPECT_EQ(Find("Image:\"C:\\Windows\\System32\\cmd.exe\""), (Numbers{1}));
  EXPECT_EQ(Find("Image:*power*"), (Numbers{2}));
  EXPECT_EQ(Find("Image:*\\\\???.exe"), (Numbers{1}));
  EXPECT_EQ(Find("image:*.exe"), (Numbers{1, 2}));
  EXPECT_EQ(Find("Image:*"), (Numbers{1, 2}));
  EXPECT_EQ(Find("NOT Image:*"), (Numbers{3, 4}));
  EXPECT_EQ(Find("EventID:[4624 TO 4700]"), (Numbers{1, 2}));
  EXPECT_EQ(Find("EventID:>4624"), (Numbers{2}));
  EXPECT_EQ(Find("EventID:<=500"), (Numbers{3}));
  EXPECT_EQ(Find("src_ip:10.0.0.0/8"), (Numbers{3}));
  EXPECT_EQ(Find("src_ip:2001:db8::/32"), (Numbers{4}));
  EXPECT_EQ(Find("User:\"đặng văn a\""), (Numbers{4}));
  EXPECT_EQ(Find("EventID:(4624 OR 500)"), (Numbers{1, 3}));
  EXPECT_EQ(Find("EventID:4625 OR src_ip:10.1.2.3 AND NOT Image:*"), (Numbers{2, 3}));
  EXPECT_EQ(Find("(EventID:4624 OR EventID:4625) Image:*cmd*"), (Numbers{1}));
}

TEST_F(EventStoreTest, FieldsWithoutColumnAreFoundTheSameWay) {
  Store({MakeEvent(1, {{"vpn.user", "lan"}, {"bytes", "1500"}, {"client", "192.168.7.1"}}),
         MakeEvent(2, {{"vpn.user", "Lan.Anh"}, {"bytes", "90"}}),
         MakeEvent(3, {{"other", "lan"}})});
  EXPECT_EQ(Find("vpn.user:LAN"), (Numbers{1}));
  EXPECT_EQ(Find("VPN.user:lan*"), (Numbers{1, 2}));
  EXPECT_EQ(Find("vpn.user:*.a?h"), (Numbers{2}));
  EXPECT_EQ(Find("bytes:>=1000"), (Numbers{1}));
  EXPECT_EQ(Find("bytes:[* TO 100]"), (Numbers{2}));
  EXPECT_EQ(Find("client:192.168.0.0/16"), (Numbers{1}));
  EXPECT_EQ(Find("vpn.user:*"), (Numbers{1, 2}));
  EXPECT_EQ(Find("NOT vpn.user:*"), (Numbers{3}));
  EXPECT_EQ(Find("vpn:lan"), Numbers{});
}

TEST_F(EventStoreTest, EveryValueOfARepeatedFieldIsFound) {
  Store({MakeEvent(1, {{"User", "an"}, {"User", "binh"}, {"grp", "x"}, {"grp", "y"}}),
         MakeEvent(2, {{"User", "an binh"}})});
  EXPECT_EQ(Find("User:binh"), (Numbers{1}));
  EXPECT_EQ(Find("User:an"), (Numbers{1}));
  EXPECT_EQ(Find("User:a*h"), (Numbers{2})) << "a wildcard must not reach over two values";
  EXPECT_EQ(Find("grp:y"), (Numbers{1}));
}

TEST_F(EventStoreTest, BareWordsSearchTheRawText) {
  Store({MakeEvent(1, {}, "Failed password for root from 10.0.0.5"),
         MakeEvent(2, {}, "session opened: NGƯỜI DÙNG powershell.exe"),
         MakeEvent(3, {}, "100% of a_b")});
  EXPECT_EQ(Find("failed ROOT"), (Numbers{1}));
  EXPECT_EQ(Find("power"), (Numbers{2}));
  EXPECT_EQ(Find("\"failed password\""), (Numbers{1}));
  EXPECT_EQ(Find("\"ower\""), Numbers{}) << "a phrase is whole words";
  EXPECT_EQ(Find("\"người dùng\""), (Numbers{2}));
  EXPECT_EQ(Find("pow*exe"), (Numbers{2}));
  EXPECT_EQ(Find("100%"), (Numbers{3}));
  EXPECT_EQ(Find("a?b"), (Numbers{3}));
  EXPECT_EQ(Find("10.0.0.5 OR a_b"), (Numbers{1, 3}));
  EXPECT_EQ(Find(""), (Numbers{1, 2, 3}));
}

TEST_F(EventStoreTest, CoreFieldsAndLogSources) {
  Event windows = MakeEvent(1, {});
  windows.logsources = {{"windows", "process_creation", "sysmon"}};
  Event drill = MakeEvent(2, {});
  drill.is_exercise = true;
  Store({windows, drill});
  EXPECT_EQ(Find("logsource.product:Windows"), (Numbers{1}));
  EXPECT_EQ(Find("host:MAY-CHU-*"), (Numbers{1, 2}));
  EXPECT_EQ(Find("agency:1 exercise:true"), (Numbers{2}));
  EXPECT_EQ(Find("time:>=2026-11-23T19:00:02+07:00"), (Numbers{2}));
  const auto live = store_->Search({.exercise = false}, Scope::All());
  ASSERT_TRUE(live);
  EXPECT_EQ(live->events.size(), 1U);
}

TEST_F(EventStoreTest, TextOfAQueryNeverBecomesSql) {
  Store({MakeEvent(1, {{"User", "x' OR 1=1 --"}}), MakeEvent(2, {{"User", "b\\"}})});
  EXPECT_EQ(Find("User:\"x' OR 1=1 --\""), (Numbers{1}));
  EXPECT_EQ(Find("nobody:\"x') OR 1=1 --\""), Numbers{});
  EXPECT_EQ(Find("User:b\\"), (Numbers{2}));
  EXPECT_EQ(Find("cold:{p0:String}"), Numbers{});
  EXPECT_EQ(Find("c'`ld\"x\""), Numbers{});
}

TEST_F(EventStoreTest, ScopeHidesOtherAgenciesFromEveryRead) {
  Event foreign = MakeEvent(2, {{"User", "an"}});
  foreign.agency = AgencyId{2};
  Event nobody = MakeEvent(3, {{"User", "an"}});
  nobody.agency = AgencyId{};
  Store({MakeEvent(1, {{"User", "an"}}), foreign, nobody});
  const Scope mine = Scope::Of({AgencyId{1}});
  EXPECT_EQ(Find("", mine), (Numbers{1}));
  EXPECT_EQ(Find("agency:2 OR User:*", mine), (Numbers{1}));
  EXPECT_EQ(Find("", Scope{}), Numbers{});
  EXPECT_EQ(Find("", Scope::Of({AgencyId{0}})), Numbers{});
  EXPECT_EQ(Find("", Scope::All()), (Numbers{1, 2, 3}));
  EXPECT_EQ(store_->Get(foreign.id, mine).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store_->Get(foreign.id, Scope{}).error().code(), ErrorCode::kNotFound);
  const Query all{.text = "", .from = kNoon, .to = kNoon + std::chrono::minutes(1)};
  EXPECT_EQ(store_->CountOverTime(all, 6, mine)->total, 1U);
  EXPECT_EQ(store_->CountOverTime(all, 6, Scope{})->total, 0U);
  EXPECT_EQ(store_->TopValues("User", all, 10, mine)->front().count, 1U);
  EXPECT_TRUE(store_->TopValues("User", all, 10, Scope{})->empty());
}

TEST_F(EventStoreTest, PagesMeetWithoutGapOrOverlap) {
  std::vector<Event> batch;
  for (int i = 0; i < 25; ++i) {
    batch.push_back(MakeEvent(i, {}));
    batch.back().time = kNoon + std::chrono::seconds(i / 10);  // Many share an instant.
  }
  Store(batch);
  Query query{.limit = 7};
  std::vector<std::string> ids;
  do {
    const auto page = store_->Search(query, Scope::All());
    ASSERT_TRUE(page) << page.error().Text();
    for (const auto& event : page->events) ids.push_back(event.id);
    query.after = page->next;
  } while (!query.after.empty() && ids.size() < 100);
  ASSERT_EQ(ids.size(), 25U);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 25U);
}

TEST_F(EventStoreTest, TheSameTokenStoresOnceAndAnotherStoresAgain) {
  const std::vector<Event> batch = {MakeEvent(1, {}), MakeEvent(2, {})};
  Store(batch, "segment-1:0");
  Store(batch, "segment-1:0");
  EXPECT_EQ(store_->Statistics()->rows, 2U);
  Store({MakeEvent(3, {})}, "segment-1:1");
  EXPECT_EQ(store_->Statistics()->rows, 3U);
}

TEST_F(EventStoreTest, ABatchOverManyMonthsIsStoredWhole) {
  std::vector<Event> batch;
  for (int i = 0; i < 120; ++i) {
    batch.push_back(MakeEvent(i, {}));
    batch.back().time = kNoon - std::chrono::days(10 * i);
  }
  Store(batch, "history");
  Store(batch, "history");
  EXPECT_EQ(store_->Statistics()->rows, 120U);
}

TEST_F(EventStoreTest, HistogramHasEmptyBuckets) {
  Store({MakeEvent(0, {}), MakeEvent(1, {}), MakeEvent(40, {}), MakeEvent(60, {})});
  const Query query{.text = "", .from = kNoon, .to = kNoon + std::chrono::minutes(1)};
  const auto histogram = store_->CountOverTime(query, 6, Scope::All());
  ASSERT_TRUE(histogram) << histogram.error().Text();
  ASSERT_EQ(histogram->buckets.size(), 6U);
  EXPECT_EQ(histogram->width, std::chrono::seconds(10));
  EXPECT_EQ(histogram->buckets[0].count, 2U);
  EXPECT_EQ(histogram->buckets[1].count, 0U);
  EXPECT_EQ(histogram->buckets[4].count, 1U);
  EXPECT_EQ(histogram->total, 3U) << "the end is not included";
}

TEST_F(EventStoreTest, TopValuesOfHotColdAndCoreFields) {
  Store({MakeEvent(1, {{"User", "an"}, {"vpn", "hn"}}), MakeEvent(2, {{"User", "an"}}),
         MakeEvent(3, {{"User", "binh"}, {"vpn", "hn"}})});
  const auto users = store_->TopValues("User", {}, 10, Scope::All());
  ASSERT_TRUE(users) << users.error().Text();
  ASSERT_EQ(users->size(), 2U);
  EXPECT_EQ((*users)[0].value, "an");
  EXPECT_EQ((*users)[0].count, 2U);
  const auto vpn = store_->TopValues("vpn", {}, 10, Scope::All());
  ASSERT_TRUE(vpn) << vpn.error().Text();
  ASSERT_EQ(vpn->size(), 1U);
  EXPECT_EQ((*vpn)[0].count, 2U);
  const auto hosts = store_->TopValues("host", {}, 10, Scope::All());
  ASSERT_TRUE(hosts);
  EXPECT_EQ(hosts->front().count, 3U);
}

TEST_F(EventStoreTest, BadInputIsTheCallersFault) {
  const auto code = [&](Query query) {
    const auto page = store_->Search(query, Scope::All());
    return page ? "ok" : std::string(ToString(page.error().code()));
  };
  EXPECT_EQ(code({.text = "(a"}), "invalid_input");
  EXPECT_EQ(code({.text = "agency:abc"}), "invalid_input");
  EXPECT_EQ(code({.limit = 0}), "invalid_input");
  EXPECT_EQ(code({.limit = 10'001}), "invalid_input");
  EXPECT_EQ(code({.after = "not-a-cursor"}), "invalid_input");
  EXPECT_EQ(code({.timeout = std::chrono::milliseconds(1)}), "invalid_input");
  Event nameless = MakeEvent(1, {});
  nameless.id.clear();
  EXPECT_EQ(store_->Insert(std::vector{nameless}, "t").error().code(), ErrorCode::kInvalidInput);
}

TEST_F(EventStoreTest, PrepareAgainChangesNothing) {
  Store({MakeEvent(1, {})});
  ASSERT_TRUE(store_->Prepare());
  EXPECT_EQ(store_->Statistics()->rows, 1U);
}

TEST_F(EventStoreTest, StatisticsOfAnEmptyStore) {
  const auto statistics = store_->Statistics();
  ASSERT_TRUE(statistics) << statistics.error().Text();
  EXPECT_EQ(statistics->rows, 0U);
  EXPECT_FALSE(statistics->oldest);
}

TEST_F(EventStoreTest, EngineErrorsAreMappedToReactions) {
  const auto client = ClickHouseClient::Make(server_->endpoint(), 1);
  const auto code = [&](ClickHouseRequest request) {
    request.in_database = false;
    const auto answer = client->Run(request);
    return answer ? "ok" : std::string(ToString(answer.error().code()));
  };
  EXPECT_EQ(code({.sql = "SELEC 1"}), "invalid_input");
  EXPECT_EQ(code({.sql = "SELECT * FROM nowhere"}), "failed_precondition");
  EXPECT_EQ(code({.sql = "SELECT 1", .settings = {{"no_such_setting", "1"}}}), "invalid_input");
  EXPECT_EQ(code({.sql = "SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1",
                  .settings = {{"max_execution_time", "1"}}}),
            "exhausted");
  EXPECT_EQ(code({.sql = "SELECT 1"}), "ok") << "settings of one request must not stick";
}

TEST_F(EventStoreTest, InsertsGoOnWhileLongSearchesRun) {
  std::vector<std::thread> searches;
  for (int i = 0; i < 5; ++i) {
    searches.emplace_back([] {
      const auto client = ClickHouseClient::Make(server_->endpoint(), 1);
      (void)client->Run(
          {.sql = "SELECT count() FROM numbers(10000000000) WHERE sipHash64(number)=1",
           .settings = {{"max_execution_time", "2"}},
           .in_database = false});
    });
  }
  const auto begin = std::chrono::steady_clock::now();
  Store({MakeEvent(1, {})}, "during");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1900));
  for (auto& search : searches) search.join();
}

TEST_F(EventStoreTest, TenThousandEventsAreStoredAndSearched) {
  std::vector<Event> batch;
  for (int i = 0; i < 10'000; ++i) {
    batch.push_back(MakeEvent(i, {{"Image", fmt::format("C:\\p{}.exe", i % 100)}, {"n", "1"}},
                              std::string(2000, 'x') + std::to_string(i)));
  }
  const auto begin = std::chrono::steady_clock::now();
  Store(batch, "ten-thousand");
  const auto stored = std::chrono::steady_clock::now();
  EXPECT_EQ(
      store_->Search({.text = "Image:C:\\p7.exe", .limit = 1000}, Scope::All())->events.size(),
      100U);
  const auto found = std::chrono::steady_clock::now();
  using Milliseconds = std::chrono::duration<double, std::milli>;
  fmt::print("10,000 rows of 2 KB stored in {:.0f} ms, one field searched in {:.1f} ms\n",
             Milliseconds(stored - begin).count(), Milliseconds(found - stored).count());
}

}  // namespace
}  // namespace lachan::events_clickhouse
