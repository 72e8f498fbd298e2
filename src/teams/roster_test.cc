// SPDX-License-Identifier: Apache-2.0
#include "teams/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "teams/testing_teams.h"

namespace lachan::teams {
namespace {

using registry::FieldMessage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Month kNext = ParseMonth("2026-12").value();

DutyShift Shift(std::int64_t member, const char* from, const char* to) {
  DutyShift shift;
  shift.member_id = Id<TeamMember>{member};
  shift.starts_at = At(from);
  shift.ends_at = At(to);
  return shift;
}

Members Two() {
  Members members;
  for (const std::int64_t id : {1, 2}) {
    members[id].name = "A";
    members[id].mobile = "0900";
    members[id].joined_on = Day("2026-01-01");
  }
  return members;
}

TEST(FindProblems, EveryMinuteNeedsSomebody) {
  const DutyShift shifts[] = {Shift(2, "2026-12-01T08:00:00Z", "2026-12-01T16:00:00Z"),
                              Shift(1, "2026-12-01T01:00:00Z", "2026-12-01T07:59:00Z")};
  const auto problems =
      FindProblems(shifts, Two(), At("2026-12-01T00:00:00Z"), At("2026-12-01T17:00:00Z"));
  using enum RosterProblemKind;
  EXPECT_THAT(
      problems,
      ElementsAre(RosterProblem{gap, At("2026-12-01T00:00:00Z"), At("2026-12-01T01:00:00Z"), 0},
                  RosterProblem{gap, At("2026-12-01T07:59:00Z"), At("2026-12-01T08:00:00Z"), 0},
                  RosterProblem{gap, At("2026-12-01T16:00:00Z"), At("2026-12-01T17:00:00Z"), 0}));
  EXPECT_THAT(FindProblems({}, {}, At("2026-12-01T00:00:00Z"), At("2026-12-02T00:00:00Z")),
              SizeIs(1));
}

TEST(FindProblems, NobodyIsInTwoPlacesOrOutOfReach) {
  auto members = Two();
  members[2].mobile = "";
  const DutyShift shifts[] = {Shift(1, "2026-12-01T00:00:00Z", "2026-12-01T08:00:00Z"),
                              Shift(1, "2026-12-01T07:00:00Z", "2026-12-01T12:00:00Z"),
                              Shift(2, "2026-12-01T12:00:00Z", "2026-12-01T20:00:00Z"),
                              Shift(3, "2026-12-01T20:00:00Z", "2026-12-02T00:00:00Z")};
  const auto problems =
      FindProblems(shifts, members, At("2026-12-01T00:00:00Z"), At("2026-12-02T00:00:00Z"));
  using enum RosterProblemKind;
  EXPECT_THAT(
      problems,
      ElementsAre(
          RosterProblem{doubled, At("2026-12-01T07:00:00Z"), At("2026-12-01T08:00:00Z"), 1},
          RosterProblem{no_phone, At("2026-12-01T12:00:00Z"), At("2026-12-01T20:00:00Z"), 2},
          RosterProblem{gone, At("2026-12-01T20:00:00Z"), At("2026-12-02T00:00:00Z"), 3}));
}

TEST(MakeShifts, PeopleTakeTurns) {
  const RosterPattern pattern{{7 * 60, 15 * 60, 23 * 60}, {1, 2}};
  const auto shifts = MakeShifts(pattern, AgencyId{1}, kNext.Begin(), kNext.End()).value();
  EXPECT_EQ(shifts.size(), 31u * 3 + 1);
  EXPECT_EQ(shifts.front().starts_at, kNext.Begin());
  EXPECT_EQ(shifts.front().ends_at, kNext.Begin() + std::chrono::hours(7));
  EXPECT_EQ(shifts.back().ends_at, kNext.End() + std::chrono::hours(7));
  EXPECT_EQ(shifts[1].member_id.value, 2);
  EXPECT_FALSE(MakeShifts({{60, 60}, {1}}, {}, kNext.Begin(), kNext.End()));
  EXPECT_FALSE(MakeShifts({{}, {1}}, {}, kNext.Begin(), kNext.End()));
  EXPECT_FALSE(MakeShifts({{0}, {}}, {}, kNext.Begin(), kNext.End()));
  EXPECT_FALSE(MakeShifts({{1440}, {1}}, {}, kNext.Begin(), kNext.End()));
}

struct Roster : testing::Test, TeamWorld {
  Roster() {
    const Team team = MakeTeam(police);
    an = MakeMember(team, "An").id;
    binh = MakeMember(team, "Bình").id;
    cuong = MakeMember(team, "Cường").id;
  }
  RosterMonthView View(Month month = kNext) { return service.View(desk, police, month).value(); }
  std::int64_t Fill(Month month = kNext) {
    return service.Generate(desk, police, month, {{7 * 60, 19 * 60}, {an, binh, cuong}}, false)
        .value();
  }

