// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate.h"

#include <gtest/gtest.h>

#include <map>

namespace lachan::detect {
namespace {

constexpr std::string_view kBase =
    "title: {0}\nname: {0}\nlogsource: {{category: test}}\ndetection: {{s: {{t: {0}}}, condition: "
    "s}}\n";

/// Rules r1 and r2 (field t is r1 or r2) and one correlation "C".
class Stream {
 public:
  explicit Stream(const std::string& correlation, CorrelatorOptions options = {})
      : rules_(Compile(correlation)), scratch_(rules_.MakeScratch()), correlator_(rules_, options) {
    EXPECT_EQ(rules_.report().rejected, 0U)
        << (rules_.report().findings.empty() ? "" : rules_.report().findings[0].Text());
  }

  /// Firings that an event at `second` causes.
  std::vector<CorrelationHit> At(int second, const std::string& rule, const std::string& user,
                                 const std::string& value = "") {
    Event event;
    event.id = std::to_string(second);
    event.time = Instant{std::chrono::seconds{1'000'000 + second}};
    event.fields = {{"t", rule, {}}, {"u", user, {}}};
    if (!value.empty()) event.fields.push_back({"v", value, {}});
    event.logsources = {{"", "test", ""}};
    std::vector<Match> matches;
    rules_.Match(event, *scratch_, matches);
    return correlator_.Observe(event, matches);
  }

  const RuleSet& rules() const { return rules_; }
  const Correlator& correlator() const { return correlator_; }

 private:
  static RuleSet Compile(const std::string& correlation) {
    const std::vector<SourceText> sources = {
        {"r1", fmt::format(fmt::runtime(kBase), "r1")},
        {"r2", fmt::format(fmt::runtime(kBase), "r2")},
        {"c", "title: C\nname: C\ncorrelation:\n" + correlation}};
    return RuleSet::Compile(sources);
  }

  RuleSet rules_;
  std::unique_ptr<RuleSet::Scratch> scratch_;
  Correlator correlator_;
};

const std::string kCount3 =
    "  type: event_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 60s\n  condition: {gte: 3}\n";

TEST(EventCount, FiresInASlidingWindowPerGroup) {
  Stream stream(kCount3);
  EXPECT_TRUE(stream.At(0, "r1", "a").empty());
  EXPECT_TRUE(stream.At(50, "r1", "a").empty());
  EXPECT_TRUE(stream.At(55, "r1", "b").empty());
  const auto hits = stream.At(60, "r1", "a");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].value, 3);
  EXPECT_FALSE(hits[0].repeated);
  EXPECT_EQ(hits[0].events, (std::vector<std::string>{"0", "50", "60"}));
  EXPECT_EQ(hits[0].group[0], (std::pair<std::string, std::string>{"u", "a"}));
  EXPECT_TRUE(stream.At(61, "r1", "a").size() == 1 && stream.At(62, "r1", "a")[0].repeated);
}

TEST(EventCount, AnEventOutsideTheWindowDoesNotCount) {
  Stream stream(kCount3);
  stream.At(0, "r1", "a");
  stream.At(50, "r1", "a");
  EXPECT_TRUE(stream.At(61, "r1", "a").empty());
}

TEST(EventCount, ALateEventTakesItsPlaceInTime) {
  Stream stream(kCount3);
  stream.At(0, "r1", "a");
  stream.At(40, "r1", "a");
  const auto hits = stream.At(20, "r1", "a");
  ASSERT_EQ(hits.size(), 1U) << "it completes the window of the event at 40";
  EXPECT_EQ(hits[0].event_id, "40");
  EXPECT_EQ(hits[0].events, (std::vector<std::string>{"0", "20", "40"}));
}

TEST(EventCount, TooLateIsDroppedAndCounted) {
  Stream stream(kCount3, {.lateness = std::chrono::seconds{100}});
  stream.At(1000, "r1", "a");
  stream.At(899, "r1", "a");
  EXPECT_EQ(stream.correlator().dropped(), 1U);
  EXPECT_EQ(stream.correlator().entries(), 1U);
}

TEST(ValueCount, CountsDistinctValuesAndIgnoresMissingOnes) {
  Stream stream(
      "  type: value_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 5m\n"
      "  condition: {field: v, gt: 2}\n");
  stream.At(0, "r1", "a", "x");
  stream.At(1, "r1", "a", "x");
  stream.At(2, "r1", "a", "y");
  EXPECT_TRUE(stream.At(3, "r1", "a").empty());
  EXPECT_EQ(stream.At(4, "r1", "a", "z").size(), 1U);
}

TEST(Temporal, NeedsAllRulesInAnyOrder) {
  Stream stream("  type: temporal\n  rules: [r1, r2]\n  group-by: [u]\n  timespan: 1m\n");
  EXPECT_TRUE(stream.At(0, "r2", "a").empty());
  EXPECT_TRUE(stream.At(1, "r1", "b").empty());
  EXPECT_EQ(stream.At(2, "r1", "a").size(), 1U);
}

