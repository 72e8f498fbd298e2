// SPDX-License-Identifier: Apache-2.0
/// \file
/// Every point of the specification as text: tests/rules/*.yml; and random rules against an obvious
/// evaluator.
#include <gtest/gtest.h>

#include "detect/rule_set.h"
#include "detect/testing_cases.h"
#include "detect/testing_generator.h"

namespace lachan::detect::testing {
namespace {

const LogSource kSource{"", "test", ""};

std::string RuleText(const YamlNode& detection) {
  return "title: case\nid: case\nlogsource: {category: test}\ndetection: " + ToYaml(detection) +
         '\n';
}

bool Matches(const RuleSet& rules, Event event) {
  event.logsources = {kSource};
  std::vector<Match> matches;
  const auto scratch = rules.MakeScratch();
  rules.Match(event, *scratch, matches);
  EXPECT_EQ(rules.Explain(0, event).matched, !matches.empty()) << "Explain differs from Match";
  return !matches.empty();
}

void CheckCase(const YamlNode& test) {
  CompileOptions options;
  if (const YamlNode* placeholders = test.Find("placeholders")) {
    for (const auto& [name, values] : placeholders->entries) {
      for (const auto& value : values->items)
        options.placeholders[name.text].push_back(value->text);
    }
  }
  const SourceText source{"case.yml", RuleText(*test.Find("detection"))};
  const RuleSet rules = RuleSet::Compile({&source, 1}, options);
  const auto& report = rules.report();
  if (const YamlNode* code = test.Find("reject")) {
    EXPECT_EQ(report.rejected, 1U);
    ASSERT_FALSE(report.findings.empty());
    EXPECT_EQ(report.findings[0].code, code->text) << report.findings[0].Text();
    EXPECT_EQ(report.findings[0].where.file, "case.yml");
    EXPECT_GT(report.findings[0].where.line, 0);
    return;
  }
  ASSERT_EQ(report.loaded, 1U) << (report.findings.empty() ? "" : report.findings[0].Text());
  ASSERT_FALSE(test.Find("match")->items.empty() || test.Find("miss")->items.empty());
  for (const auto& event : test.Find("match")->items) {
    EXPECT_TRUE(Matches(rules, EventOf(*event))) << ToYaml(*event);
  }
  for (const auto& event : test.Find("miss")->items) {
    EXPECT_FALSE(Matches(rules, EventOf(*event))) << ToYaml(*event);
  }
}

TEST(Specification, Cases) {
  std::size_t cases = 0;
  for (const auto& file : FilesIn("tests/rules", ".yml")) {
    const auto all = ReadCases(file);
    for (const auto& test : all->items) {
      SCOPED_TRACE(file + ": " + test->Find("name")->text);
      CheckCase(*test);
      ++cases;
    }
  }
  EXPECT_GE(cases, 65U);
}

TEST(Property, EngineEqualsTheObviousEvaluator) {
  Generator generate(20261123);
  std::size_t matched = 0, tried = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<YamlNode> detections;
    std::vector<SourceText> sources;
    for (int i = 0; i < 8; ++i) {
      detections.push_back(generate.Detection());
      sources.push_back({fmt::format("r{}", i),
                         fmt::format("title: r{}\nlogsource: {{category: test}}\ndetection: {}\n",
                                     i, ToYaml(detections.back()))});
    }
    const RuleSet rules = RuleSet::Compile(sources);
    ASSERT_EQ(rules.report().loaded, 8U) << rules.report().findings[0].Text();
    const auto scratch = rules.MakeScratch();
    std::vector<Match> matches;
    for (int i = 0; i < 20; ++i) {
      const YamlNode fields = generate.Fields();
      Event event = EventOf(fields);
      event.logsources = {kSource};
      rules.Match(event, *scratch, matches);
      for (std::size_t rule = 0; rule < 8; ++rule) {
        const bool got = std::any_of(matches.begin(), matches.end(),
                                     [&](const Match& match) { return match.rule == rule; });
        const bool want = ReferenceMatches(detections[rule], event);
        ASSERT_EQ(got, want) << sources[rule].text << ToYaml(fields);
        ++tried;
        matched += got ? 1 : 0;
      }
    }
  }
  // Neither answer may be so rare that the comparison says nothing.
  EXPECT_GT(matched, tried / 10);
  EXPECT_LT(matched, tried * 9 / 10);
}

}  // namespace
}  // namespace lachan::detect::testing
