// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_tests.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "detect/correlate.h"
#include "detect/correlation_rule.h"
#include "detect/logsource.h"
#include "detect/yaml_node.h"

namespace lachan::rulesets {
namespace {

using detect::YamlNode;
using Kind = YamlNode::Kind;

constexpr std::size_t kFailuresShown = 200;
constexpr Instant kFirstEvent{std::chrono::hours{490'000}};  // Any: samples are relative.

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

std::string TextAt(const YamlNode& node, std::string_view key) {
  const YamlNode* found = node.Find(key);
  return found != nullptr && found->IsScalar() ? found->text : std::string();
}

/// A number of a step within bounds; `otherwise` when it is not there.
std::optional<double> NumberAt(const YamlNode& node, std::string_view key, double low, double high,
                               double otherwise) {
  if (node.Find(key) == nullptr) return otherwise;
  const auto text = TextAt(node, key);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
    return std::nullopt;
  }
  return value;
}

EventField::Kind FieldKind(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return EventField::Kind::kNull;
    case Kind::kBoolean:
      return EventField::Kind::kBoolean;
    case Kind::kInteger:
    case Kind::kFloat:
      return EventField::Kind::kNumber;
    case Kind::kString:
    case Kind::kList:
    case Kind::kMap:
      return EventField::Kind::kString;
  }
  return EventField::Kind::kString;
}

std::string WithNumber(std::string text, int number) {
  if (const auto at = text.find("%n"); at != std::string::npos) {
    text.replace(at, 2, std::to_string(number));
  }
  return text;
}

/// Nested objects are written out as names with points, as the normaliser does.
void AddFields(const YamlNode& map, const std::string& prefix, int number, Event& event) {
  const auto add = [&](const std::string& name, const YamlNode& value) {
    event.fields.push_back({name, WithNumber(value.text, number), FieldKind(value.kind)});
  };
  for (const auto& [key, value] : map.entries) {
    const auto name = prefix + key.text;
    if (value->kind == Kind::kMap) {
      AddFields(*value, name + ".", number, event);
    } else if (value->kind == Kind::kList) {
      for (const auto& item : value->items) {
        if (item->IsScalar()) add(name, *item);
      }
    } else if (key.text == "@time") {
      event.time = ParseInstant(value->text).value_or(event.time);
    } else {
      add(name, *value);
    }
  }
}

class TestReader {
 public:
  TestReader(std::string_view file, const normalise::Normaliser& normaliser,
             const RuleTestLimits& limits, RuleTests& out)
      : file_(file), normaliser_(normaliser), limits_(limits), out_(out) {}

  void Read(const YamlNode& root) {
    const YamlNode* matches = root.Find("matches");
    const YamlNode* misses = root.Find("near_misses");
    if (matches == nullptr && misses == nullptr) return;
    rule_ = TextAt(root, "rule");
    if (matches != nullptr) ReadSamples(*matches, true);
    if (misses != nullptr) ReadSamples(*misses, false);
  }

 private:
  void Wrong(const YamlNode& at, std::string message, std::string hint) {
    out_.findings.push_back({Diagnostic::Severity::kError, "rule_test.sample", std::move(message),
                             std::move(hint), Place{std::string(file_), at.line, at.column}});
  }

  void ReadSamples(const YamlNode& samples, bool expects_match) {
    if (samples.kind != Kind::kList) {
      return Wrong(samples, "samples are a list", "write '- fields: {…}' below it");
    }
    for (const auto& sample : samples.items) {
      if (out_.tests.size() >= limits_.max_tests) {
        return Wrong(*sample, fmt::format("more than {} samples", limits_.max_tests),
                     "put them into several files");
      }
      RuleTest test;
      test.rule_id = rule_;
      test.file = file_;
      test.note = TextAt(*sample, "note");
      test.expects_match = expects_match;
      if (ReadEvents(*sample, test)) out_.tests.push_back(std::move(test));
    }
  }

