// SPDX-License-Identifier: Apache-2.0
// Expiry and holds over a real state store and an event store in memory.
#include <gtest/gtest.h>

#include "register/entities.h"
#include "retention/hold_service.h"
#include "retention/keeper.h"
#include "retention/testing_keeping.h"
#include "state_sql/open.h"

namespace lachan::retention {
namespace {

using journal::Caller;
using std::chrono::days;

Caller Person(std::int64_t id) {
  return {AccountId{id}, fmt::format("Người {}", id), journal::Reach::Everything()};
}

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now =
      Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 30)) + std::chrono::hours(3);
};

class RetentionTest : public testing::Test {
 protected:
  RetentionTest() {
    state_sql::Options options;
    options.target = ":memory:";
    options.is_durable = false;
    store_ = state_sql::OpenStateStore(options, clock_).value();
    Restart();
  }
  void Restart() {
    keeper_ = std::make_unique<Keeper>(Keeper::Options{},
                                       Keeper::Deps{*store_, keeping_, clock_,
                                                    [this](const events::WeekOwner& owner) {
                                                      return events::RetentionClass{
                                                          level_now_[owner.system.value], false};
                                                    },
                                                    [this] { return is_ours_; }});
    holds_ = std::make_unique<HoldService>(HoldService::Deps{*store_, keeping_, clock_});
  }
  /// Event `days_ago` old of a system of that level.
  void Add(int days_ago, std::uint8_t level, std::optional<int> received_days_ago = {}) {
    Event event;
    event.id = fmt::format("e{}", keeping_.events.size());
    event.time = clock_.now - days(days_ago);
    event.received_at = clock_.now - days(received_days_ago.value_or(days_ago));
    event.level = level;
    event.system = SystemId{level};
    keeping_.events.push_back(event);
  }
  ExpiryReport Expire() {
    const auto report = keeper_->Expire();
    if (!report) ADD_FAILURE() << report.error().Text();
    return report.value_or(ExpiryReport{});
  }
  HoldRequest Request(int from_days_ago) {
    HoldRequest request;
    request.title = "Vụ thử";
    request.reason = "điều tra";
    request.from_at = clock_.now - days(from_days_ago);
    return request;
  }
  LegalHold Opened(const HoldRequest& request) {
    const auto hold = holds_->Open(Person(1), request);
    if (!hold) ADD_FAILURE() << hold.error().Text();
    return hold.value_or(LegalHold{});
  }
  LegalHold Now(const LegalHold& hold) {
    return journal::Get<LegalHold>(**store_->OpenReader(Person(1)), hold.id.value).value();
  }
  std::vector<Fact> Facts(std::string kind) {
    return (*store_->OpenReader(Person(1)))->Facts({.kinds = {std::move(kind)}}).value();
  }

  SetClock clock_;
  FakeKeeping keeping_;
  std::unique_ptr<journal::StateStore> store_;
  std::map<std::int64_t, std::uint8_t> level_now_{{0, 0}, {2, 2}, {3, 3}, {4, 4}, {5, 5}};
  bool is_ours_ = true;
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<HoldService> holds_;
};

TEST_F(RetentionTest, EachClassGoesInItsTimeAndAFactSaysWhatWent) {
  for (const std::uint8_t level : {0, 2, 3, 4, 5}) {
    for (const int ago : {1, 50, 120, 250, 400}) Add(ago, level);
  }
  const auto report = Expire();
  // Level 2 keeps 1 of 5, level 3 two, level 4 three, 5 and unknown four.
  EXPECT_EQ(report.rows_dropped, 25U - (1 + 2 + 3 + 4 + 4));
  EXPECT_EQ(keeping_.events.size(), 14U);
  const auto facts = Facts("events.expired");
  EXPECT_EQ(facts.size(), static_cast<std::size_t>(report.weeks_dropped));
  EXPECT_NE(facts.front().payload.find("\"events\":1"), std::string::npos) << facts.front().payload;
  EXPECT_EQ(Expire().weeks_dropped, 0);
}

