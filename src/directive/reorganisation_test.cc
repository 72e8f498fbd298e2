// SPDX-License-Identifier: Apache-2.0
// What passes from agency to agency, case by case: "Reorganisations" in docs/formats/directive.md.
#include <gtest/gtest.h>

#include "directive/assess.h"

namespace lachan::directive {
namespace {

Instant At(std::string_view text) { return ParseInstant(text).value(); }
/// Midnight in Viet Nam.
Instant Day(std::string_view date) { return At(std::string(date) + "T00:00:00+07:00"); }

constexpr auto kTick = Duration{1};

class Reorganised : public ::testing::Test {
 protected:
  Reorganised() {
    directive_.validity.from = Day("2023-01-01");
    for (int id = 1; id <= 3; ++id) {
      AgencyView agency;
      agency.id = AgencyId{id};
      agency.kind = "department";
      snapshot_.agencies.push_back(std::move(agency));
    }
  }
  void Ask(Rule rule, Part::Per per = Part::Per::kAgency) {
    Part part;
    part.id = "OB-01";
    part.per = per;
    part.rule = std::move(rule);
    part.evidence = {{"done", {}}};
    part.binds = {{{"department"}, {}, {}}};
    Obligation obligation;
    obligation.id = "OB-01";
    obligation.parts = {std::move(part)};
    directive_.obligations = {std::move(obligation)};
  }
  void AskWithinThreeDays() {
    EventRule rule;
    rule.trigger = {"trigger", {}};
    rule.link = "link";
    rule.limit.amount = CalendarDays{3};
    rule.limit.roll = Roll::kNone;
    rule.keep_months = 120;
    Ask(rule);
  }
  void AskForAbsence() {
    AbsenceRule rule;
    rule.breach = {"trigger", {}};
    rule.closed_by = "closing";
    rule.link = "link";
    rule.window_days = 365;
    Ask(rule);
  }
  AgencyView& Agency(int id) { return snapshot_.agencies[static_cast<std::size_t>(id - 1)]; }
  void Merge(int from, int into, Instant at) {
    Agency(from).validity.to = at;
    Agency(into).predecessors.push_back({AgencyId{from}, at, {}});
  }
  void Transfer(int system, int from, int to, Instant at) {
    Agency(from).handed_over.push_back({SystemId{system}, at});
    Agency(to).predecessors.push_back({AgencyId{from}, at, SystemId{system}});
  }
  void Fact(const char* kind, int agency, Instant at, int system = 0) {
    FactView fact;
    fact.id = static_cast<std::int64_t>(facts_.size()) + 1;
    fact.kind = kind;
    fact.at = at;
    fact.agency = AgencyId{agency};
    fact.system = SystemId{system};
    fact.attributes = {{"link", "a"}};
    facts_.push_back(std::move(fact));
  }
  /// Status of the one duty of the agency.
  std::string Of(int agency, Instant now) {
    const auto assessed = Assess(directive_, facts_, snapshot_, directive_.calendar, now);
    const auto duties = assessed.Of(AgencyId{agency});
    if (duties.empty()) return "none";
    EXPECT_EQ(duties.size(), 1U);
    return std::string(ToString(duties.front().status));
  }

