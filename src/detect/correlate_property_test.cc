// SPDX-License-Identifier: Apache-2.0
/// \file
/// Random streams, in order, late and with equal times: the correlator against the slow one.
#include <gtest/gtest.h>

#include <random>

#include "detect/correlate.h"
#include "detect/testing_correlator.h"

namespace lachan::detect {
namespace {

using testing::SlowCorrelator;

constexpr std::size_t kBaseRules = 3;

/// Base rules r1 to r3, and one correlation of every kind.
constexpr std::string_view kCorrelations = R"(
title: count_two_rules
name: count_two_rules
correlation: {type: event_count, rules: [r1, r2], group-by: [u], timespan: 20s, condition: {gte: 3}}
---
title: count_range
correlation: {type: event_count, rules: [r1], group-by: [u], timespan: 30s, condition: {gt: 2, lt: 5}}
---
title: count_all
correlation: {type: event_count, rules: [r1], timespan: 5s, condition: {eq: 2}}
---
title: distinct
name: distinct
correlation: {type: value_count, rules: [r1, r3], group-by: [u], timespan: 30s, condition: {field: v, gte: 3}}
---
title: distinct_tuples
correlation: {type: value_count, rules: [r2], timespan: 15s, condition: {field: [v, w], gt: 3, neq: 5}}
---
title: near
name: near
correlation: {type: temporal, rules: [r1, r2, r3], group-by: [u], timespan: 10s}
---
title: near_two
correlation: {type: temporal, rules: [r1, r2, r3], group-by: [u], timespan: 10s, condition: {eq: 2}}
---
title: near_boolean
correlation: {type: temporal, rules: [r1, r2, r3], group-by: [u], timespan: 10s, condition: r1 and (r2 or not r3)}
---
title: ordered
name: ordered
correlation: {type: temporal_ordered, rules: [r1, r2, r3], group-by: [u], timespan: 25s}
---
title: ordered_again
correlation: {type: temporal_ordered, rules: [r1, r1, r2], timespan: 4s}
---
title: ordered_boolean
correlation: {type: temporal_ordered, rules: [r1, r2, r3], group-by: [u], timespan: 10s, condition: (r1 or r2) and r3}
---
title: sum
correlation: {type: value_sum, rules: [r1, r2], group-by: [u], timespan: 20s, condition: {field: n, gt: 12}}
---
title: average
correlation: {type: value_avg, rules: [r1], group-by: [u], timespan: 20s, condition: {field: n, gte: 3, lt: 4}}
---
title: percentile
correlation: {type: value_percentile, rules: [r1, r3], timespan: 30s, condition: {field: n, percentile: 90, gte: 9}}
---
title: median
correlation: {type: value_median, rules: [r2], group-by: [u], timespan: 30s, condition: {field: n, lt: 0}}
---
title: aliases
name: aliases
correlation:
  type: temporal
  rules: [r1, r2]
  group-by: [who, w]
  timespan: 10s
  aliases: {who: {r1: u, r2: v}}
---
title: chain
name: chain
correlation: {type: temporal_ordered, rules: [count_two_rules, r2], group-by: [u], timespan: 20s}
---
title: chain_with_own_base
correlation: {type: event_count, rules: [r1, count_two_rules, chain], group-by: [u], timespan: 15s, condition: {gte: 4}}
---
title: chain_before_base
correlation: {type: event_count, rules: [count_two_rules, r2, r1], group-by: [u], timespan: 15s, condition: {gte: 5}}
---
title: chain_values
correlation: {type: value_count, rules: [chain, aliases, distinct], timespan: 60s, condition: {field: u, gte: 2}}
---
title: chain_alias
correlation: {type: event_count, rules: [aliases, near, ordered], group-by: [w], timespan: 60s, condition: {gte: 1}}
)";

RuleSet Compile() {
  std::vector<SourceText> sources;
  for (std::size_t i = 1; i <= kBaseRules; ++i) {
    sources.push_back(
        {"base", fmt::format("title: r{0}\nname: r{0}\nlogsource: {{category: test}}\n"
                             "detection: {{s: {{t: r{0}}}, condition: s}}\n",
                             i)});
  }
  sources.push_back({"correlations", std::string(kCorrelations)});
  RuleSet rules = RuleSet::Compile(sources);
  EXPECT_EQ(rules.report().rejected, 0U)
      << (rules.report().findings.empty() ? "" : rules.report().findings[0].Text());
  return rules;
}

/// How a stream's times go.
struct Shape {
  int step_ms;  ///< On from event to event, up to.
  int late_ms;  ///< Behind that, up to, for one in `late_one_in`.
  int late_one_in;
  int leap_one_in;  ///< A minute or two without events.
  int grain_ms;     ///< Times are multiples of it.
};

class Source {
 public:
  Source(unsigned seed, Shape shape) : random_(seed), shape_(shape) {}