TEST_F(RetentionTest, WhatArrivedLateIsKeptAsLongFromItsArrival) {
  Add(200, 2, 3);
  EXPECT_EQ(Expire().weeks_dropped, 0);
  clock_.now += days(40);
  EXPECT_EQ(Expire().weeks_dropped, 1);
}

TEST_F(RetentionTest, ARaisedLevelKeepsWhatIsStoredAlready) {
  Add(60, 2);
  level_now_[2] = 4;
  auto report = Expire();
  EXPECT_EQ(report.weeks_dropped, 0);
  EXPECT_EQ(report.weeks_needed_longer, 1);
  level_now_[2] = 2;
  EXPECT_EQ(Expire().weeks_dropped, 1);
}

TEST_F(RetentionTest, ADropThatFailedIsDoneLater) {
  Add(60, 2);
  keeping_.failing_drops = 1;
  EXPECT_FALSE(keeper_->Expire());
  EXPECT_EQ(keeping_.events.size(), 1U);
  EXPECT_TRUE(Facts("events.expired").empty());
  Restart();
  Expire();
  EXPECT_TRUE(keeping_.events.empty());
  EXPECT_EQ(Facts("events.expired").size(), 1U);
}

TEST_F(RetentionTest, WithoutTheLeaseNothingGoes) {
  Add(60, 2);
  is_ours_ = false;
  EXPECT_EQ(Expire().weeks_dropped, 0);
  EXPECT_EQ(keeping_.events.size(), 1U);
}

TEST_F(RetentionTest, AHoldIsCopiedComparedAndOutlivesExpiry) {
  Add(60, 2);
  Add(1, 2);
  const auto hold = Opened(Request(90));
  EXPECT_EQ(hold.number.value.value.substr(0, 9), "GNK-2026-");
  EXPECT_EQ(hold.state.value, HoldState::copying);
  ASSERT_EQ(keeper_->ServeHolds().value(), 1);
  EXPECT_EQ(Now(hold).state.value, HoldState::held);
  EXPECT_EQ(Now(hold).events.value, 2);
  EXPECT_EQ(Now(hold).digest.value.value.size(), 64U);
  EXPECT_EQ(Facts("legal_hold.held").size(), 1U);
  EXPECT_EQ(Expire().weeks_dropped, 1);
  EXPECT_EQ(keeping_.held[hold.id.value].size(), 2U);
  EXPECT_EQ(keeper_->ServeHolds().value(), 0) << "nothing to do";
}

TEST_F(RetentionTest, ExpiryServesAHoldThatIsNotCopiedYet) {
  Add(60, 2);
  const auto hold = Opened(Request(90));
  EXPECT_EQ(Expire().weeks_dropped, 1);
  EXPECT_EQ(keeping_.held[hold.id.value].size(), 1U);
}

TEST_F(RetentionTest, AWeekThatAHoldCouldNotCopyStays) {
  Add(60, 2);
  Opened(Request(90));
  keeping_.loses_copies = true;
  const auto report = keeper_->Expire();
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().Text().find("GNK-2026-0001"), std::string::npos);
  EXPECT_EQ(keeping_.events.size(), 1U);
}

TEST_F(RetentionTest, AHoldThatComesWhileAWeekGoesIsToldWhatIsGone) {
  Add(60, 2);
  Add(62, 3);
  std::optional<LegalHold> hold;
  keeping_.before_drop = [&] {
    if (!hold) hold = Opened(Request(90));
  };
  Expire();
  ASSERT_TRUE(hold);
  EXPECT_EQ(hold->gone_weeks.value, 1);
  EXPECT_EQ(hold->gone_events.value, 1);
  EXPECT_TRUE(keeping_.held[hold->id.value].empty());
}

TEST_F(RetentionTest, AProblemIsShownAndGoesAway) {
  Add(1, 2);
  const auto hold = Opened(Request(90));
  keeping_.loses_copies = true;
  ASSERT_TRUE(keeper_->ServeHolds());
  EXPECT_EQ(Now(hold).state.value, HoldState::copying);
  EXPECT_NE(Now(hold).problem.value.value.find("1 events match, 0 are held"), std::string::npos);
  keeping_.loses_copies = false;
  ASSERT_TRUE(keeper_->ServeHolds());
  EXPECT_EQ(Now(hold).state.value, HoldState::held);
  EXPECT_TRUE(Now(hold).problem.value.value.empty());
}

