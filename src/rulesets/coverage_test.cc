// SPDX-License-Identifier: Apache-2.0
#include "rulesets/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rulesets/testing_rulesets.h"

namespace lachan::rulesets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Set;
using ::testing::SizeIs;

const Instant kNow = *ParseInstant("2026-11-25T04:00:00Z");

std::string RuleOf(std::string_view id, std::string_view detection, std::string_view tags = "",
                   std::string_view source = "product: windows, category: process_creation") {
  return fmt::format("title: {0}\nid: {0}\nlogsource: {{{3}}}\ntags: [{2}]\ndetection:\n{1}", id,
                     detection, tags, source);
}

ArrivedLog Log(AgencyId agency, LogSource source, std::vector<std::string> fields) {
  return {agency, std::move(source), 100, kNow, std::move(fields)};
}

const LogSource kProcess{"windows", "process_creation", "security"};

class CoverageTest : public ::testing::Test {
 protected:
  std::shared_ptr<const CoveragePlan> PlanOf(std::vector<RuleFile> files) {
    auto compiled =
        std::make_shared<const CompiledSets>(CompileSets({Set("rules", std::move(files))}));
    for (const auto& finding : compiled->findings) ADD_FAILURE() << finding.message;
    return CoveragePlan::Of(std::move(compiled), 7);
  }
  /// Whether a rule of this detection can fire on an event with these fields, and what is missing.
  std::pair<CanFire, std::vector<std::string>> Judge(std::string_view detection,
                                                     std::vector<std::string> fields) {
    const Coverage coverage(PlanOf({{"r.yml", RuleOf("r", detection)}}),
                            {Log(AgencyId{1}, kProcess, std::move(fields))}, kNow);
    return {coverage.StateOf(0), coverage.Of(0).missing_fields};
  }
};

TEST_F(CoverageTest, ARuleNeedsTheFieldsWithoutWhichItNeverHolds) {
  const char* both = "  s:\n    Image: a\n    User: b\n  condition: s\n";
  EXPECT_EQ(Judge(both, {"Image", "User"}).first, CanFire::yes);
  EXPECT_EQ(Judge(both, {"Image"}).first, CanFire::fields_missing);
  EXPECT_THAT(Judge(both, {"Image"}).second, ElementsAre("User"));
  EXPECT_THAT(Judge(both, {}).second, ElementsAre("Image", "User"));
  const char* either = "  s:\n    - Image: a\n      User: b\n    - Hash: c\n  condition: s\n";
  EXPECT_EQ(Judge(either, {"Hash"}).first, CanFire::yes);
  EXPECT_THAT(Judge(either, {"Other"}).second, ElementsAre("Hash"));
}

TEST_F(CoverageTest, NegationNeedsNothingToBeThere) {
  EXPECT_EQ(
      Judge("  s:\n    Image: a\n  f:\n    User: b\n  condition: s and not f\n", {"Image"}).first,
      CanFire::yes);
  EXPECT_EQ(Judge("  s:\n    Image: a\n  f:\n    User: null\n  condition: s and not f\n", {"Image"})
                .first,
            CanFire::fields_missing);
  EXPECT_EQ(Judge("  s:\n    Image: a\n    User: null\n  condition: s\n", {"Image"}).first,
            CanFire::yes);
  EXPECT_EQ(
      Judge("  a:\n    A: 1\n  b:\n    B: 1\n  c:\n    C: 1\n  condition: 2 of them\n", {"A", "C"})
          .first,
      CanFire::yes);
  EXPECT_EQ(Judge("  a:\n    A: 1\n  b:\n    B: 1\n  c:\n    C: 1\n  condition: 2 of them\n", {"A"})
                .first,
            CanFire::fields_missing);
  EXPECT_EQ(Judge("  k: [word]\n  condition: k\n", {}).first, CanFire::yes);
}

TEST_F(CoverageTest, AliasesOfALogSourceCount) {
  EXPECT_EQ(Judge("  s:\n    Image: a\n  condition: s\n", {"NewProcessName"}).first, CanFire::yes);
}

