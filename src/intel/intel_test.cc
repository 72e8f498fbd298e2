// SPDX-License-Identifier: Apache-2.0
// Lists through the service: imported, replaced, gone back to, switched off; exclusions, look-ups,
// counts, a second node.
#include "intel/intel_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "register/testing_register.h"

namespace lachan::intel {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCsv =
    "type,value,description,valid_until,tlp\n"
    "ip,192.0.2.9,điều khiển,,red\n"
    "domain,evil.example,,2027-01-01,\n"
    "cidr,198.51.100.0/24,,,\n"
    "ip,999.1.1.1,,,\n";

class IntelTest : public ::testing::Test {
 protected:
  IntelTest() {
    char name[] = "/tmp/lachan-intel-XXXXXX";
    folder_ = ::mkdtemp(name);
    Open();
  }
  ~IntelTest() override {
    service_.reset();
    fs::remove_all(folder_);
  }
  std::unique_ptr<IntelService> Make(std::string node = {}) {
    auto service =
        std::make_unique<IntelService>(IntelService::Options{folder_ + "/intel", std::move(node)},
                                       IntelService::Deps{*world_.store, world_.clock});
    const auto opened = service->Open(1000);
    EXPECT_TRUE(opened) << opened.error().Text();
    service->Start();
    return service;
  }
  void Open() {
    service_.reset();
    service_ = Make();
    service_->SetPublisher([this](auto set) { published_ = std::move(set); });
  }
  IndicatorList Import(const std::string& name, const std::string& text,
                       ListSettings settings = {}) {
    settings.name = name;
    const auto made = service_->lists().Import(world_.analyst, settings, text, false);
    EXPECT_TRUE(made) << made.error().Text();
    EXPECT_TRUE(service_->WaitInForce(10s));
    return made ? *made->list : IndicatorList{};
  }
  IndicatorLookupRow Ask(const std::string& value) {
    return service_->in_force()->LookUp(value, world_.clock.Now());
  }
  IndicatorListView ViewOf(std::int64_t id) {
    const auto lists = service_->List();
    for (const auto& row : lists->rows) {
      if (row.id == id) return row;
    }
    return {};
  }

  registry::TestWorld world_;
  std::string folder_;
  std::unique_ptr<IntelService> service_;
  std::shared_ptr<const pipeline::IndicatorsInForce> published_;
};

TEST_F(IntelTest, AnImportIsInForceWithItsAccount) {
  ListSettings settings;
  settings.name = "NCSC 30/11";
  const auto trial = service_->lists().Import(world_.analyst, settings, kCsv, true);
  ASSERT_TRUE(trial);
  EXPECT_FALSE(trial->list);
  EXPECT_THAT(service_->List()->rows, IsEmpty());
  const auto list = Import("NCSC 30/11", kCsv);
  EXPECT_EQ(list.format.value.value, "csv");
  EXPECT_EQ(list.found.value, 4);
  EXPECT_EQ(list.loaded.value, 3);
  EXPECT_EQ(list.rejected.value, 1);
  const auto account = service_->lists().AccountKept(list);
  EXPECT_EQ(account.found, trial->account.found);
  ASSERT_THAT(account.findings, SizeIs(1));
  EXPECT_EQ(account.findings[0].place, "5");
  EXPECT_EQ(account.findings[0].message, trial->account.findings[0].message);
  const auto view = ViewOf(list.id);
  EXPECT_TRUE(view.is_in_force);
  EXPECT_EQ(view.in_force, 3);
  ASSERT_TRUE(published_ && published_->body);
  EXPECT_EQ(published_->body->set.size(), 3U);
  EXPECT_EQ(published_->lists[0].name, "NCSC 30/11");
  EXPECT_EQ(*service_->lists().DocumentOf(list), kCsv);
}

TEST_F(IntelTest, WhatCannotBeUsedIsRefusedWithWhatIsWrong) {
  ListSettings settings;
  settings.name = "hỏng";
  const auto refused =
      service_->lists().Import(world_.analyst, settings, "type,value\nip,999.1.1.1\n", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidInput);
  ASSERT_FALSE(refused.error().fields().empty());
  EXPECT_THAT(refused.error().fields()[0].message, HasSubstr("2: "));
  EXPECT_FALSE(service_->lists().Import(world_.analyst, settings, "", false));
  settings.name = " ";
  EXPECT_FALSE(service_->lists().Import(world_.analyst, settings, kCsv, true));
  settings.name = "x";
  settings.sets_default_days = true;
  settings.default_days = 0;
  EXPECT_FALSE(service_->lists().Import(world_.analyst, settings, kCsv, true));
  EXPECT_THAT(service_->List()->rows, IsEmpty());
}

TEST_F(IntelTest, TwoListsOfOneNameAreAConflictUntilOneIsRemoved) {
  const auto list = Import("một", "192.0.2.1\n");
  ListSettings settings;
  settings.name = "một";
  const auto again = service_->lists().Import(world_.analyst, settings, "192.0.2.2\n", false);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kConflict);
  const auto other = Import("hai", "192.0.2.2\n");
  EXPECT_FALSE(service_->lists().Apply(world_.analyst, other.id, settings));
  ASSERT_TRUE(service_->lists().Remove(world_.analyst, list.id));
  EXPECT_TRUE(service_->lists().Import(world_.analyst, settings, "192.0.2.3\n", false));
  EXPECT_FALSE(service_->lists().Remove(world_.analyst, list.id));
}

