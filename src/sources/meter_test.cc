// SPDX-License-Identifier: Apache-2.0
#include "sources/meter.h"

#include <gtest/gtest.h>

#include "register/testing_register.h"
#include "sources/hours.h"

namespace lachan::sources {
namespace {

class MeterTest : public testing::Test {
 protected:
  Event EventOf(std::int64_t source, const char* peer = "10.0.0.1", const char* format = "syslog") {
    Event event;
    event.source = SourceId{source};
    event.received_at = clock_.now;
    event.time = clock_.now;
    event.peer = peer;
    event.format = format;
    event.raw = "<13>dòng";
    event.transport = Transport::kSyslogUdp;
    return event;
  }
  void Read(const std::vector<Event>& events,
            normalise::Outcome outcome = normalise::Outcome::kUnderstood,
            std::optional<Duration> skew = {}) {
    pipeline::Reading reading{outcome, {}};
    if (skew) reading.own_time = clock_.now + *skew;
    const auto batch = meter_.Begin(events.size());
    for (const Event& event : events) batch->See(event, reading);
    batch->Done();
  }
  Sighting Of(std::int64_t source) { return meter_.Of(source).value_or(Sighting{}); }

  registry::TestClock clock_;
  Meter meter_{clock_};
};

TEST_F(MeterTest, CountsTheLastMinuteAndWhatWasUnderstood) {
  Read({EventOf(1), EventOf(1), EventOf(2)});
  Read({EventOf(1)}, normalise::Outcome::kMalformed);
  Read({EventOf(1, "10.0.0.1", "text")}, normalise::Outcome::kText);
  EXPECT_EQ(Of(1).last_minute, 4U);
  EXPECT_EQ(Of(1).understood, 2U);
  EXPECT_EQ(Of(1).malformed, 1U);
  EXPECT_EQ(Of(1).as_text, 1U);
  EXPECT_EQ(Of(2).last_minute, 1U);
  EXPECT_EQ(Of(1).odd.size(), 2U);
  EXPECT_EQ(Of(1).odd.front().format, "text");
  EXPECT_EQ(Of(1).formats.at("syslog"), 3U);
  clock_.now += std::chrono::seconds{61};
  EXPECT_EQ(Of(1).last_minute, 0U);
  EXPECT_EQ(Of(1).minutes.back() + Of(1).minutes[58], 4U);
  EXPECT_FALSE(meter_.Of(3));
}

TEST_F(MeterTest, HoursAreTakenOnceAndComeBackWhenTheyCouldNotBeKept) {
  Read({EventOf(1), EventOf(1)});
  const auto taken = meter_.TakeHours();
  EXPECT_EQ(taken.at(1).at(HourOf(clock_.now)), 2U);
  EXPECT_TRUE(meter_.TakeHours().empty());
  Read({EventOf(1)});
  meter_.ReturnHours(taken);
  EXPECT_EQ(meter_.PendingHours(1).at(HourOf(clock_.now)), 3U);
}

TEST_F(MeterTest, MeasuresClocksAndDelays) {
  Read({EventOf(1), EventOf(1)}, normalise::Outcome::kUnderstood, -std::chrono::seconds{90});
  EXPECT_EQ(Of(1).skew.median_ms, -90'000);
  EXPECT_EQ(Of(1).delay.median_ms, 90'000);
  auto wrong = EventOf(2);
  wrong.clock_suspect = true;
  Read({wrong}, normalise::Outcome::kUnderstood, std::chrono::hours{72});
  EXPECT_EQ(Of(2).skew.median_ms, 72 * 3'600'000LL);
  EXPECT_EQ(Of(2).delay.samples, 0U) << "what is not believed measures no delay";
  EXPECT_EQ(Of(2).clock_suspect, 1U);
  const Instant received = clock_.now;
  clock_.now += std::chrono::milliseconds{250};
  meter_.Stored(SourceId{1}, received);
  EXPECT_EQ(Of(1).storing.median_ms, 250);
}

TEST_F(MeterTest, WhatWasKeptForLongTellsOfNoClockAndNoDelay) {
  auto archived = EventOf(1);
  auto topic = EventOf(2);
  archived.transport = Transport::kFile;
  topic.transport = Transport::kKafka;
  Read({archived, archived, topic}, normalise::Outcome::kUnderstood, -std::chrono::hours{9000});
  for (const std::int64_t source : {1, 2}) {
    EXPECT_GT(Of(source).understood, 0U);
    EXPECT_EQ(Of(source).skew.samples, 0U);
    EXPECT_EQ(Of(source).delay.samples, 0U);
  }
  // The same source also sends as it writes.
  Read({archived, EventOf(1), archived}, normalise::Outcome::kUnderstood, -std::chrono::seconds{5});
  EXPECT_EQ(Of(1).skew.samples, 1U);
  EXPECT_EQ(Of(1).skew.median_ms, -5'000);
}

TEST_F(MeterTest, KeepsAFewStrangersAndCountsTheRest) {
  for (std::size_t i = 0; i < Meter::kStrangers; ++i) {
    Read({EventOf(0, fmt::format("10.1.{}.{}", i / 256, i % 256).c_str())});
  }
  Read({EventOf(0, "10.1.0.7"), EventOf(0, "10.1.0.7"), EventOf(0, "10.9.9.9")});
  auto strangers = meter_.Strangers();
  ASSERT_EQ(strangers.size(), Meter::kStrangers);
  EXPECT_EQ(strangers.front().peer, "10.1.0.7");
  EXPECT_EQ(strangers.front().records, 3U);
  EXPECT_EQ(strangers.front().sample.text, "<13>dòng");
  EXPECT_EQ(meter_.forgotten_strangers(), 1U) << "10.9.9.9 found no room";
  clock_.now += std::chrono::minutes{11};
  Read({EventOf(0, "10.9.9.9")});
  strangers = meter_.Strangers();
  EXPECT_EQ(strangers.size(), Meter::kStrangers);
  EXPECT_TRUE(std::ranges::any_of(strangers, [](const auto& s) { return s.peer == "10.9.9.9"; }));
}

TEST_F(MeterTest, WhoIsRefusedIsMetAndWhoShowsACertificateIsKnown) {
  RawRecord record;
  record.received_at = clock_.now;
  record.peer = "10.7.7.7";
  record.text = std::string(5000, 'x');
  record.transport = Transport::kSyslogTcp;
  meter_.Refused(record, 4);
  ASSERT_EQ(meter_.Strangers().size(), 1U);
  EXPECT_EQ(meter_.Strangers().front().records, 4U);
  EXPECT_LE(meter_.Strangers().front().sample.text.size(), Meter::kSampleBytes + 3);
  const Instant until = clock_.now + std::chrono::hours{24};
  meter_.Certified(SourceId{1}, until);
  Read({EventOf(1)});
  EXPECT_EQ(Of(1).certificate_until, until);
}

TEST_F(MeterTest, ASenderWithManyFormatsIsBounded) {
  for (int i = 0; i < 100; ++i) Read({EventOf(1, "10.0.0.1", fmt::format("f{}", i).c_str())});
  EXPECT_LE(Of(1).formats.size(), Meter::kFormats + 1);
  std::uint64_t all = 0;
  for (const auto& [name, count] : Of(1).formats) all += count;
  EXPECT_EQ(all, 100U);
  EXPECT_EQ(Of(1).recent.size(), Meter::kSamples);
}

}  // namespace
}  // namespace lachan::sources
