// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/hash.h"
#include "register/testing_register.h"
#include "schema/json.h"
#include "searches/event_export.h"
#include "searches/export_rows.h"
#include "searches/registers.h"
#include "searches/saved_searches.h"

namespace lachan::searches {
namespace {

boost::json::object Object(const std::string& text) {
  return schema::ParseJson(text).value().as_object();
}

journal::Caller Somebody(std::int64_t account, std::string name, journal::Reach reach) {
  return {AccountId{account}, std::move(name), std::move(reach)};
}

class SavedSearchesTest : public ::testing::Test {
 protected:
  std::vector<std::string> Names(const journal::Caller& caller) {
    std::vector<std::string> names;
    const auto searches = saved_.List(caller);
    if (!searches) ADD_FAILURE() << searches.error().Text();
    for (const auto& search : *searches) names.push_back(search.name.value);
    return names;
  }

  registry::TestWorld world_;
  SavedSearches saved_{*world_.store};
  journal::Caller an_ = Somebody(11, "An", journal::Reach::Everything());
  journal::Caller binh_ = Somebody(12, "Bình", journal::Reach::Everything());
  journal::Caller officer_ = Somebody(13, "Chi", journal::Reach::Only(world_.health));
  journal::Caller colleague_ = Somebody(14, "Dũng", journal::Reach::Only(world_.health));
};

using Names_ = std::vector<std::string>;

TEST_F(SavedSearchesTest, OnesOwnAndWhatColleaguesShare) {
  ASSERT_TRUE(saved_.Create(an_, Object(R"({"name": "riêng", "query": "a"})")));
  ASSERT_TRUE(saved_.Create(an_, Object(R"({"name": "chung", "query": "b", "is_shared": true})")));
  ASSERT_TRUE(saved_.Create(binh_, Object(R"({"name": "của Bình", "is_pinned": true})")));
  ASSERT_TRUE(saved_.Create(officer_, Object(R"({"name": "cơ quan", "is_shared": true})")));
  EXPECT_EQ(Names(an_), (Names_{"chung", "riêng"}));
  EXPECT_EQ(Names(binh_), (Names_{"của Bình", "chung"})) << "pinned ones first";
  EXPECT_EQ(Names(officer_), (Names_{"cơ quan"}));
  EXPECT_EQ(Names(colleague_), (Names_{"cơ quan"}));
}

TEST_F(SavedSearchesTest, OnlyTheOwnerChangesOne) {
  const auto mine =
      saved_.Create(an_, Object(R"({"name": "chung", "query": "b", "is_shared": true})"));
  ASSERT_TRUE(mine) << mine.error().Text();
  EXPECT_EQ(mine->owner_name.value.value, "An");
  const auto denied = saved_.Change(binh_, mine->id.value, 1, Object(R"({"name": "x"})"));
  EXPECT_EQ(denied.error().code(), ErrorCode::kDenied);
  EXPECT_EQ(saved_.Remove(binh_, mine->id.value).error().code(), ErrorCode::kDenied);
  const auto changed = saved_.Change(an_, mine->id.value, 1, Object(R"({"is_shared": false})"));
  ASSERT_TRUE(changed) << changed.error().Text();
  EXPECT_EQ(saved_.Get(binh_, mine->id.value).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(saved_.Change(an_, mine->id.value, 1, Object(R"({"name": "x"})")).error().code(),
            ErrorCode::kConflict);
  ASSERT_TRUE(saved_.Remove(an_, mine->id.value));
  EXPECT_EQ(saved_.Get(an_, mine->id.value).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(Names(an_), Names_{});
}

TEST_F(SavedSearchesTest, WrongOnesAreRefused) {
  const auto code = [&](const char* body) {
    const auto made = saved_.Create(an_, Object(body));
    return made ? "ok" : made.error().fields().empty() ? "?" : made.error().fields()[0].name;
  };
  EXPECT_EQ(code(R"({"name": "a", "query": "(x"})"), "query");
  EXPECT_EQ(code(R"({"name": "a", "query": "x | cuont"})"), "query");
  EXPECT_EQ(code(R"({"name": "a", "period": "hôm qua"})"), "period");
  EXPECT_EQ(code(R"({"name": "", "query": "x"})"), "name");
  EXPECT_EQ(code(R"({"name": "a", "owner": 12})"), "owner");
  EXPECT_EQ(code(R"({"name": "a", "query": "x | count by host", "period": "7d"})"), "ok");
}

/// Gives the same events to everybody.
class FewEvents final : public events::EventStore {
 public:
  std::vector<Event> events;
  Status InsertBatches(std::span<const EventBatch* const>, std::string_view) override { return {}; }
  Result<events::Page> Search(const events::Query& query, const events::Scope&) override {
    events::Page page;
    if (query.after.empty()) page.events = events;
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
  Result<events::StorageStatistics> Statistics() override { return events::StorageStatistics{}; }
  Status Ping() override { return {}; }
};

class EventExportsTest : public SavedSearchesTest {
 protected:
  EventExportsTest() {
    Event event;
    event.id = "01A";
    event.time = world_.clock.Now();
    event.host = "=cmd()";
    event.fields = {{.name = "User", .value = "an"}, {.name = "User", .value = "bình"}};
    event.raw = "a,\"b\"";
    events_.events = {event};
    order_.query.to = world_.clock.Now() + std::chrono::hours(1);
    order_.query.from = *order_.query.to - std::chrono::hours(2);
  }
  Result<EventExport> Run(bool may_go_on = true) {
    auto receipt = exports_.Start(officer_, order_);
    if (!receipt) return receipt;
    return exports_.Run(officer_, *receipt, order_, [&](std::string piece) {
      file_ += piece;
      return may_go_on;
    });
  }

  FewEvents events_;
  EventExports exports_{*world_.store, events_, world_.clock};
  ExportOrder order_;
  std::string file_;
};

TEST_F(EventExportsTest, TheReceiptSaysWhatWasTakenOut) {
  order_.query.text = "User:an";
  const auto receipt = Run();
  ASSERT_TRUE(receipt) << receipt.error().Text();
  EXPECT_EQ(receipt->state.value, ExportState::finished);
  EXPECT_EQ(receipt->row_count.value, 1);
  EXPECT_EQ(receipt->byte_count.value, static_cast<std::int64_t>(file_.size()));
  EXPECT_EQ(receipt->sha256.value.value, Sha256Hex(file_));
  EXPECT_EQ(receipt->query.value.value, "User:an");
  EXPECT_EQ(receipt->exported_by.value.value, "Chi");
  EXPECT_EQ(receipt->agency_id.value, world_.health);
  const auto row = Object(file_);
  EXPECT_EQ(row.at("fields").at("User").as_array().size(), 2U);
  const auto reader = world_.store->OpenReader(an_);
  const auto facts = (*reader)->Facts({.kinds = {"event_export.*"}});
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->size(), 2U);
  EXPECT_EQ((*facts)[1].kind, "event_export.ended");
  EXPECT_EQ((*facts)[1].actor_name, "Chi");
}

TEST_F(EventExportsTest, CsvHasNoFormulas) {
  order_.format = ExportFormat::csv;
  order_.columns = {"host", "User", "raw", "nowhere"};
  ASSERT_TRUE(Run());
  EXPECT_EQ(file_,
            "\xEF\xBB\xBFhost,User,raw,nowhere\r\n\"'=cmd()\",an; bình,\"a,\"\"b\"\"\",\r\n");
}

TEST_F(EventExportsTest, OneThatBrokeOffIsOnRecord) {
  const auto receipt = Run(false);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->state.value, ExportState::cancelled);
  EXPECT_EQ(receipt->row_count.value, 0);
  EXPECT_EQ(receipt->sha256.value.value, "");
}

TEST_F(EventExportsTest, AWrongQueryLeavesNoReceipt) {
  order_.query.text = "(a";
  EXPECT_EQ(Run().error().code(), ErrorCode::kInvalidInput);
  const auto reader = world_.store->OpenReader(an_);
  EXPECT_TRUE((*reader)->Facts({.kinds = {"event_export.*"}})->empty());
}

TEST(Searches, TheTablesMatchTheirDeclarations) {
  registry::TestWorld world;
  journal::Registers registers;
  AddRegisters(registers);
  registers.Add<SavedSearch>();
  state_sql::Options options{.target = ":memory:"};
  for (const auto& definition : registers.all()) options.entities.push_back(definition.entity);
  const auto opened = state_sql::OpenStateStore(options, world.clock);
  EXPECT_TRUE(opened.has_value()) << opened.error().Text();
}

}  // namespace
}  // namespace lachan::searches