  Directive directive_;
  RegisterSnapshot snapshot_;
  std::vector<FactView> facts_;
};

TEST_F(Reorganised, AnOpenBreachIsTheHeirsUntilSomebodyClosesIt) {
  AskForAbsence();
  Merge(1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-20"));
  EXPECT_EQ(Of(1, Day("2025-07-01") - kTick), "overdue");
  EXPECT_EQ(Of(2, Day("2025-07-01") - kTick), "not_measured");
  EXPECT_EQ(Of(1, Day("2025-07-01")), "none");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "overdue");
  Fact("closing", 2, Day("2025-07-05"));
  EXPECT_EQ(Of(2, Day("2025-07-05")), "met_late");
}

TEST_F(Reorganised, AClosingOnThePredecessorsNameCountsAfterTheMerger) {
  AskForAbsence();
  Merge(1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-07-01"));
  Fact("closing", 1, Day("2025-07-05"));
  EXPECT_EQ(Of(2, Day("2025-07-05") - kTick), "overdue");
  EXPECT_EQ(Of(2, Day("2025-07-05")), "met_late");
}

TEST_F(Reorganised, ABreachClosedBeforeTheMergerIsNotTheHeirs) {
  AskForAbsence();
  Merge(1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-20"));
  Fact("closing", 1, Day("2025-07-01") - kTick);
  EXPECT_EQ(Of(1, Day("2025-07-01") - kTick), "met_late");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "not_measured");
}

TEST_F(Reorganised, AnOpenBreachGoesAlongWithItsSystem) {
  AskForAbsence();
  Transfer(7, 1, 2, Day("2024-02-29"));
  Fact("trigger", 1, Day("2024-02-28"), 7);
  EXPECT_EQ(Of(1, Day("2024-02-29") - kTick), "overdue");
  EXPECT_EQ(Of(1, Day("2024-02-29")), "not_measured");
  EXPECT_EQ(Of(2, Day("2024-02-29")), "overdue");
}

TEST_F(Reorganised, AClosingAfterTheTransferDoesNotBringTheBreachBack) {
  AskForAbsence();
  Transfer(7, 1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-20"), 7);
  Fact("closing", 1, Day("2025-07-02"));
  EXPECT_EQ(Of(1, Day("2025-07-02")), "not_measured");
  EXPECT_EQ(Of(2, Day("2025-07-02")), "overdue");
}

TEST_F(Reorganised, AHandOverAheadIsNotSeen) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-01"), 7);
  EXPECT_EQ(Of(1, Day("2025-07-01") - kTick), "overdue");
  EXPECT_EQ(Of(2, Day("2025-07-01") - kTick), "not_applicable");
  EXPECT_EQ(Of(1, Day("2025-07-01")), "not_applicable");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "overdue");
}

TEST_F(Reorganised, WhatTheHeirDidBeforehandIsNotLost) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-29"), 7);
  Fact("done", 2, Day("2025-06-30"), 7);
  EXPECT_EQ(Of(1, Day("2025-07-01")), "not_applicable");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "met");
}

TEST_F(Reorganised, EvidenceThatNamesNoSystemKeepsTheEventWithWhoDidIt) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-06-29"), 7);
  Fact("done", 1, Day("2025-06-30"));
  EXPECT_EQ(Of(1, Day("2025-07-10")), "met");
  EXPECT_EQ(Of(2, Day("2025-07-10")), "not_applicable");
}

TEST_F(Reorganised, AFactAboutAHandedOverSystemIsOnlyTheNextOnes) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-07-01"), 7);
  EXPECT_EQ(Of(1, Day("2025-07-10")), "not_applicable");
  EXPECT_EQ(Of(2, Day("2025-07-10")), "overdue");
}

TEST_F(Reorganised, TheHeirOfAnHeirIsNotAskedForWhatTheHeirDid) {
  AskWithinThreeDays();
  Merge(1, 2, Day("2025-03-01"));
  Merge(2, 3, Day("2025-07-01"));
  Agency(3).predecessors.push_back({AgencyId{1}, Day("2025-07-01"), {}});
  Fact("trigger", 1, Day("2025-02-27"));
  EXPECT_EQ(Of(2, Day("2025-03-01")), "due_soon");
  EXPECT_EQ(Of(3, Day("2025-07-01")), "overdue");
  Fact("done", 2, Day("2025-06-30"));
  EXPECT_EQ(Of(2, Day("2025-06-30")), "met_late");
  EXPECT_EQ(Of(3, Day("2025-07-01")), "not_applicable");
}

TEST_F(Reorganised, WhatHappenedBetweenTwoHandOversIsAskedOnce) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-03-01"));
  Merge(1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2025-05-01"), 7);
  EXPECT_EQ(Of(1, Day("2025-05-10")), "not_applicable");
  EXPECT_EQ(Of(2, Day("2025-05-10")), "overdue");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "overdue");
}

