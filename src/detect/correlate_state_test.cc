// SPDX-License-Identifier: Apache-2.0
/// \file
/// The state of the correlations across restarts and changes of the rules.
#include <gtest/gtest.h>

#include "detect/correlate.h"
#include "detect/correlate_state.h"

namespace lachan::detect {
namespace {

std::string Base(const std::string& name) {
  return fmt::format(
      "title: {0}\nname: {0}\nlogsource: {{category: test}}\n"
      "detection: {{s: {{t: {0}}}, condition: s}}\n",
      name);
}

RuleSet Compile(std::vector<std::string> correlations) {
  std::vector<SourceText> sources = {{"r1", Base("r1")}, {"r2", Base("r2")}};
  for (auto& text : correlations) sources.push_back({"c", std::move(text)});
  RuleSet rules = RuleSet::Compile(sources);
  EXPECT_EQ(rules.report().rejected, 0U)
      << (rules.report().findings.empty() ? "" : rules.report().findings[0].Text());
  return rules;
}

std::string Correlation(const std::string& id, const std::string& body) {
  return "title: C\nid: " + id + "\ncorrelation: {" + body + "}\n";
}

const std::string kCount = "type: event_count, rules: [r1], group-by: [u], timespan: 60s, ";
const std::string kOfEachKind[] = {
    kCount + "condition: {gte: 3}",
    "type: value_count, rules: [r1], group-by: [u], timespan: 60s, condition: {field: v, gte: 3}",
    "type: temporal_ordered, rules: [r1, r2], timespan: 60s",
    "type: value_sum, rules: [r1], timespan: 60s, condition: {field: v, gte: 6}",
};

/// An event of r1 (and r2) at `second` for user `user`.
std::vector<CorrelationHit> At(Correlator& correlator, int second, const std::string& user,
                               std::vector<std::size_t> rules = {0}) {
  Event event;
  event.id = second % 2 == 0 ? fmt::format("01ARZ3NDEKTSV4RRFFQ6{:06}", second)
                             : fmt::format("{}", second);
  event.time = Instant{std::chrono::seconds{1'000'000 + second}};
  event.fields = {{"u", user, {}}, {"v", std::to_string(second), {}}};
  std::vector<Match> matches;
  for (const std::size_t rule : rules) matches.push_back({rule, {}});
  return correlator.Observe(event, matches);
}

TEST(CorrelatorState, CountingGoesOnAfterARestart) {
  std::vector<std::string> texts;
  for (const auto& body : kOfEachKind)
    texts.push_back(Correlation(std::to_string(texts.size()), body));
  const RuleSet rules = Compile(texts);
  Correlator before(rules);
  EXPECT_TRUE(At(before, 1, "a").empty());
  EXPECT_TRUE(At(before, 2, "a").empty());
  Correlator after(rules);
  ASSERT_TRUE(after.Load(before.Save()));
  EXPECT_EQ(after.loaded().rules_kept, 4U);
  EXPECT_EQ(after.loaded().rules_left_out, 0U);
  EXPECT_EQ(after.groups(), before.groups());
  EXPECT_EQ(after.entries(), before.entries());
  const auto hits = At(after, 3, "a", {0, 1});
  ASSERT_EQ(hits.size(), 4U);
  EXPECT_EQ(hits[0].events, (std::vector<std::string>{"1", "01ARZ3NDEKTSV4RRFFQ6000002", "3"}));
  EXPECT_EQ(hits[3].value, 6);
}

TEST(CorrelatorState, KnowsWhatHasFired) {
  const RuleSet rules = Compile({Correlation("1", kOfEachKind[0])});
  Correlator before(rules);
  for (int second = 1; second < 3; ++second) At(before, second, "a");
  EXPECT_FALSE(At(before, 4, "a").at(0).repeated);
  Correlator after(rules);
  ASSERT_TRUE(after.Load(before.Save()));
  const auto hits = At(after, 3, "a");
  ASSERT_EQ(hits.size(), 1U) << "the one at 4 has fired before, that at 3 has not";
  EXPECT_EQ(hits[0].event_id, "3");
  EXPECT_TRUE(hits[0].repeated);
}

TEST(CorrelatorState, ChangedAndAbsentRulesAreLeftOut) {
  const RuleSet old_rules =
      Compile({Correlation("kept", kOfEachKind[0]), Correlation("changed", kOfEachKind[0]),
               Correlation("gone", kOfEachKind[0])});
  Correlator before(old_rules);
  At(before, 1, "a");
  At(before, 2, "a");
  const RuleSet new_rules = Compile(
      {Correlation("new", kOfEachKind[0]), Correlation("changed", kCount + "condition: {gte: 2}"),
       "title: Another title\nlevel: low\nid: kept\ncorrelation: {" + kOfEachKind[0] + "}\n"});
  Correlator after(new_rules);
  ASSERT_TRUE(after.Load(before.Save()));
  EXPECT_EQ(after.loaded().rules_kept, 1U);
  EXPECT_EQ(after.loaded().rules_left_out, 2U);
  const auto hits = At(after, 3, "a");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(new_rules.rules()[hits[0].rule].id, "kept");
}

TEST(CorrelatorState, WhatARuleMeansIsItsDefinition) {
  const std::string same = "timespan: 60s, rules: [r1, r2], type: event_count, group-by: [u], ";
  const std::string base = same + "condition: {gte: 3, lt: 9}";
  const RuleSet rules = Compile({Correlation("1", base)});
  Correlator before(rules);
  At(before, 1, "a");
  const std::string saved = before.Save();
  const auto kept = [&](const std::string& body) {
    const RuleSet others = Compile({Correlation("1", body)});
    Correlator after(others);
    EXPECT_TRUE(after.Load(saved));
    return after.loaded().rules_kept;
  };
  EXPECT_EQ(kept(base), 1U);
  EXPECT_EQ(kept(base + ", generate: true"), 1U);
  EXPECT_EQ(kept(same + "condition: {gte: 3}"), 0U);
  EXPECT_EQ(kept(same + "condition: {gte: 3, lte: 9}"), 0U);
  EXPECT_EQ(kept("timespan: 61s, rules: [r1, r2], type: event_count, group-by: [u], condition: "
                 "{gte: 3, lt: 9}"),
            0U);
  EXPECT_EQ(kept("timespan: 60s, rules: [r2, r1], type: event_count, group-by: [u], condition: "
                 "{gte: 3, lt: 9}"),
            0U);
  EXPECT_EQ(kept("timespan: 60s, rules: [r1, r2], type: event_count, group-by: [u, v], condition: "
                 "{gte: 3, lt: 9}"),
            0U);
}

TEST(CorrelatorState, DamageIsRefusedWhole) {
  std::vector<std::string> texts;
  for (const auto& body : kOfEachKind)
    texts.push_back(Correlation(std::to_string(texts.size()), body));
  const RuleSet rules = Compile(texts);
  Correlator correlator(rules);
  for (int second = 0; second < 10; ++second) At(correlator, second, second % 2 == 0 ? "a" : "b");
  const std::string saved = correlator.Save();
  Correlator other(rules);
  At(other, 1, "c");
  const std::string own = other.Save();
  for (std::size_t i = 0; i < saved.size(); ++i) {
    std::string damaged = saved;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    const Status status = other.Load(damaged);
    ASSERT_FALSE(status) << "byte " << i;
    ASSERT_FALSE(other.Load(saved.substr(0, i))) << "cut at " << i;
  }
  EXPECT_FALSE(other.Load(saved + "x"));
  EXPECT_FALSE(other.Load(""));
  EXPECT_EQ(other.Save(), own) << "nothing has changed";
  EXPECT_TRUE(other.Load(saved));
  EXPECT_EQ(other.entries(), correlator.entries());
}

TEST(CorrelatorState, ErrorsSayWhatIsWrong) {
  const RuleSet rules = Compile({Correlation("1", kOfEachKind[0])});
  Correlator correlator(rules);
  At(correlator, 1, "a");
  const std::string saved = correlator.Save();
  const auto error_of = [&](const std::string& state) {
    const Status status = correlator.Load(state);
    return status ? Error(ErrorCode::kInternal, "loaded") : status.error();
  };
  EXPECT_EQ(error_of("something else").code(), ErrorCode::kCorrupt);
  std::string later = saved;
  later[7] = 2;
  EXPECT_EQ(error_of(later).code(), ErrorCode::kUnsupported);
  EXPECT_NE(error_of(later).Text().find("version 2"), std::string::npos);
  EXPECT_NE(error_of(saved.substr(0, saved.size() - 1)).Text().find("checksum"), std::string::npos);
  // A sound checksum over a body that is not.
  const std::string unsealed = saved.substr(0, saved.size() - 4);
  const auto shorter = error_of(SealState(unsealed.substr(0, unsealed.size() - 3)));
  EXPECT_EQ(shorter.code(), ErrorCode::kCorrupt);
  EXPECT_NE(shorter.Text().find("damaged at byte"), std::string::npos) << shorter.Text();
  EXPECT_EQ(error_of(SealState(unsealed + "x")).code(), ErrorCode::kCorrupt);
  EXPECT_EQ(error_of(SealState(unsealed)).Text(), "loaded");
}

TEST(CorrelatorState, ASmallerLimitHoldsForWhatIsLoaded) {
  const RuleSet rules = Compile({Correlation("1", kOfEachKind[0])});
  Correlator before(rules);
  for (int i = 0; i < 2'000; ++i) At(before, 1 + i / 100, "user " + std::to_string(i));
  CorrelatorOptions options;
  options.max_groups = 50;
  Correlator after(rules, options);
  ASSERT_TRUE(after.Load(before.Save()));
  EXPECT_EQ(after.groups(), 50U);
  EXPECT_EQ(after.stats()[0].dropped_limit, 1'950U);
}

}  // namespace
}  // namespace lachan::detect
