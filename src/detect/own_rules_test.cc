// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rules we ship: each compiles without a remark, matches its samples and leaves its near
/// misses alone. A rule without samples fails.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "detect/correlate.h"
#include "detect/logsource.h"
#include "detect/rule_set.h"
#include "detect/testing_cases.h"
#include "detect/testing_events.h"

namespace lachan::detect::testing {
namespace {

std::string WithNumber(std::string text, int number) {
  const auto at = text.find("%n");
  if (at != std::string::npos) text.replace(at, 2, std::to_string(number));
  return text;
}

void SetSources(const YamlNode& sample, Event& event) {
  event.logsources = DeriveLogSources(event);
  if (const YamlNode* source = sample.Find("logsource")) {
    const auto text = [&](const char* key) {
      return source->Find(key) == nullptr ? std::string() : source->Find(key)->text;
    };
    event.logsources.push_back({text("product"), text("category"), text("service")});
  }
}

class OwnRules : public ::testing::Test {
 protected:
  static const RuleSet& Rules() {
    static const RuleSet rules = [] {
      std::vector<SourceText> sources;
      for (const auto& file : FilesIn("rules", ".yml")) {
        sources.push_back(
            {file, ReadTextFile(std::string(std::getenv("LACHAN_SOURCE")) + '/' + file).value()});
      }
      return RuleSet::Compile(sources);
    }();
    return rules;
  }

  static std::size_t IndexOf(const std::string& id) {
    const auto rules = Rules().rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].id == id) return i;
    }
    ADD_FAILURE() << "no rule " << id;
    return 0;
  }

  /// Number of alerts of `rule` that a sample raises.
  static std::size_t Alerts(std::size_t rule, const YamlNode& sample) {
    const auto scratch = Rules().MakeScratch();
    std::vector<Match> matches;
    if (const YamlNode* fields = sample.Find("fields")) {
      Event event = EventOf(*fields);
      SetSources(sample, event);
      Rules().Match(event, *scratch, matches);
      const auto found = std::find_if(matches.begin(), matches.end(),
                                      [&](const Match& match) { return match.rule == rule; });
      if (found == matches.end()) return 0;
      EXPECT_FALSE(found->matched.empty()) << "an alert must say what matched";
      return 1;
    }
    Correlator correlator(Rules());
    std::size_t alerts = 0;
    auto now = Instant{std::chrono::hours{500'000}};
    for (const auto& step : sample.Find("stream")->items) {
      const int repeat =
          step->Find("repeat") == nullptr ? 1 : std::stoi(step->Find("repeat")->text);
      const double every =
          step->Find("every") == nullptr ? 1 : std::stod(step->Find("every")->text);
      for (int i = 0; i < repeat; ++i) {
        Event event = EventOf(*step->Find("fields"));
        for (auto& field : event.fields) field.value = WithNumber(field.value, i + 1);
        SetSources(sample, event);
        event.time = now;
        event.id = fmt::format("event{}", i);
        now += Duration{static_cast<std::int64_t>(every * 1e6)};
        Rules().Match(event, *scratch, matches);
        for (const auto& hit : correlator.Observe(event, matches)) {
          if (hit.rule == rule && !hit.repeated) ++alerts;
        }
      }
    }
    return alerts;
  }
};

TEST_F(OwnRules, CompileWithoutAnyRemark) {
  const auto& report = Rules().report();
  for (const auto& finding : report.findings) ADD_FAILURE() << finding.Text();
  EXPECT_EQ(report.loaded, report.found);
  EXPECT_TRUE(report.duplicates.empty());
  EXPECT_TRUE(report.always_evaluated.empty()) << report.always_evaluated[0];
  std::size_t alerting = 0;
  for (const auto& rule : Rules().rules()) alerting += rule.raises_alert ? 1U : 0U;
  EXPECT_GE(alerting, 45U);
}

TEST_F(OwnRules, SayEverythingAnAlertNeeds) {
  std::set<std::string> titles;
  for (const auto& rule : Rules().rules()) {
    SCOPED_TRACE(rule.path);
    EXPECT_EQ(rule.id.size(), 36U);
    EXPECT_EQ(rule.author, "Lá Chắn");
    EXPECT_EQ(rule.license, "Apache-2.0");
    EXPECT_FALSE(rule.description.empty());
    EXPECT_FALSE(rule.tags.empty());
    EXPECT_TRUE(titles.insert(rule.title).second) << rule.title;
    EXPECT_TRUE(!rule.raises_alert || !rule.falsepositives.empty());
  }
}

TEST_F(OwnRules, MatchTheirSamplesAndNoNearMiss) {
  std::set<std::string> tested;
  for (const auto& file : FilesIn("rules/tests", ".yml")) {
    SCOPED_TRACE(file);
    const auto samples = ReadCases(file);
    const std::string id = samples->Find("rule")->text;
    tested.insert(id);
    const std::size_t rule = IndexOf(id);
    ASSERT_FALSE(samples->Find("matches")->items.empty());
    ASSERT_FALSE(samples->Find("near_misses")->items.empty());
    for (const auto& sample : samples->Find("matches")->items) {
      EXPECT_EQ(Alerts(rule, *sample), 1U) << sample->Find("note")->text;
    }
    for (const auto& sample : samples->Find("near_misses")->items) {
      EXPECT_EQ(Alerts(rule, *sample), 0U) << sample->Find("note")->text;
    }
  }
  for (const auto& rule : Rules().rules()) {
    EXPECT_TRUE(!rule.raises_alert || tested.contains(rule.id)) << "no samples: " << rule.path;
  }
}

}  // namespace
}  // namespace lachan::detect::testing