TEST_F(RetentionTest, AnOpenHoldTakesWhatArrivesUntilItsEnd) {
  auto request = Request(5);
  request.to_at = clock_.now + days(3);
  const auto hold = Opened(request);
  ASSERT_TRUE(keeper_->ServeHolds());
  EXPECT_EQ(Now(hold).events.value, 0);
  Add(0, 2);
  clock_.now += days(1);
  ASSERT_EQ(keeper_->ServeHolds().value(), 1);
  EXPECT_EQ(Now(hold).events.value, 1);
  clock_.now += days(4);
  ASSERT_EQ(keeper_->ServeHolds().value(), 1) << "the rest of the span";
  EXPECT_EQ(keeper_->ServeHolds().value(), 0);
  EXPECT_EQ(Now(hold).copied_to.value, request.to_at);
}

TEST_F(RetentionTest, TwoPersonsRelease) {
  Add(1, 2);
  const auto hold = Opened(Request(5));
  EXPECT_EQ(holds_->AskRelease(Person(1), hold.id.value, "xong").error().code(),
            ErrorCode::kFailedPrecondition)
      << "it is being copied";
  ASSERT_TRUE(keeper_->ServeHolds());
  ASSERT_TRUE(holds_->AskRelease(Person(1), hold.id.value, "vụ án đã kết thúc"));
  EXPECT_EQ(holds_->Release(Person(1), hold.id.value).error().code(), ErrorCode::kDenied);
  ASSERT_TRUE(holds_->RefuseRelease(Person(2), hold.id.value));
  EXPECT_EQ(Now(hold).state.value, HoldState::held);
  ASSERT_TRUE(holds_->AskRelease(Person(1), hold.id.value, "vụ án đã kết thúc"));
  ASSERT_TRUE(holds_->Release(Person(2), hold.id.value));
  EXPECT_EQ(keeping_.held.count(hold.id.value), 1U) << "the keeper does it";
  ASSERT_TRUE(keeper_->ServeHolds());
  EXPECT_EQ(keeping_.held.count(hold.id.value), 0U);
  EXPECT_EQ(Now(hold).state.value, HoldState::released);
  EXPECT_EQ(Now(hold).released_by.value.value, "Người 2");
  EXPECT_EQ(Facts("legal_hold.released").size(), 1U);
}

TEST_F(RetentionTest, VerifyingSaysWhetherAllIsThere) {
  Add(1, 2);
  const auto hold = Opened(Request(5));
  ASSERT_TRUE(keeper_->ServeHolds());
  EXPECT_TRUE(holds_->Verify(Person(1), hold.id.value)->holds);
  keeping_.held[hold.id.value].clear();
  const auto verdict = holds_->Verify(Person(1), hold.id.value);
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->holds);
  EXPECT_EQ(verdict->events, 0);
  EXPECT_EQ(Facts("legal_hold.verified").size(), 2U);
}

TEST_F(RetentionTest, WrongRequestsAreRefusedWithTheField) {
  const auto field = [&](const HoldRequest& request) {
    const auto hold = holds_->Open(Person(1), request);
    return hold || hold.error().fields().empty() ? std::string("?") : hold.error().fields()[0].name;
  };
  auto request = Request(5);
  request.from_at = clock_.now + days(1);
  EXPECT_EQ(field(request), "from_at");
  request = Request(5);
  request.to_at = request.from_at;
  EXPECT_EQ(field(request), "to_at");
  request = Request(5);
  request.query = "a AND (";
  EXPECT_EQ(field(request), "query");
  request = Request(5);
  request.query = "agency:SNV";
  EXPECT_EQ(field(request), "query") << "ids only: names change hands";
  request = Request(5);
  request.hosts = "sv-01, \" OR 1";
  EXPECT_EQ(field(request), "hosts");
  request = Request(5);
  request.system_id = SystemId{77};
  EXPECT_EQ(field(request), "system_id");
}

}  // namespace
}  // namespace lachan::retention
