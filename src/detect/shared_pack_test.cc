// SPDX-License-Identifier: Apache-2.0
/// \file
/// The engine against rules and logs outside the project, where they are present.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "detect/correlate.h"
#include "detect/record_event.h"
#include "detect/rule_set.h"
#include "detect/testing_events.h"
#include "formats/json_record.h"

namespace lachan::detect::testing {
namespace {

using simdjson::dom::element;

class SharedPack : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = SharedDetect();
    if (root_.empty()) GTEST_SKIP() << "skipped: no ../shared";
  }
  std::string root_;
};

std::string Text(element value) { return std::string(std::string_view(value)); }

std::optional<LogSource> FixedSource(element test) {
  element node;
  if (test["logsource"].get(node) != simdjson::SUCCESS) return std::nullopt;
  std::string text;
  for (const auto [key, value] : simdjson::dom::object(node)) {
    text += std::string(key) + '=' + Text(value) + ',';
  }
  text.pop_back();
  return ParseLogSource(text);
}

RuleSet CompileCase(element test) {
  std::vector<SourceText> sources;
  for (const element rule : simdjson::dom::array(test["rules"])) {
    sources.push_back({fmt::format("rule{}", sources.size()), Text(rule)});
  }
  CompileOptions options;
  element placeholders;
  if (test["placeholders"].get(placeholders) == simdjson::SUCCESS) {
    for (const auto [name, values] : simdjson::dom::object(placeholders)) {
      for (const element value : simdjson::dom::array(values)) {
        options.placeholders[std::string(name)].push_back(Text(value));
      }
    }
  }
  return RuleSet::Compile(sources, options);
}

std::vector<Event> EventsOf(element test) {
  std::vector<std::string> texts;
  for (const element event : simdjson::dom::array(test["events"])) {
    texts.push_back(simdjson::minify(event));
  }
  const auto fixed = FixedSource(test);
  std::vector<Event> events;
  for (const auto& text : texts) {
    events.push_back(EventFromJson(text, fixed).value_or(Event{}));
  }
  return events;
}

