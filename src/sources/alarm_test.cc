// SPDX-License-Identifier: Apache-2.0
#include "sources/alarm.h"

#include <gtest/gtest.h>

namespace lachan::sources {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Instant At(const char* text) { return *ParseInstant(text); }

/// A source that sent `per_hour` from 7 to 18 o'clock on every day of the four weeks before
/// `until`.
Hours OfficeHours(Instant until, std::uint64_t per_hour) {
  Hours all;
  const std::int64_t end = HourOf(until);
  for (std::int64_t hour = end - Hours::kKept; hour < end; ++hour) {
    const std::int64_t local = (hour + kVietnamOffset.count()) % 24;
    if (local >= 7 && local < 18) all.Add(hour, per_hour);
  }
  return all;
}

class AlarmTest : public testing::Test {
 protected:
  SourceState At(const char* text) const { return Judge(rules_, sight_, sources::At(text)); }

  AlarmRules rules_{.silent_after = minutes{60}, .slow_percent = 20};
  Hours hours_;
  Sight sight_{.state = SourceState::speaking,
               .first_seen = sources::At("2026-03-02T08:00:00+07:00"),
               .last_seen = sources::At("2026-03-04T10:00:00+07:00"),
               .listening_since = sources::At("2026-03-01T00:00:00+07:00"),
               .own_limit = {},
               .expected_per_hour = 0,
               .hours = &hours_};
};

TEST_F(AlarmTest, IsSilentFromItsLimitOn) {
  EXPECT_EQ(At("2026-03-04T10:59:59+07:00"), SourceState::speaking);
  EXPECT_EQ(At("2026-03-04T11:00:00+07:00"), SourceState::silent);
  sight_.own_limit = minutes{5};
  EXPECT_EQ(At("2026-03-04T10:05:00+07:00"), SourceState::silent);
}

TEST_F(AlarmTest, WhatNeverSpokeWaits) {
  sight_ = {.state = SourceState::waiting,
            .first_seen = {},
            .last_seen = {},
            .listening_since = sight_.listening_since,
            .hours = &hours_};
  EXPECT_EQ(At("2026-04-04T10:00:00+07:00"), SourceState::waiting);
}

TEST_F(AlarmTest, TimeInWhichNobodyListenedIsNoSilence) {
  sight_.listening_since = sources::At("2026-03-04T15:00:00+07:00");
  EXPECT_EQ(At("2026-03-04T15:10:00+07:00"), SourceState::speaking);
  EXPECT_EQ(At("2026-03-04T16:00:00+07:00"), SourceState::silent);
}

TEST_F(AlarmTest, ASilenceOutlastsARestart) {
  sight_.state = SourceState::silent;
  sight_.listening_since = sources::At("2026-03-04T15:00:00+07:00");
  EXPECT_EQ(At("2026-03-04T15:10:00+07:00"), SourceState::silent);
  sight_.last_seen = sources::At("2026-03-04T15:09:00+07:00");
  EXPECT_EQ(At("2026-03-04T15:10:00+07:00"), SourceState::speaking);
}

TEST_F(AlarmTest, AnOfficeRestsAtNight) {
  hours_ = OfficeHours(sources::At("2026-03-04T17:00:00+07:00"), 100);
  sight_.first_seen = sources::At("2026-01-05T08:00:00+07:00");
  sight_.last_seen = sources::At("2026-03-04T17:55:00+07:00");
  EXPECT_EQ(At("2026-03-04T18:30:00+07:00"), SourceState::speaking);
  // Only five minutes of its time are missed.
  sight_.last_seen = sources::At("2026-03-04T18:01:00+07:00");
  EXPECT_EQ(At("2026-03-04T23:00:00+07:00"), SourceState::resting);
  EXPECT_EQ(At("2026-03-05T07:30:00+07:00"), SourceState::resting);
  EXPECT_EQ(At("2026-03-05T08:00:00+07:00"), SourceState::silent);
}

TEST_F(AlarmTest, WhoStopsByDayIsSilentThoughNightComes) {
  hours_ = OfficeHours(sources::At("2026-03-04T17:00:00+07:00"), 100);
  sight_.first_seen = sources::At("2026-01-05T08:00:00+07:00");
  sight_.last_seen = sources::At("2026-03-04T16:00:00+07:00");
  EXPECT_EQ(At("2026-03-04T17:00:00+07:00"), SourceState::silent);
  sight_.state = SourceState::silent;
  EXPECT_EQ(At("2026-03-04T23:00:00+07:00"), SourceState::silent);
}

TEST_F(AlarmTest, OneWeekTeachesNothing) {
  hours_ = OfficeHours(sources::At("2026-03-04T17:00:00+07:00"), 100);
  sight_.first_seen = sources::At("2026-02-25T08:00:00+07:00");
  sight_.last_seen = sources::At("2026-03-04T18:01:00+07:00");
  EXPECT_EQ(At("2026-03-04T23:00:00+07:00"), SourceState::silent);
}

TEST_F(AlarmTest, IsSlowAfterTwoWeakHours) {
  sight_.expected_per_hour = 1000;
  sight_.last_seen = sources::At("2026-03-04T12:01:00+07:00");
  const std::int64_t ten = HourOf(sources::At("2026-03-04T10:00:00+07:00"));
  hours_.Add(ten, 199);
  hours_.Add(ten + 1, 200);
  EXPECT_EQ(At("2026-03-04T12:01:30+07:00"), SourceState::speaking) << "200 of 1,000 are enough";
  sight_.last_seen = sources::At("2026-03-04T13:01:00+07:00");
  hours_.Add(ten + 2, 10);
  EXPECT_EQ(At("2026-03-04T13:01:30+07:00"), SourceState::speaking) << "one weak hour";
  sight_.last_seen = sources::At("2026-03-04T14:01:00+07:00");
  hours_.Add(ten + 3, 10);
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::slow);
  sight_.state = SourceState::slow;
  hours_.Add(ten + 3, 250);
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::slow) << "not yet half as much again";
  hours_.Add(ten + 3, 100);
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::speaking);
  rules_.slow_percent = 0;
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::speaking);
}

