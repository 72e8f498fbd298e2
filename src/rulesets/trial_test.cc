// SPDX-License-Identifier: Apache-2.0
#include "rulesets/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "register/testing_register.h"
#include "rulesets/exception_set.h"
#include "rulesets/testing_rulesets.h"

namespace lachan::rulesets {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MemoryEvents;
using testing::Message;
using testing::Rule;
using testing::Set;
using ::testing::SizeIs;

const Instant kNow = *ParseInstant("2026-11-25T04:00:00Z");

TEST(EventSpanTest, GivesEveryEventOnceInOrderOfTime) {
  MemoryEvents store;
  // Quiet hours, then a burst that no histogram of an hour divides.
  for (int i = 0; i < 300; ++i) store.Add(Message("a", kNow - 20h + i * 1min));
  for (int i = 0; i < 9'000; ++i) store.Add(Message("b", kNow - 1h + Duration{i * 1000}));
  std::vector<std::string> seen;
  Instant last{};
  std::size_t largest = 0;
  const auto span = ReadInOrder(
      store, events::Scope::All(), kNow - 24h, kNow, 1'000'000, [](const EventSpan&) {},
      [&](std::vector<Event>& events) {
        largest = std::max(largest, events.size());
        for (const Event& event : events) {
          EXPECT_GE(event.time, last);
          last = event.time;
          seen.push_back(event.id);
        }
        return true;
      });
  ASSERT_TRUE(span) << span.error().Text();
  EXPECT_EQ(span->total, 9'300U);
  EXPECT_EQ(seen.size(), 9'300U);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  EXPECT_LE(largest, 4'000U);
}

TEST(EventSpanTest, ReadsTheNewestWhenThereAreTooMany) {
  MemoryEvents store;
  for (int i = 0; i < 1'000; ++i) store.Add(Message("a", kNow - 10h + i * 30s));
  std::size_t seen = 0;
  Instant first = kNow;
  const auto span = ReadInOrder(
      store, events::Scope::All(), kNow - 10h, kNow, 100, [](const EventSpan&) {},
      [&](std::vector<Event>& events) {
        seen += events.size();
        first = std::min(first, events.front().time);
        return true;
      });
  ASSERT_TRUE(span);
  EXPECT_TRUE(span->is_cut);
  EXPECT_LE(seen, 100U);
  EXPECT_GE(seen, 90U);
  EXPECT_GE(first, span->from);
}

class TrialTest : public ::testing::Test {
 protected:
  static pipeline::RulesInForce Rules(std::vector<RuleFile> files) {
    return {CompileSets({Set("rules", std::move(files))}).rules};
  }
  TrialOptions Options() const {
    TrialOptions options;
    options.from = kNow - 24h;
    options.to = options.now = kNow;
    return options;
  }

  MemoryEvents store_;
  JobControl control_;
};

TEST_F(TrialTest, CountsAlertsAsTheyWouldBeJoined) {
  for (int i = 0; i < 10; ++i) store_.Add(Message("old bad", kNow - 20h + i * 1min));
  for (int i = 0; i < 5; ++i) store_.Add(Message("new bad", kNow - 2h + i * 1min));
  store_.Add(Message("new bad", kNow - 10min, AgencyId{4}));
  const auto result = RunTrial(
      store_,
      {Rules({{"a.yml", Rule("bad", "bad", "high")}, {"n.yml", Rule("new", "new", "low")}})},
      {Rules({{"a.yml", Rule("bad", "old bad", "high")}, {"g.yml", Rule("gone", "new")}})},
      Options(), control_);
  ASSERT_TRUE(result) << result.error().Text();
  EXPECT_EQ(result->events_read, 16);
  EXPECT_TRUE(result->is_complete);
  ASSERT_THAT(result->rules, SizeIs(3));
  const auto& bad = result->rules[0];
  EXPECT_EQ(bad.id, "bad");
  EXPECT_EQ(bad.detections, 16);
  EXPECT_EQ(bad.alerts, 3);  // Two bursts of nobody, one of agency 4.
  EXPECT_EQ(bad.detections_now, 10);
  EXPECT_EQ(bad.alerts_now, 1);
  ASSERT_THAT(bad.samples, SizeIs(3));
  EXPECT_EQ(bad.samples[2].agency_id, AgencyId{4});
  EXPECT_EQ(result->alerts, 5);
  EXPECT_EQ(result->alerts_now, 3);
  EXPECT_EQ(result->by_level[1].level, Level::high);
  EXPECT_EQ(result->by_level[1].alerts, 3);
  EXPECT_EQ(result->by_level[3].alerts, 2);
}

TEST_F(TrialTest, FillsCorrelationsOverThePieces) {
  for (int i = 0; i < 12; ++i) store_.Add(Message("bad", kNow - 3h + i * 10s));
  const auto rules = Rules(
      {{"a.yml", Rule("base", "bad", "low") +
                     "---\ntitle: Many\nid: many\ncorrelation:\n  type: event_count\n  rules: "
                     "[base]\n  timespan: 5m\n  condition: {gte: 10}\n"}});
  const auto result = RunTrial(store_, {rules}, {}, Options(), control_);
  ASSERT_TRUE(result);
  ASSERT_THAT(result->rules, SizeIs(1));
  EXPECT_EQ(result->rules[0].id, "many");
  EXPECT_EQ(result->alerts, 1);
}

TEST_F(TrialTest, TellsWhatAnExceptionTakesAway) {
  for (int i = 0; i < 4; ++i) store_.Add(Message("bad by backup", kNow - 3h + i * 1min));
  store_.Add(Message("bad", kNow - 1min));
  const auto rules = Rules({{"a.yml", Rule("a", "bad")}});
  const ExceptionInput exception{
      1, {"a"}, {}, "b:\n  message|contains: backup\ncondition: b\n", kNow + 1h};
  auto options = Options();
  options.sample_suppressed = true;
  const auto result =
      RunTrial(store_, {{rules.rules, ExceptionSet::Compile(rules.rules, {&exception, 1})}},
               {rules}, options, control_);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->suppressed, 4);
  EXPECT_EQ(result->detections, 1);
  EXPECT_EQ(result->detections_now, 5);
  EXPECT_THAT(result->rules[0].samples, SizeIs(4));
}

TEST_F(TrialTest, StopsWhenCancelledAndSaysSo) {
  const registry::TestClock clock;
  Jobs jobs(clock);
  for (int i = 0; i < 20'000; ++i) store_.Add(Message("bad", kNow - 23h + i * 4s));
  const auto rules = Rules({{"a.yml", Rule("a", "bad")}});
  const auto started =
      jobs.Start(JobKind::try_version, 3, "An", [&](JobControl& control) -> Status {
        LACHAN_TRY(auto result, RunTrial(store_, {rules}, {}, Options(), control));
        control.SetResult(std::move(result));
        return {};
      });
  ASSERT_TRUE(started);
  ASSERT_TRUE(jobs.Cancel(started->id));
  jobs.Wait();
  const auto job = jobs.Get(started->id);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->state, JobState::cancelled);
  ASSERT_TRUE(job->result);
  EXPECT_FALSE(job->result->is_complete);
  EXPECT_EQ(job->result->stopped_because, "cancelled");
  EXPECT_LT(job->result->events_read, 20'000);
}

TEST(JobsTest, NoMoreIsDoneThanThereIs) {
  const registry::TestClock clock;
  Jobs jobs(clock);
  const auto started = jobs.Start(JobKind::try_version, 3, "An", [](JobControl& control) -> Status {
    control.Step("reading events", 11'049);
    control.Advance(11'054);  // More came meanwhile.
    return {};
  });
  ASSERT_TRUE(started);
  jobs.Wait();
  const auto job = jobs.Get(started->id);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->done, 11'054);
  EXPECT_EQ(job->total, 11'054);
}

TEST_F(TrialTest, AStoreThatFailsFailsTheTrial) {
  store_.Add(Message("bad", kNow - 1h));
  store_.Fail(1);
  const auto result =
      RunTrial(store_, {Rules({{"a.yml", Rule("a", "bad")}})}, {}, Options(), control_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace lachan::rulesets
