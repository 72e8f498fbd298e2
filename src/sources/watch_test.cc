// SPDX-License-Identifier: Apache-2.0
#include "sources/watch.h"

#include <gtest/gtest.h>

#include "register/testing_register.h"

namespace lachan::sources {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Tells a fixed past, or nothing.
struct Past {
  Result<events::Histogram> operator()(SourceId source, Instant from, Instant to, int hours) {
    asked.push_back(source.value);
    if (is_away) return Fail(ErrorCode::kUnavailable, "the engine is being restarted");
    events::Histogram histogram;
    histogram.width = (to - from) / hours;
    for (int i = 0; i < hours; ++i) {
      histogram.buckets.push_back({from + i * histogram.width, per_hour});
      histogram.total += per_hour;
    }
    return histogram;
  }
  bool is_away = false;
  std::uint64_t per_hour = 0;
  std::vector<std::int64_t> asked;
};

class WatchTest : public testing::Test {
 protected:
  WatchTest() { Restart(); }

  Source AddSource(const char* name, AgencyId agency) {
    Source source;
    source.agency_id = agency;
    source.name = name;
    return world_.Add(source);
  }
  void Restart() {
    watch_.reset();
    meter_ = std::make_unique<Meter>(world_.clock);
    Watch::Options options;
    options.many = 3;
    watch_ = std::make_unique<Watch>(
        options, Watch::Deps{*world_.store, world_.clock, *meter_, std::ref(past_)});
  }
  void Send(const Source& source, std::size_t records = 1) {
    Event event;
    event.source = SourceId{source.id.value};
    event.received_at = event.time = world_.clock.now;
    const auto batch = meter_->Begin(records);
    for (std::size_t i = 0; i < records; ++i) batch->See(event, {});
    batch->Done();
  }
  void Look() {
    const auto looked = watch_->Look();
    EXPECT_TRUE(looked) << looked.error().Text();
  }
  std::vector<std::string> Facts() {
    const auto reader = world_.store->OpenReader(journal::Caller::System("test"));
    const auto facts =
        (*reader)->Facts({.kinds = {"source.silent", "source.slow", "source.speaking",
                                    "source.silent_among_many", "intake.many_silent"}});
    std::vector<std::string> kinds;
    for (const auto& fact : *facts) kinds.push_back(fact.kind);
    return kinds;
  }

  registry::TestWorld world_;
  Past past_;
  std::unique_ptr<Meter> meter_;
  std::unique_ptr<Watch> watch_;
};

using Kinds = std::vector<std::string>;

TEST_F(WatchTest, TellsOnceThatASourceFellSilentAndOnceThatItSpeaks) {
  const auto source = AddSource("Tường lửa", world_.health);
  Send(source);
  Look();
  world_.clock.now += minutes{59};
  Look();
  EXPECT_EQ(Facts(), Kinds());
  world_.clock.now += minutes{2};
  EXPECT_EQ(watch_->Of(source).state, SourceState::silent) << "seen before the turn";
  Look();
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent"}));
  Send(source);
  EXPECT_EQ(watch_->Of(source).state, SourceState::speaking);
  Look();
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent", "source.speaking"}));
}

TEST_F(WatchTest, ARestartNeitherRaisesNorForgets) {
  const auto quiet = AddSource("A", world_.health);
  const auto talking = AddSource("B", world_.health);
  Send(quiet, 7);
  Send(talking);
  Look();
  world_.clock.now += minutes{61};
  Send(talking);
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent"}));
  world_.clock.now += hours{5};  // the server was off
  Restart();
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent"}));
  EXPECT_EQ(watch_->Of(talking).state, SourceState::speaking);
  EXPECT_EQ(watch_->Of(quiet).state, SourceState::silent);
  EXPECT_EQ(watch_->Of(quiet).hours.Sum(0, 1'000'000), 7U);
  Send(quiet);
  world_.clock.now += minutes{61};
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent", "source.silent"})) << "B; A spoke and fell silent";
}

TEST_F(WatchTest, LearnsWhatASourceSentBeforeItWasWatched) {
  const auto source = AddSource("Cũ", world_.health);
  world_.clock.now += hours{24};
  past_.per_hour = 100;
  past_.is_away = true;
  Restart();
  Send(source, 3);
  EXPECT_FALSE(watch_->Look()) << "the store does not answer";
  past_.is_away = false;
  Look();
  const auto standing = watch_->Of(source);
  EXPECT_EQ(past_.asked.back(), source.id.value);
  EXPECT_EQ(standing.usual, 100.0);
  EXPECT_EQ(standing.hours.At(HourOf(world_.clock.now)), 3U) << "nothing is counted twice";
  EXPECT_EQ(standing.last_seen, world_.clock.now);
  past_.asked.clear();
  const auto fresh = AddSource("Mới", world_.health);
  Look();
  EXPECT_TRUE(past_.asked.empty()) << "a new source has no past";
  EXPECT_EQ(watch_->Of(fresh).state, SourceState::waiting);
}

TEST_F(WatchTest, ManyAtOnceAreOneMatter) {
  std::vector<Source> sources;
  for (const char* name : {"A", "B", "C"}) sources.push_back(AddSource(name, world_.ward));
  for (const auto& source : sources) Send(source);
  Look();
  world_.clock.now += hours{2};
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent_among_many", "source.silent_among_many",
                            "source.silent_among_many", "intake.many_silent"}));
}

TEST_F(WatchTest, WhatIsSwitchedOffIsNotMissed) {
  auto source = AddSource("Tắt", world_.ward);
  Send(source);
  Look();
  source.enabled = false;
  ASSERT_TRUE(
      world_.store->Change(journal::Caller::System("test"), [&](journal::Writer& writer) -> Status {
        LACHAN_TRY_DO(journal::Update(writer, source, {.kind = "test.changed"}));
        return {};
      }));
  world_.clock.now += hours{3};
  Look();
  EXPECT_EQ(Facts(), Kinds());
}

TEST_F(WatchTest, TwoProcessesTellOnce) {
  const auto source = AddSource("Chung", world_.health);
  Meter other_meter(world_.clock);
  Watch other({}, {*world_.store, world_.clock, other_meter, {}});
  Send(source);
  Look();
  world_.clock.now += minutes{50};
  Send(source);
  Look();
  world_.clock.now += minutes{30};
  EXPECT_TRUE(other.Look());
  EXPECT_EQ(Facts(), Kinds()) << "the other process heard it half an hour ago";
  world_.clock.now += minutes{31};
  EXPECT_TRUE(other.Look());
  Look();
  EXPECT_EQ(Facts(), Kinds({"source.silent"}));
}

}  // namespace
}  // namespace lachan::sources