TEST_F(CoverageTest, IsJudgedForEachAgency) {
  const auto plan = PlanOf(
      {{"a.yml", RuleOf("a", "  s:\n    Image: x\n  condition: s\n",
                        "attack.execution, "
                        "attack.t1059.001")},
       {"b.yml", RuleOf("b", "  s:\n    User: x\n  condition: s\n",
                        "attack.execution, attack.persistence, attack.t1059.001, attack.t1547")},
       {"c.yml", RuleOf("c", "  s:\n    uri: x\n  condition: s\n",
                        "attack.persistence, attack.t1547", "category: webserver")},
       {"d.yml", RuleOf("d", "  s:\n    q: x\n  condition: s\n", "attack.g0007, cve.2021-1",
                        "category: dns")}});
  const Coverage coverage(
      plan,
      {Log(AgencyId{1}, kProcess, {"Image"}), Log(AgencyId{2}, kProcess, {"User"}),
       Log(AgencyId{2}, {"", "webserver", ""}, {"uri"})},
      kNow);
  const auto states = [&](std::optional<AgencyId> agency) {
    std::vector<CanFire> all;
    for (std::size_t i = 0; i < 4; ++i) all.push_back(coverage.StateOf(i, agency));
    return all;
  };
  using enum CanFire;
  EXPECT_THAT(states(std::nullopt), ElementsAre(yes, yes, yes, no_log_source));
  EXPECT_THAT(states(AgencyId{1}), ElementsAre(yes, fields_missing, no_log_source, no_log_source));
  EXPECT_THAT(states(AgencyId{2}), ElementsAre(fields_missing, yes, yes, no_log_source));
  EXPECT_THAT(states(AgencyId{9}),
              ElementsAre(no_log_source, no_log_source, no_log_source, no_log_source));
  EXPECT_EQ(coverage.Of(0).agencies, 1);

  const auto view = coverage.View(AgencyId{1}, {{"a", 5}, {"b", 2}});
  EXPECT_EQ(view.rules.total, 4);
  EXPECT_EQ(view.rules.yes, 1);
  EXPECT_EQ(view.rules.fields_missing, 1);
  EXPECT_EQ(view.rules.no_log_source, 2);
  ASSERT_THAT(view.arriving, SizeIs(1));
  EXPECT_EQ(view.arriving[0].rules, 2);
  EXPECT_EQ(view.arriving[0].can_fire, 1);
  ASSERT_THAT(view.missing, SizeIs(2));
  // T1547 is persistence, as rule c alone tells: b does not put it under execution as well.
  ASSERT_THAT(view.tactics, SizeIs(2));
  EXPECT_EQ(view.tactics[0].id, "execution");
  EXPECT_EQ(view.tactics[0].name, "Execution");
  ASSERT_THAT(view.tactics[0].techniques, SizeIs(2));
  EXPECT_EQ(view.tactics[0].techniques[0].id, "T1059");
  EXPECT_EQ(view.tactics[0].techniques[0].rules, 2);
  EXPECT_EQ(view.tactics[0].techniques[0].can_fire, 1);
  EXPECT_EQ(view.tactics[0].techniques[0].hits_30d, 7);
  EXPECT_EQ(view.tactics[0].techniques[1].id, "T1059.001");
  ASSERT_THAT(view.tactics[1].techniques, SizeIs(1));
  EXPECT_EQ(view.tactics[1].techniques[0].id, "T1547");
  EXPECT_EQ(view.tactics[1].techniques[0].rules, 2);

  const auto agencies = coverage.Agencies([](AgencyId id) { return fmt::format("#{}", id.value); });
  ASSERT_THAT(agencies.rows, SizeIs(2));
  EXPECT_EQ(agencies.rows[0].agency_name, "#2");
  EXPECT_EQ(agencies.rows[0].logsources, 2);
}

TEST_F(CoverageTest, ACorrelationFiresOnWhatItCounts) {
  const auto correlation = [](std::string_view id, std::string_view type) {
    return fmt::format(
        "title: {0}\nid: {0}\ncorrelation:\n  type: {1}\n  rules: [a, c]\n  group-by: [h]\n  "
        "timespan: 5m\n  condition: {{gte: 2}}\n",
        id, type);
  };
  const auto plan = PlanOf(
      {{"a.yml", RuleOf("a", "  s:\n    Image: x\n  condition: s\n")},
       {"c.yml", RuleOf("c", "  s:\n    uri: x\n  condition: s\n", "", "category: webserver")},
       {"e.yml", correlation("either", "event_count")},
       {"t.yml", correlation("together", "temporal")}});
  const Coverage coverage(plan, {Log(AgencyId{1}, kProcess, {"Image"})}, kNow);
  EXPECT_EQ(coverage.StateOf(plan->compiled->by_id.at("either")), CanFire::yes);
  EXPECT_EQ(coverage.StateOf(plan->compiled->by_id.at("together")), CanFire::no_log_source);
}

TEST_F(CoverageTest, TagsAreReadInBothSpellings) {
  detect::RuleInfo rule;
  rule.tags = {"attack.initial_access", "attack.Privilege-Escalation",
               "attack.T1059.001",      "attack.t1566",
               "attack.s0002",          "attack.g0010",
               "cve.2021.44228",        "attack."};
  const auto tags = AttackTagsOf(rule);
  EXPECT_THAT(tags.tactics, ElementsAre("initial-access", "privilege-escalation"));
  EXPECT_THAT(tags.techniques, ElementsAre("T1059.001", "T1566"));
}

}  // namespace
}  // namespace lachan::rulesets