  Event Next(std::vector<Match>& matches) {
    now_ms_ += Below(shape_.step_ms + 1);
    if (Below(shape_.leap_one_in) == 0) now_ms_ += 60'000 + Below(60'000);
    int time_ms = now_ms_;
    if (Below(shape_.late_one_in) == 0) time_ms -= Below(shape_.late_ms + 1);
    time_ms -= time_ms % shape_.grain_ms;
    Event event;
    event.time = Instant{std::chrono::milliseconds{1'000'000'000LL + time_ms}};
    event.id = Id();
    AddField(event, "u", "u" + std::to_string(Below(3)), 20);
    AddField(event, "v", Below(2) == 0 ? "u" + std::to_string(Below(3)) : std::to_string(Below(9)),
             6);
    AddField(event, "w", std::string(static_cast<std::size_t>(Below(3)) * 70, 'w'), 9);
    AddField(event, "n", Below(9) == 0 ? "none" : fmt::format("{}", (Below(120) - 50) / 4.0), 7);
    matches.clear();
    for (std::size_t rule = 0; rule < kBaseRules; ++rule) {
      if (Below(2) == 0) matches.push_back({rule, {}});
    }
    return event;
  }

  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

 private:
  void AddField(Event& event, const char* name, std::string value, int absent_one_in) {
    if (Below(absent_one_in) > 0) event.fields.push_back({name, std::move(value), {}});
  }
  std::string Id() {
    const int number = ++ids_;
    if (number % 3 == 0) return fmt::format("event {}", number);
    if (number % 3 == 1) return fmt::format("an event with a longer id {}", number);
    return fmt::format("01ARZ3NDEKTSV4RRFFQ6{:06}", number);
  }

  std::mt19937 random_;
  Shape shape_;
  int now_ms_ = 0;
  int ids_ = 0;
};

std::string Text(const RuleSet& rules, const std::vector<CorrelationHit>& hits) {
  std::string text;
  for (const auto& hit : hits) {
    text +=
        fmt::format("{} at {} ({}) value {} from {} repeated {}:", rules.rules()[hit.rule].title,
                    FormatInstant(hit.time), hit.event_id, hit.value,
                    FormatInstant(hit.window_begin), hit.repeated);
    for (const auto& [name, value] : hit.group) text += fmt::format(" {}={}", name, value);
    text += " |";
    for (const auto& event : hit.events) text += " " + event;
    text += "\n";
  }
  return text;
}

constexpr Shape kShapes[] = {
    {2'000, 0, 1, 200, 1},         // in order
    {1'500, 0, 1, 200, 1'000},     // many equal times
    {1'000, 3'000, 3, 200, 1},     // a little late
    {1'000, 60'000, 4, 300, 500},  // very late, some of it too late
    {100, 25'000, 2, 2'000, 100},  // full windows, half of it late
    {6'000, 70'000, 2, 1'000, 1},  // sparse
};

TEST(CorrelatorProperty, AgreesWithRecomputingFromAllEntries) {
  const RuleSet rules = Compile();
  std::size_t total = 0;
  std::vector<std::size_t> by_rule(rules.rules().size());
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Duration lateness = std::chrono::seconds{seed % 5 == 4 ? 0 : 40};
    Source source(seed, kShapes[seed % std::size(kShapes)]);
    SlowCorrelator slow(rules, lateness);
    CorrelatorOptions options;
    options.lateness = lateness;
    Correlator fast(rules, options);
    std::vector<Match> matches;
    for (int i = 0; i < 220; ++i) {
      const Event event = source.Next(matches);
      const auto want = slow.Observe(event, matches);
      const auto got = fast.Observe(event, matches);
      ASSERT_EQ(Text(rules, got), Text(rules, want)) << "seed " << seed << ", event " << i;
      total += want.size();
      for (const auto& hit : want) ++by_rule[hit.rule];
      if (source.Below(60) == 0) {
        Correlator next(rules, options);
        const Status loaded = next.Load(fast.Save());
        ASSERT_TRUE(loaded) << loaded.error().Text();
        EXPECT_EQ(next.loaded().rules_kept, rules.correlations().size());
        fast = std::move(next);
      }
    }
    EXPECT_EQ(fast.stats().front().dropped_limit, 0U);
  }
  fmt::print("firings: {}\n", total);
  for (const auto& rule : rules.correlations()) {
    EXPECT_GT(by_rule[rule.rule], 50U) << rules.rules()[rule.rule].title;
  }
}

TEST(CorrelatorProperty, LimitsHoldAndWhatIsKeptStaysSound) {
  const RuleSet rules = Compile();
  for (unsigned seed = 0; seed < 24; ++seed) {
    Source source(seed, kShapes[seed % std::size(kShapes)]);
    CorrelatorOptions options;
    options.max_groups = 1 + seed % 3;
    options.max_entries = 2 + seed % 7;
    options.max_total_entries = 5 + seed;
    Correlator correlator(rules, options);
    std::vector<Match> matches;
    for (int i = 0; i < 500; ++i) {
      const Event event = source.Next(matches);
      correlator.Observe(event, matches);
      for (const auto& stats : correlator.stats()) {
        ASSERT_LE(stats.groups, options.max_groups);
        ASSERT_LE(stats.entries, std::max<std::size_t>(options.max_total_entries, 1));
        ASSERT_LE(stats.bytes, stats.bytes_bound);
      }
      if (i % 100 == 99) {
        const std::string saved = correlator.Save();
        ASSERT_TRUE(correlator.Load(saved));
        EXPECT_EQ(correlator.Save().size(), saved.size());
      }
    }
    EXPECT_GT(correlator.dropped(), 0U);
  }
}

}  // namespace
}  // namespace lachan::detect