std::vector<std::string> IdsOf(const RuleSet& rules, const std::vector<Match>& matches) {
  std::vector<std::string> ids;
  for (const Match& match : matches) ids.push_back(rules.rules()[match.rule].id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<std::string> SortedTexts(element list) {
  std::vector<std::string> texts;
  for (const element item : simdjson::dom::array(list)) texts.push_back(Text(item));
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::string FirstErrors(const RuleSet& rules) {
  std::string text;
  for (const auto& finding : rules.report().findings) text += finding.Text() + "\n";
  return text;
}

void CheckCorrelations(element test, const RuleSet& rules, const std::vector<Event>& events) {
  Correlator correlator(rules);
  const auto scratch = rules.MakeScratch();
  std::set<std::string> got, want;
  std::vector<Match> matches;
  for (const Event& event : events) {
    rules.Match(event, *scratch, matches);
    for (const auto& hit : correlator.Observe(event, matches)) {
      std::string key = rules.rules()[hit.rule].id + ' ';
      for (std::size_t i = 0; i < hit.group.size(); ++i) {
        key += (i > 0 ? "|" : "") + hit.group[i].second;
      }
      got.insert(key);
    }
  }
  for (const element pair : simdjson::dom::array(test["expect_corr"])) {
    want.insert(Text(pair.at(0)) + ' ' + Text(pair.at(1)));
  }
  EXPECT_EQ(got, want);
}

void CheckCase(element test) {
  const RuleSet rules = CompileCase(test);
  bool reject = false;
  if (test["expect_reject"].get(reject) == simdjson::SUCCESS) {
    EXPECT_EQ(rules.report().rejected > 0, reject);
    return;
  }
  EXPECT_EQ(rules.report().rejected, 0U) << FirstErrors(rules);
  element expected;
  if (test["expect"].get(expected) != simdjson::SUCCESS) {
    const auto events = EventsOf(test);
    CheckCorrelations(test, rules, events);
    return;
  }
  std::vector<std::vector<std::string>> want;
  for (const element list : simdjson::dom::array(expected)) want.push_back(SortedTexts(list));
  const auto events = EventsOf(test);
  ASSERT_EQ(events.size(), want.size());
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  for (std::size_t i = 0; i < events.size(); ++i) {
    rules.Match(events[i], *scratch, matches);
    EXPECT_EQ(IdsOf(rules, matches), want[i]) << "event " << i << ": " << events[i].raw;
    for (std::size_t rule = 0; rule < rules.rules().size(); ++rule) {
      const bool matched = std::any_of(matches.begin(), matches.end(),
                                       [&](const Match& match) { return match.rule == rule; });
      EXPECT_EQ(rules.Explain(rule, events[i]).matched, matched) << "explain, event " << i;
    }
  }
}

TEST_F(SharedPack, ConformanceCases) {
  const auto text = ReadTextFile(root_ + "/pack/conformance/cases.jsonl");
  ASSERT_TRUE(text);
  std::size_t cases = 0;
  for (const auto line : Split(*text, '\n')) {
    if (Trim(line).empty()) continue;
    ++cases;
    simdjson::dom::parser parser;  // One a case: elements refer to it while events are parsed.
    const element test = parser.parse(line.data(), line.size());
    SCOPED_TRACE(Text(test["name"]));
    CheckCase(test);
  }
  fmt::print("conformance cases: {}\n", cases);
  EXPECT_GT(cases, 100U);
}

std::vector<SourceText> ReadTree(const std::string& root,
                                 std::initializer_list<const char*> folders) {
  std::vector<SourceText> sources;
  for (const char* folder : folders) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(root + "/sigma_rules/" + folder)) {
      if (entry.path().extension() != ".yml") continue;
      sources.push_back({entry.path().string(), ReadTextFile(entry.path().string()).value_or("")});
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return sources;
}

/// Compiling all takes a while: once for the tests that need it.
const RuleSet& ActiveRules(const std::string& root) {
  static const RuleSet rules = [&] {
    const auto begin = std::chrono::steady_clock::now();
    auto compiled =
        RuleSet::Compile(ReadTree(root, {"rules", "rules-emerging-threats", "rules-threat-hunting",
                                         "rules-compliance", "rules-placeholder"}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const auto& report = compiled.report();
    fmt::print("compiled in {:.1f} s: found {}, loaded {}, rejected {}, skipped {}, always {}\n",
               took.count(), report.found, report.loaded, report.rejected, report.skipped,
               report.always_evaluated.size());
    return compiled;
  }();
  return rules;
}

TEST_F(SharedPack, LoadsAllActiveRulesButThoseWithPlaceholders) {
  const RuleSet& rules = ActiveRules(root_);
  const auto& report = rules.report();
  EXPECT_EQ(report.found, 3780U);
  EXPECT_EQ(report.loaded, 3755U);
  EXPECT_EQ(report.rejected, 25U);
  EXPECT_EQ(report.found, report.loaded + report.rejected + report.skipped);
  for (const auto& finding : report.findings) {
    if (finding.severity != Diagnostic::Severity::kError) continue;
    EXPECT_EQ(finding.code, "sigma.expand.unknown") << finding.Text();
    EXPECT_GT(finding.where.line, 1) << finding.Text();
  }
}

using Pairs = std::multiset<std::string>;  // "line rule"

std::map<std::string, Pairs> ExpectedMatches(const std::string& root) {
  std::map<std::string, Pairs> expected;
  const auto text = ReadTextFile(root + "/pack/expected_matches.tsv.gz").value_or("");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() != 3) continue;
    expected[std::string(columns[0])].insert(fmt::format("{} {}", columns[1], columns[2]));
  }
  return expected;
}

struct PackFile {
  std::string name;
  std::optional<LogSource> source;
  bool raw = false;
  std::size_t bytes = 0;
};

std::vector<PackFile> PackFiles(const std::string& root) {
  std::vector<PackFile> files;
  const auto text = ReadTextFile(root + "/pack/MANIFEST.tsv").value_or("");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() < 9 || (columns[6] != "json" && columns[6] != "raw")) continue;
    files.push_back({std::string(columns[0]), ParseLogSource(columns[5]), columns[6] == "raw",
                     static_cast<std::size_t>(std::atoll(std::string(columns[8]).c_str()))});
  }
  return files;
}

struct Totals {
  std::size_t files = 0, events = 0, unreadable = 0, pairs = 0, missing = 0, extra = 0;
  double seconds = 0;
};

/// Matches of a line, read the fast way; also as an event, which must say the same.
std::vector<Match> MatchLine(const PackFile& file, std::string_view line, const RuleSet& rules,
                             RuleSet::Scratch& scratch, formats::JsonRecordReader& reader,
                             Totals& totals) {
  FlatRecord record;
  if (file.raw) {
    record.fields = {{scratch.names().Intern("message"), {RawValue::Form::kText, line}, 0}};
    record.text = line;
  } else if (reader.Read(line, record) != formats::JsonRecordOutcome::kOk) {
    ++totals.unreadable;
    return {};
  }
  if (!record.logsource) record.logsource = file.source;
  if (file.raw && !record.logsource) record.logsource.emplace();
  std::vector<Match> matches, of_event;
  const auto begin = std::chrono::steady_clock::now();
  rules.Match(record, scratch, matches);
  totals.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (totals.events % 7 != 0) return matches;  // Building events takes long.
  rules.Match(EventOf(record, scratch.names()), scratch, of_event);
  EXPECT_EQ(IdsOf(rules, matches), IdsOf(rules, of_event)) << line;
  return matches;
}

void RunFile(const std::string& root, const PackFile& file, const Pairs& want, const RuleSet& rules,
             RuleSet::Scratch& scratch, Totals& totals) {
  auto text = ReadTextFile(root + "/pack/" + file.name);
  ASSERT_TRUE(text) << file.name;
  const std::size_t size = text->size();
  text->append(formats::JsonRecordReader::kPadding, '\n');
  formats::JsonRecordReader reader(scratch.names());
  Pairs got;
  std::size_t number = 0;
  for (const auto line : Split(std::string_view(*text).substr(0, size), '\n')) {
    ++number;
    if (Trim(line).empty()) continue;
    ++totals.events;
    const auto matches = MatchLine(file, line, rules, scratch, reader, totals);
    for (const auto& id : IdsOf(rules, matches)) got.insert(fmt::format("{} {}", number, id));
  }
  ++totals.files;
  totals.pairs += want.size();
  for (const auto& pair : want) {
    if (got.contains(pair)) continue;
    if (++totals.missing < 20) ADD_FAILURE() << "missing: " << file.name << ' ' << pair;
  }
  for (const auto& pair : got) {
    if (want.contains(pair)) continue;
    if (++totals.extra < 20) ADD_FAILURE() << "extra: " << file.name << ' ' << pair;
  }
}

/// All files of the pack with LACHAN_PACK=all, otherwise the small ones: a fixed choice, so that
/// two runs agree.
TEST_F(SharedPack, MatchesAreThoseExpected) {
  const RuleSet& rules = ActiveRules(root_);
  const auto expected = ExpectedMatches(root_);
  [[maybe_unused]] const char* choice = std::getenv("LACHAN_PACK");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  const bool all = false;
#else
  const bool all = choice == nullptr || std::string_view(choice) != "small";
#endif
  const auto scratch = rules.MakeScratch();
  Totals totals;
  for (const auto& file : PackFiles(root_)) {
    if (!all && file.bytes > 6'000'000) continue;
    const auto want = expected.find(file.name);
    RunFile(root_, file, want == expected.end() ? Pairs{} : want->second, rules, *scratch, totals);
  }
  fmt::print(
      "pack: {} files, {} events ({} unreadable), {} pairs expected, {} missing, {} extra; "
      "matching alone {:.1f} s = {:.0f} events/s\n",
      totals.files, totals.events, totals.unreadable, totals.pairs, totals.missing, totals.extra,
      totals.seconds, static_cast<double>(totals.events) / totals.seconds);
  EXPECT_EQ(totals.missing, 0U);
  EXPECT_EQ(totals.extra, 0U);
  EXPECT_GT(totals.pairs, 1000U);
  EXPECT_EQ(scratch->abandoned_regexes(), 0U);
}

}  // namespace
}  // namespace lachan::detect::testing
