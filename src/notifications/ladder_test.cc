// SPDX-License-Identifier: Apache-2.0
#include "notifications/ladder.h"

#include <gtest/gtest.h>

#include <random>

#include "notifications/quiet.h"

namespace lachan::notifications {
namespace {

using enum NoticeAudience;
using std::chrono::days;
using std::chrono::hours;

Instant At(std::string_view text) { return ParseInstant(text).value(); }

ReminderPolicy Policy() {
  ReminderPolicy policy;
  policy.states =
      ParseLadder("-30:person, -7:person/head, -2:person/head, 0:head/coordinator, 2:coordinator")
          .value();
  policy.months = policy.events = policy.states;
  return policy;
}

/// One duty "before 12/12": its last day is the 11th.
OpenDuty BeforeTwelfth() {
  return {"OB-16/a1/2026", DutyClass::kState, At("2026-12-12T00:00:00+07:00"), false};
}

/// Asks, and notes what was told.
std::vector<Reminder> Tell(const ReminderPolicy& policy, const OpenDuty& duty, Record& record,
                           Instant now, Instant since = Instant{}) {
  auto reminders = DueReminders(policy, {&duty, 1}, record, since, now);
  for (const auto& reminder : reminders) {
    record[{duty.key, reminder.due_on, reminder.days}].at.emplace(reminder.audience, now);
  }
  return reminders;
}

TEST(Ladder, ReadsAndRefuses) {
  const auto ladder = ParseLadder("+2:coordinator, -7:person/head");
  ASSERT_TRUE(ladder);
  ASSERT_EQ(ladder->rungs.size(), 2U);
  EXPECT_EQ(ladder->rungs[0].days, -7);
  EXPECT_EQ(ladder->rungs[0].up_to, head);
  EXPECT_EQ(ladder->rungs[1].at_once, coordinator);
  EXPECT_TRUE(ParseLadder("")->rungs.empty());
  for (const char* wrong : {"7", "-7:boss", "x:person", "-7:head/person", "-7:person,-7:head",
                            "999:person", "-7:person/"}) {
    EXPECT_FALSE(ParseLadder(wrong)) << wrong;
  }
}

TEST(Ladder, ARungFiresAtItsHourOfTheDayBeforeTheLastDay) {
  Record record;
  const auto policy = Policy();
  EXPECT_TRUE(Tell(policy, BeforeTwelfth(), record, At("2026-11-11T07:59:59+07:00")).empty());
  const auto told = Tell(policy, BeforeTwelfth(), record, At("2026-11-11T08:00:00+07:00"));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].days, -30);
  EXPECT_EQ(told[0].audience, person);
  EXPECT_EQ(FormatDate(told[0].due_on), "2026-12-11");
  EXPECT_TRUE(Tell(policy, BeforeTwelfth(), record, At("2026-11-20T08:00:00+07:00")).empty());
}

TEST(Ladder, ServerOffDuringTheFireTimeTellsOnceOnReturnAndOnlyTheLatest) {
  Record record;
  const auto told = Tell(Policy(), BeforeTwelfth(), record, At("2026-12-10T23:00:00+07:00"));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].days, -2);
  EXPECT_TRUE(Tell(Policy(), BeforeTwelfth(), record, At("2026-12-10T23:01:00+07:00")).empty());
}

TEST(Ladder, ClimbsWhenNobodyAnswers) {
  Record record;
  const auto duty = BeforeTwelfth();
  ASSERT_EQ(Tell(Policy(), duty, record, At("2026-12-04T08:00:00+07:00")).size(), 1U);
  EXPECT_TRUE(Tell(Policy(), duty, record, At("2026-12-05T07:59:59+07:00")).empty());
  const auto up = Tell(Policy(), duty, record, At("2026-12-05T08:00:00+07:00"));
  ASSERT_EQ(up.size(), 1U);
  EXPECT_EQ(up[0].audience, head);
  EXPECT_TRUE(up[0].is_escalation);
  EXPECT_TRUE(Tell(Policy(), duty, record, At("2026-12-08T08:00:00+07:00")).empty());
}

TEST(Ladder, AcknowledgedClimbsNoFurtherUntilTheNextRung) {
  Record record;
  const auto duty = BeforeTwelfth();
  Tell(Policy(), duty, record, At("2026-12-04T08:00:00+07:00"));
  record.begin()->second.is_acknowledged = true;
  EXPECT_TRUE(Tell(Policy(), duty, record, At("2026-12-08T08:00:00+07:00")).empty());
  EXPECT_EQ(Tell(Policy(), duty, record, At("2026-12-09T08:00:00+07:00")).size(), 1U);
  EXPECT_EQ(Tell(Policy(), duty, record, At("2026-12-10T08:00:00+07:00")).size(), 1U);  // head
}