TEST_F(IntelTest, ReplacingAndGoingBack) {
  const auto list = Import("một", "192.0.2.1\n");
  EXPECT_FALSE(service_->lists().Back(world_.analyst, list.id));
  ASSERT_TRUE(service_->lists().Replace(world_.analyst, list.id, "192.0.2.2\n192.0.2.3\n", false));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_FALSE(Ask("192.0.2.1").is_listed);
  EXPECT_TRUE(Ask("192.0.2.2").is_listed);
  // A document that cannot be used changes nothing.
  EXPECT_FALSE(service_->lists().Replace(world_.analyst, list.id, "<xml/>", false));
  EXPECT_EQ(ViewOf(list.id).previous_loaded, 1);
  ASSERT_TRUE(service_->lists().Back(world_.analyst, list.id));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_TRUE(Ask("192.0.2.1").is_listed);
  EXPECT_FALSE(Ask("192.0.2.2").is_listed);
  EXPECT_EQ(ViewOf(list.id).previous_loaded, 2);
}

TEST_F(IntelTest, OffAndRemovedListsAreNotInForce) {
  const auto list = Import("một", "192.0.2.1\n");
  ListSettings off;
  off.state = IndicatorListState::off;
  ASSERT_TRUE(service_->lists().Apply(world_.analyst, list.id, off));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_FALSE(Ask("192.0.2.1").is_listed);
  EXPECT_FALSE(ViewOf(list.id).is_in_force);
  off.state = IndicatorListState::on;
  ASSERT_TRUE(service_->lists().Apply(world_.analyst, list.id, off));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_TRUE(Ask("192.0.2.1").is_listed);
  ASSERT_TRUE(service_->lists().Remove(world_.analyst, list.id));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_FALSE(Ask("192.0.2.1").is_listed);
  EXPECT_THAT(service_->List()->rows, IsEmpty());
}

TEST_F(IntelTest, SettingsAloneBuildNothingAnew) {
  const auto list = Import("một", "192.0.2.1\n");
  const auto body = published_->body;
  ListSettings settings;
  settings.level = Level::low;
  settings.raises_alerts = false;
  ASSERT_TRUE(service_->lists().Apply(world_.analyst, list.id, settings));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_EQ(published_->body, body);
  EXPECT_EQ(published_->lists[0].level, Level::low);
  EXPECT_FALSE(published_->lists[0].raises_alerts);
  settings.default_tlp = IndicatorTlp::red;
  ASSERT_TRUE(service_->lists().Apply(world_.analyst, list.id, settings));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_EQ(Ask("192.0.2.1").indicators[0].tlp, "red");
}

TEST_F(IntelTest, DefaultDaysEndWhatSaysNoEnd) {
  ListSettings settings;
  settings.sets_default_days = true;
  settings.default_days = 30;
  Import("một", "type,value,valid_until\nip,192.0.2.1,\nip,192.0.2.2,2099-01-01\n", settings);
  EXPECT_EQ(Ask("192.0.2.1").indicators[0].valid_until, world_.clock.Now() + 24h * 30);
  world_.clock.now = world_.clock.Now() + 24h * 30;
  EXPECT_FALSE(Ask("192.0.2.1").is_listed);
  EXPECT_FALSE(Ask("192.0.2.1").indicators[0].is_valid);
  EXPECT_TRUE(Ask("192.0.2.2").is_listed);
}