TEST(Temporal, BooleanConditionMayDenyARule) {
  Stream stream(
      "  type: temporal\n  rules: [r1, r2]\n  group-by: [u]\n  timespan: 1m\n"
      "  condition: r1 and not r2\n");
  EXPECT_EQ(stream.At(0, "r1", "a").size(), 1U);
  EXPECT_TRUE(stream.At(1, "r2", "b").empty());
  EXPECT_TRUE(stream.At(2, "r1", "b").empty());
}

TEST(TemporalOrdered, NeedsTheOrder) {
  Stream stream("  type: temporal_ordered\n  rules: [r1, r2]\n  group-by: [u]\n  timespan: 1m\n");
  EXPECT_TRUE(stream.At(0, "r2", "a").empty());
  EXPECT_TRUE(stream.At(1, "r1", "a").empty());
  EXPECT_EQ(stream.At(2, "r2", "a").size(), 1U);
}

TEST(Aggregates, SumAverageAndPercentile) {
  const auto make = [](const char* type, const char* condition) {
    return fmt::format("  type: {}\n  rules: [r1]\n  timespan: 1m\n  condition: {{field: v, {}}}\n",
                       type, condition);
  };
  Stream sum(make("value_sum", "gt: 9"));
  EXPECT_TRUE(sum.At(0, "r1", "a", "4").empty());
  EXPECT_EQ(sum.At(1, "r1", "b", "5.5").size(), 1U) << "without group-by all is one group";
  Stream average(make("value_avg", "gte: 5"));
  EXPECT_TRUE(average.At(0, "r1", "a", "4").empty());
  EXPECT_EQ(average.At(1, "r1", "a", "6").size(), 1U);
  Stream percentile(make("value_percentile", "percentile: 90, lt: 5"));
  EXPECT_EQ(percentile.At(0, "r1", "a", "4").size(), 1U);
  EXPECT_TRUE(percentile.At(1, "r1", "a", "60").empty());
}

TEST(Bounds, GroupsAndEntriesStayBelowTheLimits) {
  Stream stream(kCount3, {.max_groups = 10, .max_entries = 5, .max_total_entries = 20});
  for (int i = 0; i < 500; ++i) stream.At(i / 10, "r1", std::to_string(i % 50));
  EXPECT_LE(stream.correlator().groups(), 10U);
  EXPECT_LE(stream.correlator().entries(), 20U);
  EXPECT_GT(stream.correlator().dropped(), 0U);
}