  std::int64_t an = 0, binh = 0, cuong = 0;
  RosterService service{{}, {*store, clock}};
};

TEST_F(Roster, AMonthIsFilledAndConfirmed) {
  EXPECT_EQ(service.Confirm(desk, police, kNext).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(Fill(), 31 * 2 + 1);
  EXPECT_THAT(View().problems, IsEmpty());
  ASSERT_TRUE(service.Confirm(desk, police, kNext));
  const auto facts = Facts("roster.confirmed");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, ::testing::HasSubstr("\"period\":\"2026-12\""));
  EXPECT_EQ(facts[0].agency, police);
  EXPECT_EQ(service.Confirm(desk, police, kNext).error().code(), ErrorCode::kConflict);
}

TEST_F(Roster, TheNextMonthBeginsWhereThisOneEnds) {
  Fill();
  Fill(kNext.Plus(1));
  EXPECT_THAT(View(kNext.Plus(1)).problems, IsEmpty());
  EXPECT_EQ(FieldMessage(service.Generate(desk, police, kNext, {{0}, {an}}, false), "replace"),
            "required");
  ASSERT_TRUE(service.Generate(desk, police, kNext, {{0}, {an, binh}}, true));
  EXPECT_THAT(View().problems, IsEmpty());
  EXPECT_EQ(service.Generate(desk, police, kNext.Plus(-3), {{0}, {an}}, false).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(Roster, AConfirmationFallsWithAGapAndNotWithASwap) {
  Fill();
  ASSERT_TRUE(service.Confirm(desk, police, kNext));
  const auto shifts = View().shifts;
  ASSERT_TRUE(service.Swap(desk, shifts[3].id, shifts[7].id));
  EXPECT_EQ(Stored<DutyShift>(shifts[3].id).member_id.value, shifts[7].member_id.value);
  EXPECT_TRUE(View().confirmed);
  ASSERT_TRUE(Archive(desk, Stored<DutyShift>(shifts[5].id)));
  EXPECT_FALSE(View().confirmed);
  EXPECT_EQ(Facts("fact.withdrawn").size(), 1u);
  EXPECT_THAT(View().problems, SizeIs(1));
}

TEST_F(Roster, ARunningShiftIsHandedOver) {
  Fill();
  clock.now = At("2026-12-10T03:30:00Z");
  const auto now = service.Now(desk, police).value();
  ASSERT_THAT(now, SizeIs(1));
  const std::int64_t next = now[0].member.id.value == an ? binh : an;
  ASSERT_TRUE(service.HandOver(desk, now[0].shift.id, next, "Hai vụ đang mở"));
  const auto after = service.Now(desk, police).value();
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].member.id.value, next);
  EXPECT_EQ(after[0].shift.starts_at, clock.now);
  EXPECT_EQ(after[0].shift.note.value, "Hai vụ đang mở");
  EXPECT_THAT(View().problems, IsEmpty());
  EXPECT_EQ(service.Swap(desk, after[0].shift.id, now[0].shift.id).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_THAT(service.Next(desk, police).value(), SizeIs(1));
}

TEST_F(Roster, WhatIsOverStays) {
  Fill();
  const auto first = View().shifts.front();
  clock.now = At("2026-12-10T03:30:00Z");
  EXPECT_EQ(Archive(desk, first).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(service.HandOver(desk, first.id, an, "").error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(Roster, ShiftsAreCheckedWhenEntered) {
  DutyShift shift;
  shift.agency_id = police;
  shift.member_id = Id<TeamMember>{an};
  shift.starts_at = At("2026-12-01T00:00:00Z");
  shift.ends_at = shift.starts_at;
  EXPECT_EQ(FieldMessage(Make(desk, shift), "ends_at"), "before_start");
  shift.ends_at = shift.starts_at + std::chrono::hours(25);
  EXPECT_EQ(FieldMessage(Make(desk, shift), "ends_at"), "shift_too_long");
  shift.ends_at = shift.starts_at + std::chrono::hours(8);
  ASSERT_TRUE(Change(desk, Stored<TeamMember>(an), {{"left_on", "2026-11-20"}}));
  EXPECT_EQ(FieldMessage(Make(desk, shift), "member_id"), "member_left");
}

TEST_F(Roster, GapsOfTheDaysToComeAreAnAlarm) {
  EXPECT_THAT(service.Alarms(desk, police).value(), SizeIs(1));
  Fill(ParseMonth("2026-11").value());
  const auto alarms = service.Alarms(desk, police).value();
  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_EQ(alarms[0].from, kNext.Begin() + std::chrono::hours(7));
  Fill();
  EXPECT_THAT(service.Alarms(desk, police).value(), IsEmpty());
  EXPECT_EQ(service.Coordinator().value(), police);
}

}  // namespace
}  // namespace lachan::teams