  bool ReadEvents(const YamlNode& sample, RuleTest& test) {
    if (sample.kind == Kind::kMap) {
      const YamlNode* source = sample.Find("logsource");
      test.has_logsource = source != nullptr && source->kind == Kind::kMap;
      if (sample.Find("fields") != nullptr || sample.Find("record") != nullptr) {
        return ReadStep(sample, sample, test);
      }
      if (const YamlNode* stream = sample.Find("stream");
          stream != nullptr && stream->kind == Kind::kList) {
        return std::ranges::all_of(stream->items,
                                   [&](const auto& step) { return ReadStep(sample, *step, test); });
      }
    }
    Wrong(sample, "a sample without events", "give it fields: {…}, record: '…' or stream: [{…}]");
    return false;
  }

  bool ReadStep(const YamlNode& sample, const YamlNode& step, RuleTest& test) {
    const auto most = static_cast<double>(limits_.max_events);
    const auto repeat = NumberAt(step, "repeat", 1, most, 1);
    const auto every = NumberAt(step, "every", 0, 366.0 * 86'400, 1);
    const YamlNode* fields = step.Find("fields");
    const bool has_events =
        (fields != nullptr && fields->kind == Kind::kMap) || !TextAt(step, "record").empty();
    if (!repeat || !every || !has_events ||
        test.events.size() + static_cast<std::size_t>(*repeat) > limits_.max_events) {
      Wrong(step, "a step that cannot be read, or too many events",
            fmt::format("fields: {{…}} or record: '…', repeat: 1 to {}, every: seconds",
                        limits_.max_events));
      return false;
    }
    for (int i = 1; i <= static_cast<int>(*repeat); ++i) {
      const Instant now = test.events.empty() ? kFirstEvent : next_;
      test.events.push_back(MakeEvent(sample, step, i, now));
      next_ = now + Duration{static_cast<std::int64_t>(*every * 1e6)};
    }
    return true;
  }

  Event MakeEvent(const YamlNode& sample, const YamlNode& step, int number, Instant now) {
    Event event;
    if (const YamlNode* fields = step.Find("fields")) {
      event.time = now;
      AddFields(*fields, "", number, event);
      event.raw = "{}";
      event.logsources = detect::DeriveLogSources(event);
    } else {
      event = EventOfRecord(WithNumber(TextAt(step, "record"), number), now, normaliser_);
      event.time = now;
    }
    event.received_at = now;
    if (const YamlNode* source = sample.Find("logsource")) {
      event.logsources.push_back({AsciiLower(TextAt(*source, "product")),
                                  AsciiLower(TextAt(*source, "category")),
                                  AsciiLower(TextAt(*source, "service"))});
    }
    event.id = fmt::format("sample-{}-{}", out_.tests.size(), ++events_);
    return event;
  }

  std::string_view file_;
  const normalise::Normaliser& normaliser_;
  const RuleTestLimits& limits_;
  RuleTests& out_;
  std::string rule_;
  Instant next_{};
  std::size_t events_ = 0;
};

/// Runs samples against one set of rules.
class Runner {
 public:
  explicit Runner(const detect::RuleSet& rules) : rules_(rules), scratch_(rules.MakeScratch()) {
    for (std::size_t i = 0; i < rules.rules().size(); ++i) {
      by_id_.emplace(rules.rules()[i].id, i);
    }
  }

  TestResultView Run(const RuleTest& test, std::string_view default_rule) {
    TestResultView result;
    result.rule_id = test.rule_id.empty() ? std::string(default_rule) : test.rule_id;
    result.file = test.file;
    result.note = test.note;
    result.expects_match = test.expects_match;
    const auto at = by_id_.find(result.rule_id);
    if (at == by_id_.end()) {
      result.message = result.rule_id.empty() ? "the sample does not say of which rule it is"
                                              : "no such rule is loaded";
      return result;
    }
    result.rule_title = rules_.rules()[at->second].title;
    const std::size_t alerts = Alerts(at->second, test);
    result.passed = (alerts > 0) == test.expects_match;
    if (!result.passed) {
      result.message = test.expects_match ? "the rule does not hold" : "the rule holds";
    }
    return result;
  }