TEST(Ladder, FollowsADueDayThatMoves) {
  Record record;
  auto duty = BeforeTwelfth();
  Tell(Policy(), duty, record, At("2026-12-04T08:00:00+07:00"));
  duty.due += days(30);
  const auto told = Tell(Policy(), duty, record, At("2026-12-13T08:00:00+07:00"));
  ASSERT_EQ(told.size(), 1U) << "the old due day no longer counts as missed";
  EXPECT_EQ(told[0].days, -30);
  EXPECT_EQ(FormatDate(told[0].due_on), "2027-01-10");
}

TEST(Ladder, HistoryAndStaleRungsAreNotTold) {
  Record record;
  const auto now = At("2026-12-14T09:00:00+07:00");
  EXPECT_TRUE(Tell(Policy(), BeforeTwelfth(), record, now, now - hours(24)).empty());
  EXPECT_TRUE(Tell(Policy(), BeforeTwelfth(), record, now + days(40)).empty());
  EXPECT_FALSE(Tell(Policy(), BeforeTwelfth(), record, now + days(20)).empty());
}

TEST(Ladder, WhatIsOnlyEncouragedNeverClimbs) {
  Record record;
  auto duty = BeforeTwelfth();
  duty.is_soft = true;
  const auto told = Tell(Policy(), duty, record, At("2026-12-13T09:00:00+07:00"));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].audience, person);
}

/// One schedule: turns at random times with long gaps, a due day that moves, people who answer.
void RunSchedule(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto between = [&random](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  const auto policy = Policy();
  OpenDuty duty{"OB-05.scan/a1/s2", DutyClass::kState,
                At("2026-01-01T00:00:00+07:00") + hours(between(0, 24 * 500)), between(0, 9) == 0};
  Record record;
  std::set<std::tuple<CivilDate, int, NoticeAudience>> seen;
  Instant now = duty.due - days(between(0, 60));
  const Instant end = duty.due + days(60);
  while (now < end) {
    if (between(0, 30) == 0) duty.due += hours(between(-24 * 20, 24 * 20));
    std::set<int> rungs;
    for (const auto& reminder : DueReminders(policy, {&duty, 1}, record, Instant{}, now)) {
      EXPECT_TRUE(seen.emplace(reminder.due_on, reminder.days, reminder.audience).second)
          << "told twice; seed " << seed;
      EXPECT_EQ(reminder.due_on, LastDay(duty.due)) << "seed " << seed;
      EXPECT_LE(FiresAt(policy, duty.due, reminder.days), now) << "too early; seed " << seed;
      rungs.insert(reminder.days);
      record[{duty.key, reminder.due_on, reminder.days}].at.emplace(reminder.audience, now);
    }
    EXPECT_LE(rungs.size(), 1U) << "an overtaken rung was told; seed " << seed;
    for (auto& [key, told] : record) {
      if (between(0, 3) == 0) told.is_acknowledged = true;
    }
    now += between(0, 5) == 0 ? Duration(hours(between(24, 400)))
                              : Duration(std::chrono::minutes(between(1, 900)));
  }
}

TEST(Ladder, NothingIsToldTwiceInTenThousandSchedules) {
  for (std::uint32_t seed = 0; seed < 10'000 && !testing::Test::HasFailure(); ++seed) {
    RunSchedule(seed);
  }
}

TEST(Quiet, HoursOverMidnight) {
  const auto quiet = ParseQuietHours("21:00-06:30").value();
  EXPECT_FALSE(quiet.Contains(At("2026-12-01T20:59:59+07:00")));
  EXPECT_TRUE(quiet.Contains(At("2026-12-01T21:00:00+07:00")));
  EXPECT_FALSE(quiet.Contains(At("2026-12-01T06:30:00+07:00")));
  EXPECT_EQ(quiet.FirstAllowed(At("2026-12-31T23:00:00+07:00")), At("2027-01-01T06:30:00+07:00"));
  EXPECT_EQ(quiet.FirstAllowed(At("2026-12-31T03:00:00+07:00")), At("2026-12-31T06:30:00+07:00"));
  EXPECT_FALSE(ParseQuietHours("").value().Contains(At("2026-12-01T00:00:00+07:00")));
  for (const char* wrong : {"21:00", "25:00-06:00", "21:00-6:30", "a-b"}) {
    EXPECT_FALSE(ParseQuietHours(wrong)) << wrong;
  }
}

TEST(Quiet, DigestWaitsForTheMorningAndUrgentForNothing) {
  Delivery delivery;
  const auto evening = At("2026-12-01T22:00:00+07:00");
  EXPECT_EQ(ReleaseAt(delivery, false, evening), At("2026-12-02T06:30:00+07:00"));
  EXPECT_EQ(ReleaseAt(delivery, true, evening), evening);
  delivery.is_digest = true;
  EXPECT_EQ(ReleaseAt(delivery, false, At("2026-12-01T09:00:00+07:00")),
            At("2026-12-02T07:30:00+07:00"));
  EXPECT_EQ(ReleaseAt(delivery, true, evening), evening);
}

}  // namespace
}  // namespace lachan::notifications