TEST(Bounds, IdleGroupsAreForgotten) {
  Stream stream(kCount3, {.lateness = std::chrono::seconds{1}});
  for (int i = 0; i < 50; ++i) stream.At(i, "r1", std::to_string(i));
  stream.At(1'000, "r1", "x");
  EXPECT_EQ(stream.correlator().groups(), 1U);
}

TEST(Bounds, MemoryStaysBelowTheLimitAndWhatIsGivenUpIsCounted) {
  for (const char* correlation :
       {"  type: event_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 1d\n  condition: {gte: "
        "9}\n",
        "  type: value_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 1d\n"
        "  condition: {field: v, gte: 9}\n",
        "  type: temporal\n  rules: [r1, r2]\n  group-by: [u]\n  timespan: 1d\n",
        "  type: value_median\n  rules: [r1]\n  group-by: [u]\n  timespan: 1d\n"
        "  condition: {field: v, gt: 1000000000}\n"}) {
    for (const int users : {1, 40, 100'000}) {
      Stream stream(correlation, {.max_rule_bytes = 100 << 10});
      for (int i = 0; i < 6'000; ++i) {
        stream.At(i, "r1", std::to_string(i % users), std::to_string(i));
        ASSERT_LE(stream.correlator().memory(), stream.correlator().MemoryBound());
      }
      const auto stats = stream.correlator().stats()[0];
      EXPECT_EQ(stats.bytes_bound, std::size_t{100} << 10);
      EXPECT_GT(stats.bytes, std::size_t{50} << 10) << correlation << users;
      EXPECT_GT(stats.entries, 250U) << correlation << users;
      EXPECT_EQ(stats.dropped_limit + stats.entries, 6'000U);
      EXPECT_EQ(stats.dropped_late, 0U);
    }
  }
}

TEST(Bounds, LongTextsCountAndTooLongOnesAreGivenUp) {
  const Stream stream(kCount3);
  Correlator correlator(stream.rules(), {.max_rule_bytes = 64 << 10});
  Event event;
  const std::vector<Match> matches = {{0, {}}};
  for (int i = 0; i < 2'000; ++i) {
    event.time = Instant{std::chrono::seconds{i / 100}};
    event.id = std::to_string(i) + std::string(1'000, 'i');
    event.fields = {{"u", i % 3 == 0 ? "a" : std::string(2'000, 'b'), {}}};
    correlator.Observe(event, matches);
    ASSERT_LE(correlator.memory(), correlator.MemoryBound());
  }
  EXPECT_GT(correlator.entries(), 40U);
  const std::size_t dropped = correlator.dropped();
  event.fields = {{"u", std::string(10'000, 'c'), {}}};
  correlator.Observe(event, matches);
  EXPECT_EQ(correlator.dropped(), dropped + 1);
}

TEST(Bounds, MemoryIsGivenBackWhenTheGroupsAreGone) {
  Stream stream(
      "  type: value_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 60s\n"
      "  condition: {field: v, gt: 2}\n");
  for (int i = 0; i < 20'000; ++i) stream.At(i / 100, "r1", std::to_string(i), std::to_string(i));
  const std::size_t full = stream.correlator().memory();
  EXPECT_GT(full, 20'000U * 100);
  for (int i = 0; i < 10; ++i) stream.At(10'000 + i, "r1", "a", "b");
  EXPECT_LT(stream.correlator().memory(), full / 20);
  EXPECT_EQ(stream.correlator().groups(), 1U);
}

TEST(Repeated, MayBeLeftOut) {
  Stream stream(kCount3, {.report_repeated = false});
  for (int i = 0; i < 2; ++i) stream.At(i, "r1", "a");
  EXPECT_EQ(stream.At(2, "r1", "a").size(), 1U);
  for (int i = 3; i < 50; ++i) EXPECT_TRUE(stream.At(i, "r1", "a").empty());
  EXPECT_TRUE(stream.At(200, "r1", "a").empty());
}

/// Gives what it is told to and takes note of what it is asked for.
class Fields final : public FieldReader {
 public:
  explicit Fields(std::map<std::string, std::string, std::less<>> values)
      : values_(std::move(values)) {}
  std::optional<std::string_view> Read(std::string_view field) const override {
    asked.emplace_back(field);
    const auto found = values_.find(field);
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }
  mutable std::vector<std::string> asked;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

TEST(Input, NeedsNoWholeEvent) {
  Stream stream(
      "  type: value_count\n  rules: [r1]\n  group-by: [u]\n  timespan: 60s\n"
      "  condition: {field: [v, w], gte: 2}\n");
  Correlator correlator(stream.rules());
  EXPECT_TRUE(correlator.Counts(0));
  EXPECT_FALSE(correlator.Counts(1));
  EXPECT_FALSE(correlator.Counts(99));
  EXPECT_EQ(correlator.FieldsOf(0), (std::vector<std::string>{"u", "v", "w"}));
  const std::vector<std::size_t> matched = {1, 0, 0};
  const Fields first({{"u", "a"}, {"v", "1"}, {"w", ""}}),
      second({{"u", "a"}, {"v", ""}, {"w", "1"}});
  const Instant time{std::chrono::hours{1}};
  EXPECT_TRUE(correlator.Observe({time, "one", matched, first}).empty());
  EXPECT_EQ(correlator.entries(), 1U) << "a rule named twice has matched once";
  const auto hits = correlator.Observe({time, "two", matched, second});
  ASSERT_EQ(hits.size(), 1U) << "(1, nothing) and (nothing, 1) are two";
  EXPECT_EQ(hits[0].events, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(first.asked, (std::vector<std::string>{"u", "v", "w"}));
  const std::vector<std::size_t> none;
  EXPECT_TRUE(correlator.Observe({time, "three", none, first}).empty());
}

TEST(Documents, BaseRulesRaiseNoAlertsUnlessAskedTo) {
  Stream stream(kCount3);
  EXPECT_FALSE(stream.rules().rules()[0].raises_alert);
  EXPECT_TRUE(stream.rules().rules()[1].raises_alert);
  EXPECT_TRUE(Stream(kCount3 + "  generate: true\n").rules().rules()[0].raises_alert);
}

TEST(Documents, WhatIsWrongIsRejectedWithItsReason) {
  const auto code = [](const std::string& correlation) {
    const SourceText source{"c", "title: C\nname: C\ncorrelation:\n" + correlation};
    const RuleSet rules = RuleSet::Compile({&source, 1});
    EXPECT_EQ(rules.report().rejected, 1U);
    return rules.report().findings.empty() ? "" : rules.report().findings[0].code;
  };
  EXPECT_EQ(code(kCount3), "sigma.correlation.reference");
  EXPECT_EQ(code("  type: sometimes\n  rules: [a]\n  timespan: 1m\n  condition: {gte: 1}\n"),
            "sigma.correlation.type");
  EXPECT_EQ(code("  type: event_count\n  rules: [a]\n  timespan: soon\n  condition: {gte: 1}\n"),
            "sigma.correlation.timespan");
  EXPECT_EQ(code("  type: event_count\n  rules: [a]\n  timespan: 1m\n"), "sigma.condition.missing");
  EXPECT_EQ(code("  type: event_count\n  rules: [C]\n  timespan: 1m\n  condition: {gte: 1}\n"),
            "sigma.correlation.reference")
      << "a correlation cannot count itself";
}

}  // namespace
}  // namespace lachan::detect
