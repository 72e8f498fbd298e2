// SPDX-License-Identifier: Apache-2.0
#include "levels/workflow.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lachan::levels {
namespace {

using directive::CalendarDays;
using directive::TimeLimit;
using directive::WorkingDays;

TEST(RouteOf, LevelThreeIsAppraisedByTheUnitAndApprovedByTheOwner) {
  const auto route = RouteOf(Regime::nd331, 3, false);
  EXPECT_EQ(route.check, TimeLimit{WorkingDays{5}});
  EXPECT_EQ(route.appraiser, Body::specialised_unit);
  EXPECT_EQ(route.appraise, TimeLimit{WorkingDays{15}});
  EXPECT_EQ(route.approver, Body::owner);
  EXPECT_EQ(route.approve, TimeLimit{WorkingDays{7}});
  EXPECT_FALSE(route.needs_opinion);
}

TEST(RouteOf, TheOldRulesCountAppraisalInDays) {
  EXPECT_EQ(RouteOf(Regime::nd85, 3, false).appraise, TimeLimit{CalendarDays{15}});
  EXPECT_EQ(RouteOf(Regime::nd85, 4, false).appraise, TimeLimit{CalendarDays{30}});
  EXPECT_EQ(RouteOf(Regime::nd331, 4, false).appraise, TimeLimit{WorkingDays{25}});
}

TEST(RouteOf, LevelsFourAndFiveGoToTheMinistryWithAnOpinion) {
  for (const Regime regime : {Regime::nd85, Regime::nd331}) {
    for (const int level : {4, 5}) {
      const auto route = RouteOf(regime, level, true);
      EXPECT_EQ(route.appraiser, Body::ministry);
      EXPECT_TRUE(route.needs_opinion);
      EXPECT_EQ(route.needs_national_list, level == 5);
    }
  }
}

TEST(RouteOf, LowLevelsAreApprovedByTheUnitWithinASetting) {
  const auto route = RouteOf(Regime::nd331, 2, false, {.low_level_appraisal_days = 10});
  EXPECT_EQ(route.appraise, TimeLimit{WorkingDays{10}});
  EXPECT_EQ(route.approver, Body::specialised_unit);
}

TEST(RouteOf, WhoOperatesDoesNotAppraiseUnderTheNewRules) {
  EXPECT_TRUE(RouteOf(Regime::nd331, 3, true).is_conflict);
  EXPECT_EQ(RouteOf(Regime::nd331, 3, true).appraiser, Body::other_unit);
  EXPECT_FALSE(RouteOf(Regime::nd85, 3, true).is_conflict);
}

std::vector<PartKind> Kinds(Regime regime, int level) {
  std::vector<PartKind> kinds;
  for (const auto& part : RequiredParts(regime, level)) kinds.push_back(part.kind);
  return kinds;
}

TEST(RequiredParts, FourPartsUnderTheOldRulesFiveFromLevelFour) {
  using enum PartKind;
  EXPECT_EQ(Kinds(Regime::nd85, 3),
            (std::vector{overview, design, level_proposal, protection_plan}));
  EXPECT_EQ(Kinds(Regime::nd85, 4),
            (std::vector{overview, design, level_proposal, protection_plan, opinion}));
}

TEST(RequiredParts, TheNewRulesAddRiskAndARegulationBeforeApproval) {
  const auto parts = RequiredParts(Regime::nd331, 2);
  const auto regulation = std::ranges::find(parts, PartKind::regulation, &PartRule::kind);
  ASSERT_NE(regulation, parts.end());
  EXPECT_TRUE(regulation->before_approval);
  const auto risk = std::ranges::find(parts, PartKind::risk_assessment, &PartRule::kind);
  ASSERT_NE(risk, parts.end());
  EXPECT_FALSE(risk->before_approval);
}

TEST(FormOf, FollowsTheLevel) {
  EXPECT_EQ(FormOf(Regime::nd331, 2, "request"), "Mẫu số 01");
  EXPECT_EQ(FormOf(Regime::nd331, 3, "request"), "Mẫu số 02");
  EXPECT_EQ(FormOf(Regime::nd331, 5, "decision"), "Mẫu số 07");
  EXPECT_EQ(FormOf(Regime::nd85, 3, "decision"), "");
}

}  // namespace
}  // namespace lachan::levels