TEST_F(Reorganised, OfASystemThatLeftTwiceTheLastTimeCounts) {
  AskWithinThreeDays();
  Transfer(7, 1, 2, Day("2025-01-31"));  // It came back in March and left for 3 in July.
  Agency(1).handed_over.push_back({SystemId{7}, Day("2025-07-01")});
  Agency(2).predecessors.clear();
  Agency(3).predecessors = {{AgencyId{1}, Day("2025-07-01"), SystemId{7}},
                            {AgencyId{2}, Day("2025-07-01"), SystemId{7}}};
  Fact("trigger", 1, Day("2025-04-30"), 7);
  Fact("done", 1, Day("2025-05-01"), 7);
  EXPECT_EQ(Of(1, Day("2025-07-01")), "met");
  EXPECT_EQ(Of(3, Day("2025-07-01")), "not_applicable");
}

TEST_F(Reorganised, AnEventAboutSomebodyElsesSystemIsNotLost) {
  AskWithinThreeDays();
  Transfer(7, 2, 3, Day("2025-02-05"));  // Never a system of 1.
  Merge(1, 2, Day("2025-05-23"));
  Fact("trigger", 1, Day("2025-02-02"), 7);
  EXPECT_EQ(Of(1, Day("2025-05-23") - kTick), "overdue");
  EXPECT_EQ(Of(2, Day("2025-05-23")), "overdue");
  EXPECT_EQ(Of(3, Day("2025-05-23")), "not_applicable");
}

TEST_F(Reorganised, WhatTheHeirAnsweredBeforeTheSystemWentOnStaysWithTheHeir) {
  AskWithinThreeDays();
  Merge(1, 2, Day("2025-03-01"));
  Agency(1).handed_over = {{SystemId{7}, Day("2025-03-01")}};
  Transfer(7, 2, 3, Day("2025-07-01"));
  Agency(3).predecessors.push_back({AgencyId{1}, Day("2025-07-01"), SystemId{7}});
  Fact("trigger", 1, Day("2025-02-27"), 7);
  EXPECT_EQ(Of(3, Day("2025-07-01")), "overdue");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "not_applicable");
  Fact("done", 2, Day("2025-03-01"), 7);
  EXPECT_EQ(Of(3, Day("2025-07-01")), "not_applicable");
  EXPECT_EQ(Of(2, Day("2025-07-01")), "met");
}

TEST_F(Reorganised, NoMergerAsksForWhatWasBeforeTheDirective) {
  AskWithinThreeDays();
  Merge(1, 2, Day("2025-07-01"));
  Fact("trigger", 1, Day("2023-01-01") - kTick);
  EXPECT_EQ(Of(2, Day("2025-07-01")), "not_applicable");
  facts_.front().at += kTick;
  EXPECT_EQ(Of(2, Day("2025-07-01")), "overdue");
}

TEST_F(Reorganised, PeriodsOfASystemDueByTheHandOverStay) {
  PeriodRule rule;
  rule.unit = PeriodRule::Unit::kMonth;
  rule.keep = 12;
  Ask(rule, Part::Per::kSystem);
  SystemView system;
  system.id = SystemId{7};
  system.agency = AgencyId{1};
  system.owners = {{AgencyId{1}, Instant::min()}, {AgencyId{2}, Day("2024-03-01")}};
  system.clocks_from = Day("2023-01-01");
  snapshot_.systems = {system};
  Agency(2).validity.from = Day("2024-03-01");
  const auto first_of = [this](Instant came) {
    snapshot_.systems.front().owners.back().from = came;
    return Assess(directive_, facts_, snapshot_, directive_.calendar, Day("2024-03-15"))
        .Of(AgencyId{2})
        .front()
        .period;
  };
  EXPECT_EQ(first_of(Day("2024-03-01")), "2024-03");
  EXPECT_EQ(first_of(Day("2024-03-01") - kTick), "2024-02");  // Due after it came: the new owner's.
  EXPECT_EQ(first_of(Day("2024-02-29")), "2024-02");
}

}  // namespace
}  // namespace lachan::directive