TEST_F(IntelTest, ABeginningHoldsOnlyWhileItIsToCome) {
  Import("một", R"({"type":"bundle","id":"bundle--1","objects":[
      {"type":"indicator","spec_version":"2.1","id":"indicator--1","pattern_type":"stix",
       "pattern":"[ipv4-addr:value = '192.0.2.1']","valid_from":"2026-11-01T00:00:00Z"},
      {"type":"indicator","spec_version":"2.1","id":"indicator--2","pattern_type":"stix",
       "pattern":"[ipv4-addr:value = '192.0.2.2']","valid_from":"2026-12-01T00:00:00Z"}]})");
  EXPECT_FALSE(Ask("192.0.2.1").indicators.at(0).valid_from);
  EXPECT_TRUE(Ask("192.0.2.1").is_listed);
  EXPECT_TRUE(Ask("192.0.2.2").indicators.at(0).valid_from);
  EXPECT_FALSE(Ask("192.0.2.2").is_listed);
}

TEST_F(IntelTest, ALookUpTellsListsAndWhatEncloses) {
  Import("một", kCsv);
  Import("hai", "192.0.2.9\nhttp://evil.example/x\n192.0.2.0/24\n");
  EXPECT_THAT(Ask("192[.]0[.]2[.]9").indicators, SizeIs(3));
  const auto sub = Ask("a.b.EVIL.example");
  EXPECT_EQ(sub.value, "a.b.evil.example");
  ASSERT_THAT(sub.indicators, SizeIs(1));
  EXPECT_EQ(sub.indicators[0].value, "evil.example");
  EXPECT_THAT(Ask("hxxp://evil[.]example/x?id=1").indicators, SizeIs(2));
  EXPECT_THAT(Ask("198.51.100.0/26").indicators, SizeIs(1));
  EXPECT_THAT(Ask("198.51.0.0/16").indicators, IsEmpty());
  EXPECT_THAT(Ask("192.0.2.0/24").indicators, SizeIs(1));
  EXPECT_FALSE(Ask("không phải").problem.empty());
  EXPECT_FALSE(Ask("good.example").is_listed);
}

TEST_F(IntelTest, PagesGoThroughAllThatIsInForce) {
  Import("một", kCsv);
  Import("hai", "192.0.2.77\n192.0.2.78\n");
  InForce::Query query;
  query.limit = 2;
  std::vector<std::string> values;
  do {
    const auto page = service_->in_force()->Page(query, world_.clock.Now());
    EXPECT_EQ(page.total, 5);
    for (const auto& row : page.rows) values.push_back(row.value);
    query.after = page.next.empty() ? 0 : std::stoul(page.next);
  } while (query.after != 0);
  EXPECT_THAT(values, SizeIs(5));
  query.text = "ĐIỀU";
  query.kind = "domain";
  EXPECT_THAT(service_->in_force()->Page(query, world_.clock.Now()).rows, IsEmpty());
  query = {};
  query.text = "EVIL";
  EXPECT_THAT(service_->in_force()->Page(query, world_.clock.Now()).rows, SizeIs(1));
}