 private:
  /// Log sources of a rule, of a correlation those of what it counts.
  void SourcesOf(std::size_t rule, std::vector<LogSource>& out, int depth = 0) const {
    const auto& info = rules_.rules()[rule];
    if (info.kind == detect::RuleKind::kDetection) {
      out.push_back(info.logsource);
      return;
    }
    for (const auto& correlation : rules_.correlations()) {
      if (correlation.rule != rule || depth > 8) continue;
      for (const auto target : correlation.targets) SourcesOf(target, out, depth + 1);
    }
  }

  std::size_t Alerts(std::size_t rule, const RuleTest& test) {
    detect::Correlator correlator(rules_);
    const bool counts = rules_.rules()[rule].kind == detect::RuleKind::kCorrelation;
    std::vector<LogSource> of_rule;
    if (!test.has_logsource) SourcesOf(rule, of_rule);
    std::size_t alerts = 0;
    std::vector<detect::Match> matches;
    for (Event event : test.events) {
      if (event.logsources.empty()) event.logsources = of_rule;
      rules_.Match(event, *scratch_, matches);
      if (!counts) {
        alerts += std::ranges::count(matches, rule, &detect::Match::rule) > 0 ? 1 : 0;
        continue;
      }
      for (const auto& hit : correlator.Observe(event, matches)) {
        if (hit.rule == rule && !hit.repeated) ++alerts;
      }
    }
    return alerts;
  }

  const detect::RuleSet& rules_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  std::unordered_map<std::string, std::size_t> by_id_;
};

TestResultView Unreadable(const Diagnostic& finding) {
  TestResultView result;
  result.file = finding.where.file;
  result.message = finding.Text();
  return result;
}

/// "tests/x.yml" belongs to "x.yml".
std::string RuleFileOf(std::string_view test_file) {
  return std::string(test_file.substr(std::string_view("tests/").size()));
}

}  // namespace

Event EventOfRecord(std::string_view record, Instant received_at,
                    const normalise::Normaliser& normaliser) {
  RawRecord raw;
  raw.text = record;
  raw.received_at = received_at;
  return normaliser.Normalise(raw, NoHosts());
}

RuleTests ReadTests(std::string_view file, std::string_view text,
                    const normalise::Normaliser& normaliser, const RuleTestLimits& limits) {
  RuleTests out;
  const detect::YamlLimits yaml{.max_bytes = limits.max_file_bytes};
  for (const auto& document : detect::ReadYaml(file, text, yaml, out.findings)) {
    if (document.root->kind == Kind::kMap) {
      TestReader(file, normaliser, limits, out).Read(*document.root);
    }
  }
  return out;
}

std::vector<TestResultView> RunTests(const detect::RuleSet& rules,
                                     const std::vector<RuleTest>& tests,
                                     std::string_view default_rule) {
  Runner runner(rules);
  std::vector<TestResultView> results;
  for (const RuleTest& test : tests) results.push_back(runner.Run(test, default_rule));
  return results;
}

std::vector<TestResultView> RunTestsOf(const CompiledSets& compiled,
                                       const normalise::Normaliser& normaliser) {
  std::vector<TestResultView> results;
  Runner runner(*compiled.rules);
  for (const SetInput& set : compiled.sets) {
    for (const RuleFile& file : set.content->files) {
      if (!IsTestFile(file.path)) continue;
      const auto read = ReadTests(file.path, file.text, normaliser);
      for (const auto& finding : read.findings) results.push_back(Unreadable(finding));
      const auto of_file = DefaultRuleOf(*compiled.rules, set.code + "/" + RuleFileOf(file.path));
      for (const RuleTest& test : read.tests) results.push_back(runner.Run(test, of_file));
    }
  }
  return results;
}

TestReportView TestReportOf(const std::vector<TestResultView>& results) {
  TestReportView report;
  for (const auto& result : results) {
    ++report.run;
    ++(result.passed ? report.passed : report.failed);
    if (!result.passed && report.failures.size() < kFailuresShown) {
      report.failures.push_back(result);
    }
  }
  return report;
}

std::string DefaultRuleOf(const detect::RuleSet& rules, std::string_view path) {
  std::string id;
  for (const auto& rule : rules.rules()) {
    if (rule.path == path && rule.raises_alert) id = rule.id;
  }
  return id;
}

}  // namespace lachan::rulesets