TEST_F(AlarmTest, HoursBeforeTheStartDoNotMakeASourceSlow) {
  sight_.expected_per_hour = 1000;
  sight_.last_seen = sources::At("2026-03-04T14:01:00+07:00");
  sight_.listening_since = sources::At("2026-03-04T12:30:00+07:00");
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::speaking);
}

TEST_F(AlarmTest, FewRecordsProveNoSlowness) {
  sight_.expected_per_hour = 19;
  sight_.last_seen = sources::At("2026-03-04T14:01:00+07:00");
  EXPECT_EQ(At("2026-03-04T14:01:30+07:00"), SourceState::speaking);
}

TEST(HoursTest, KeepsFourWeeksAndSurvivesItsJson) {
  Hours all;
  all.Add(1000, 5);
  all.Add(998, 2);
  all.Add(1000, 1);
  EXPECT_EQ(all.At(1000), 6U);
  EXPECT_EQ(all.At(999), 0U);
  EXPECT_EQ(all.At(998), 2U);
  EXPECT_EQ(all.Sum(990, 1001), 8U);
  const Hours again = Hours::FromJson(all.ToJson(), all.end());
  EXPECT_EQ(again.At(998), 2U);
  EXPECT_EQ(again.end(), 1001);
  all.Add(998 + Hours::kKept, 1);
  EXPECT_EQ(all.At(998), 0U);
  EXPECT_EQ(all.At(1000), 6U);
  all.Add(998, 9);
  EXPECT_EQ(all.At(998), 0U) << "too old";
  all.Add(100'000, 1);
  EXPECT_EQ(all.At(1000), 0U);
  EXPECT_EQ(all.Sum(0, 200'000), 1U);
}

TEST(HoursTest, WhatIsNoJsonOfHoursIsNothing) {
  for (const char* bad : {"", "{}", "[1,-2]", "[\"x\"]", "[1.5]"}) {
    EXPECT_EQ(Hours::FromJson(bad, 100).Sum(0, 200), 0U) << bad;
  }
}

TEST(HoursTest, TheUsualIsTheMedianOfTheSameHourOfTheWeek) {
  Hours all;
  const std::int64_t hour = 10'000;
  const std::uint64_t weeks[] = {100, 110, 5000, 0};
  for (int i = 0; i < 4; ++i) all.Add(hour - (i + 1) * 168, weeks[i]);
  EXPECT_EQ(all.Usual(hour, 0), 105.0);
  EXPECT_EQ(all.Usual(hour, hour - 3 * 168), 110.0) << "three weeks are known";
  EXPECT_EQ(all.Usual(hour, hour - 168), std::nullopt);
}

}  // namespace
}  // namespace lachan::sources