TEST_F(IntelTest, ExclusionsAreInForceAtOnceAndEnd) {
  Import("một", kCsv);
  const auto body = published_->body;
  const Instant now = world_.clock.Now();
  auto& exclusions = service_->exclusions();
  EXPECT_FALSE(exclusions.Create(world_.analyst, {"evil.example", " ", {}}));
  EXPECT_FALSE(exclusions.Create(world_.analyst, {"not a value", "x", {}}));
  EXPECT_FALSE(exclusions.Create(world_.analyst, {"evil.example", "x", now}));
  const auto made = exclusions.Create(world_.analyst, {"EVIL[.]example", "của ta", now + 1h});
  ASSERT_TRUE(made) << made.error().Text();
  EXPECT_EQ(made->value, "evil.example");
  const auto again = exclusions.Create(world_.analyst, {"evil.example", "x", {}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kConflict);
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_EQ(published_->body, body);
  ASSERT_TRUE(published_->excluded);
  EXPECT_TRUE(Ask("www.evil.example").is_excluded);
  EXPECT_FALSE(Ask("www.evil.example").is_listed);
  ASSERT_TRUE(exclusions.End(world_.analyst, made->id));
  EXPECT_FALSE(exclusions.End(world_.analyst, made->id));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_TRUE(Ask("www.evil.example").is_listed);
  EXPECT_THAT(exclusions.List(world_.analyst, false)->rows, IsEmpty());
  EXPECT_THAT(exclusions.List(world_.analyst, true)->rows, SizeIs(1));
  ASSERT_TRUE(exclusions.Create(world_.analyst, {"192.0.2.0/28", "của ta", now + 1h}));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_TRUE(Ask("192.0.2.9").is_excluded);
  world_.clock.now = now + 1h;
  EXPECT_FALSE(Ask("192.0.2.9").is_excluded);
  EXPECT_THAT(exclusions.List(world_.analyst, false)->rows, IsEmpty());
}

TEST_F(IntelTest, AStartFindsTheListsAgainAndDropsOldDocuments) {
  const auto list = Import("một", "192.0.2.1\n");
  const auto gone = Import("hai", "192.0.2.2\n");
  ASSERT_TRUE(service_->lists().Remove(world_.analyst, gone.id));
  const auto files = [&] {
    return std::distance(fs::directory_iterator(folder_ + "/intel"), fs::directory_iterator());
  };
  EXPECT_EQ(files(), 4);
  Open();
  EXPECT_TRUE(Ask("192.0.2.1").is_listed);
  EXPECT_FALSE(Ask("192.0.2.2").is_listed);
  EXPECT_EQ(files(), 4);  // Young: its row might be on its way.
  for (const auto& entry : fs::directory_iterator(folder_ + "/intel")) {
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - 2h);
  }
  Open();
  EXPECT_EQ(files(), 2);
  EXPECT_TRUE(ViewOf(list.id).is_in_force);
}

TEST_F(IntelTest, ADamagedDocumentIsToldAndTheOthersAreInForce) {
  const auto list = Import("hỏng", "192.0.2.1\n");
  Import("tốt", "192.0.2.2\n");
  const auto path = fmt::format("{}/intel/{}.zst", folder_, list.content.value.value);
  std::ofstream(path, std::ios::trunc) << "x";
  Open();
  EXPECT_FALSE(Ask("192.0.2.1").is_listed);
  EXPECT_TRUE(Ask("192.0.2.2").is_listed);
  EXPECT_THAT(service_->Problem(), HasSubstr("hỏng"));
  EXPECT_FALSE(ViewOf(list.id).problem.empty());
  // The same document once more mends it.
  ASSERT_TRUE(service_->lists().Replace(world_.analyst, list.id, "192.0.2.1\n", false));
  ASSERT_TRUE(service_->WaitInForce(10s));
  EXPECT_TRUE(Ask("192.0.2.1").is_listed);
  EXPECT_THAT(service_->Problem(), IsEmpty());
}

TEST_F(IntelTest, ANodeFollowsTheOther) {
  auto other = Make("b");
  Import("một", "192.0.2.1\n");
  ASSERT_TRUE(other->WaitInForce(10s));
  EXPECT_TRUE(other->in_force()->LookUp("192.0.2.1", world_.clock.Now()).is_listed);
}

TEST_F(IntelTest, CountsAreExactOverACrash) {
  const auto list = Import("một", "192.0.2.1\n");
  const Instant now = world_.clock.Now();
  const std::vector<pipeline::CountedIndicator> counted = {{list.id, now, false, false},
                                                           {list.id, now - 25h, false, false},
                                                           {list.id, now - 24h * 8, false, false},
                                                           {list.id, now, true, false},
                                                           {list.id, now, false, true}};
  const auto sums = [&] { return (*service_->hits().Sums())[list.id]; };
  service_->hits().Count(5, counted);
  EXPECT_EQ(sums().day, 1);
  ASSERT_TRUE(service_->hits().Keep());
  EXPECT_EQ(sums().day, 1);
  EXPECT_EQ(sums().week, 2);
  EXPECT_EQ(sums().excluded, 1);
  service_->hits().Count(6, counted);  // Counted, not kept: comes again after the crash.
  EXPECT_EQ(sums().week, 4);
  Open();
  EXPECT_EQ(sums().week, 2);
  service_->hits().Count(5, counted);
  EXPECT_EQ(sums().week, 2);
  service_->hits().Count(6, counted);
  ASSERT_TRUE(service_->hits().Keep());
  EXPECT_EQ(sums().week, 4);
  const auto view = ViewOf(list.id);
  EXPECT_EQ(view.hits_24h, 2);
  EXPECT_EQ(view.hits_7d, 4);
  EXPECT_EQ(view.excluded_7d, 2);
  EXPECT_EQ(view.last_hit, now);
}

}  // namespace
}  // namespace lachan::intel
