// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_set.h"

#include <gtest/gtest.h>

#include <map>

#include "detect/logsource.h"

namespace lachan::detect {
namespace {

std::string Rule(std::string_view id, std::string_view detection, std::string_view more = "") {
  return fmt::format(
      "title: {0}\nid: {0}\nlogsource: {{category: test}}\n{2}\ndetection:\n  s: {1}\n"
      "  condition: s\n",
      id, detection, more);
}

Event TestEvent(std::vector<EventField> fields) {
  Event event;
  event.fields = std::move(fields);
  event.logsources = {{"", "test", ""}};
  return event;
}

RuleSet CompileTexts(const std::vector<std::string>& texts, const CompileOptions& options = {}) {
  std::vector<SourceText> sources;
  for (const auto& text : texts) sources.push_back({fmt::format("{}.yml", sources.size()), text});
  return RuleSet::Compile(sources, options);
}

std::vector<std::string> Ids(const RuleSet& rules, const Event& event) {
  std::vector<Match> matches;
  const auto scratch = rules.MakeScratch();
  rules.Match(event, *scratch, matches);
  std::vector<std::string> ids;
  for (const Match& match : matches) ids.push_back(rules.rules()[match.rule].id);
  return ids;
}

using Texts = std::vector<std::string>;

TEST(Report, AccountsForEveryDocument) {
  const RuleSet rules =
      CompileTexts({Rule("good", "{f: 1}") + "---\n" + Rule("bad", "{f|foo: 1, g|bar: 2}"),
                    Rule("old", "{f: 1}", "status: deprecated"), Rule("good", "{f: 2}"),
                    "just: a map\n", "title: [unclosed\n", "---\n---\n"});
  const auto& report = rules.report();
  EXPECT_EQ(report.found, 6U);
  EXPECT_EQ(report.loaded, 1U);
  EXPECT_EQ(report.rejected, 2U);
  EXPECT_EQ(report.skipped, 3U);
  ASSERT_EQ(report.duplicates.size(), 1U);
  EXPECT_EQ(report.duplicates[0].kept.file, "0.yml");
  EXPECT_EQ(report.duplicates[0].skipped.file, "2.yml");
}

TEST(Report, NamesEveryErrorOfADocumentWithItsPlace) {
  const RuleSet rules = CompileTexts({Rule("bad", "{f|foo: 1, g|bar: 2}")});
  std::vector<std::string> texts;
  for (const auto& finding : rules.report().findings) texts.push_back(finding.Text());
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_TRUE(texts[0].starts_with("0.yml:6:7: error: unknown modifier 'foo'")) << texts[0];
  EXPECT_TRUE(texts[1].starts_with("0.yml:6:")) << texts[1];
}

/// The first finding of a rule with this detection.
Diagnostic FindingOf(const std::string& detection) {
  const RuleSet rules =
      CompileTexts({"title: t\nid: t\nlogsource: {category: test}\ndetection:\n" + detection});
  EXPECT_EQ(rules.report().rejected, 1U) << detection;
  return rules.report().findings.empty() ? Diagnostic{} : rules.report().findings.front();
}

TEST(Report, SaysWhatToDoAboutEachError) {
  const std::string good = "  selection: {f: 1}\n  filter_main: {f: 2}\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {good + "  condition: selecton\n", "did you mean 'selection'?"},
      {good + "  condition: selection and not filtermain\n", "did you mean 'filter_main'?"},
      {good + "  condition: nothing_like_it\n", "selection, filter_main"},
      {good + "  condition: them\n", "1 of them"},
      {good + "  condition: filter_*\n", "1 of filter_*"},
      {"  condition: selection\n", "add it beside 'condition'"},
      {good + "  condition: selection | count() by f > 5\n", "correlation"},
      {good + "  condition: selection and\n", "a search identifier belongs"},
      {good + "  condition: (selection\n", "add ')'"},
      {good + "  condition: selection filter_main\n", "'and' or 'or'"},
      {good + "  condition: 1 of\n", "1 of selection_*"},
      {good + "  condition: " + std::string(100, '(') + "selection" + std::string(100, ')') + "\n",
       "parentheses"},
      {"  s:\n    f|windash: '" + std::string(" -a -b -c -d -e -f -g -h -i -j -k") +
           "'\n  condition: s\n",
       "each option multiplies"},
      {"  s: {f|base64: 'a*b'}\n  condition: s\n", "take out *"},
      {"  s: {f|base64offset: 'a*b'}\n  condition: s\n", "take out *"},
      {"  s: {f|nonsense: 1}\n  condition: s\n", "sigma.md"},
      {"  s: {f: [[1]]}\n  condition: s\n", "one list"},
      {"  s: {f|fieldref: 'a*'}\n  condition: s\n", "fieldref: OtherField"},
      {"  s: {f|re|expand: '%a%'}\n  condition: s\n", "(one|two)"},
      {"  s: {f: " + std::string(9'000, 'x') + "}\n  condition: s\n", "leave out"},
      {"  s: {}\n  condition: s\n", "Field: value"},
      {"  s: []\n  condition: s\n", "- value"},
      {"  [a]: 1\n  condition: s\n", "before ':'"},
  };
  for (const auto& [detection, hint] : cases) {
    const Diagnostic finding = FindingOf(detection);
    EXPECT_TRUE(finding.hint.contains(hint)) << detection << finding.Text();
  }
}

TEST(Report, QuotesTheBeginningOfWhatIsLong) {
  const std::string name(3'000, 'n');
  const Diagnostic finding = FindingOf("  s: {f: 1}\n  condition: s and " + name + "\n");
  EXPECT_LT(finding.message.size(), 600U);
  EXPECT_LT(finding.hint.size(), 600U);
  EXPECT_TRUE(finding.message.contains("…'")) << finding.message;
  EXPECT_LT(FindingOf("  s: {'" + name + "|foo': 1}\n  condition: s\n").message.size(), 600U);
}

TEST(Report, CarriesWhatADocumentSaysOfItself) {
  const RuleSet rules = RuleSet::Compile(std::vector<SourceText>{
      {"a.yml",
       "title: a\nid: 1\nauthor: A, B\nlicense: MIT\ntaxonomy: mine\nscope: [server]\n"
       "related:\n  - {id: 2, type: derived}\n  - {id: 3, type: obsolete}\n"
       "unknown_key: {x: [1]}\nlogsource: {category: test}\n"
       "detection: {s: {f: x}, condition: s}\n"}});
  ASSERT_EQ(rules.rules().size(), 1U);
  const RuleInfo& info = rules.rules()[0];
  EXPECT_EQ(info.author, "A, B");
  EXPECT_EQ(info.license, "MIT");
  EXPECT_EQ(info.taxonomy, "mine");
  EXPECT_EQ(info.scope, std::vector<std::string>{"server"});
  EXPECT_EQ(info.related, (std::vector<std::string>{"derived: 2", "obsolete: 3"}));
}

TEST(Report, ListsRulesThatAreAlwaysEvaluated) {
  const RuleSet rules = CompileTexts({Rule("a", "{f: null}"), Rule("b", "{f: 1}")});
  EXPECT_EQ(rules.report().always_evaluated, Texts{"a"});
}

TEST(Report, KeepsTheTextOfEachDocumentOfAFile) {
  const RuleSet rules =
      CompileTexts({"# head\n" + Rule("a", "{f: 1}") + "---\n" + Rule("b", "{f: 2}")});
  ASSERT_EQ(rules.rules().size(), 2U);
  EXPECT_EQ(rules.rules()[1].text, Rule("b", "{f: 2}"));
  EXPECT_EQ(rules.rules()[1].line, 10);
  EXPECT_TRUE(rules.rules()[0].text.starts_with("# head\ntitle: a"));
}

TEST(Limits, RefuseWhatIsTooLargeOrGrowsWithoutEnd) {
  CompileOptions options;
  options.max_file_bytes = 2'000'000;
  const auto code = [&](const std::string& text) {
    const RuleSet rules = CompileTexts({text}, options);
    EXPECT_EQ(rules.report().rejected, 1U);
    return rules.report().findings.empty() ? "" : rules.report().findings[0].code;
  };
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    const char p = static_cast<char>(c - 1);
    bomb += fmt::format("{0}: &{0} [*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1}]\n", c, p);
  }
  EXPECT_EQ(code(bomb), "sigma.yaml.size");
  EXPECT_EQ(code(std::string(40, '[') + std::string(40, ']')), "sigma.yaml.depth");
  EXPECT_EQ(code(std::string(2'000'001, '#')), "sigma.yaml.size");
  EXPECT_EQ(code("a: \xff\xfe"), "sigma.yaml.utf8");
  EXPECT_EQ(code("a: 1\na: 2\n"), "sigma.yaml.duplicate_key");
  EXPECT_EQ(code("a: &x [*x]\n"), "sigma.yaml.alias");
  EXPECT_EQ(code(Rule("w", "{f|windash: '-a -b -c -d -e -f -g -h'}")), "sigma.modifier.value");
  EXPECT_EQ(code("title: n\nlogsource: {category: test}\ndetection:\n  s: {f: 1}\n  condition: " +
                 std::string(200, '(') + "s\n"),
            "sigma.condition");
}

TEST(Limits, TextOutsideAnyDocumentEndsTheReading) {
  const RuleSet rules =
      CompileTexts({"e: {f: 1}\nfilter:\n  rules: any\n---\n,t%itle: a\nid: a\n"});
  EXPECT_EQ(rules.report().found, 2U);
  EXPECT_EQ(rules.report().rejected, 2U);
}

TEST(Limits, ARegexThatBacktracksForEverIsGivenUpAndCounted) {
  const RuleSet rules = CompileTexts({Rule("r", R"({f|re: '^(a|aa)+$'})")});
  ASSERT_EQ(rules.report().loaded, 1U);
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  rules.Match(TestEvent({{"f", std::string(5'000, 'a') + "đ", EventField::Kind::kString}}),
              *scratch, matches);
  EXPECT_TRUE(matches.empty());
  EXPECT_EQ(scratch->abandoned_regexes(), 1U);
}

TEST(Limits, GivenUpSearchesAreCountedForTheRulesThatHaveThem) {
  const RuleSet rules =
      CompileTexts({Rule("fine", R"({f|re: 'b+'})"), Rule("slow", R"({f|re: '^(a|aa)+$'})"),
                    Rule("too", R"({f|re: '^(a|aa)+$', g: 1})"),
                    Rule("flags", R"({f|re|i: '^(a|aa)+$'})"), Rule("other", "{f: x}")});
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  rules.Match(TestEvent({{"f", std::string(5'000, 'a') + "đ", EventField::Kind::kString}}),
              *scratch, matches);
  EXPECT_EQ(scratch->abandoned_regexes(), 2U);
  using Count = std::pair<std::size_t, std::uint64_t>;
  EXPECT_EQ(rules.RulesOf(scratch->given_up()), (std::vector<Count>{{1, 1}, {2, 1}, {3, 1}}));
  EXPECT_TRUE(rules.RulesOf({}).empty());
}

TEST(Options, PlaceholdersStatusAndLevelDecideWhatIsLoaded) {
  CompileOptions options;
  options.load_deprecated = true;
  options.minimum_level = Level::high;
  const RuleSet rules = CompileTexts({Rule("old", "{f: 1}", "status: deprecated\nlevel: high"),
                                      Rule("low", "{f: 1}", "level: low"), Rule("none", "{f: 1}")},
                                     options);
  EXPECT_EQ(rules.report().loaded, 1U);
  EXPECT_EQ(rules.report().skipped, 2U);
}

TEST(Options, DatabasesComeFromTheCacheTheSecondTime) {
  std::map<std::string, std::string> stored;
  std::size_t hits = 0;
  CompileOptions options;
  options.cache.get = [&](std::string_view key) -> std::optional<std::string> {
    const auto found = stored.find(std::string(key));
    if (found == stored.end()) return std::nullopt;
    ++hits;
    return found->second;
  };
  options.cache.put = [&](std::string_view key, std::string_view bytes) {
    stored[std::string(key)] = bytes;
  };
  const std::string rule = Rule("a", "{f|contains: [abc, def], g|re: 'x+y'}");
  CompileTexts({rule}, options);
  EXPECT_EQ(stored.size(), 2U);
  EXPECT_EQ(hits, 0U);
  const RuleSet again = CompileTexts({rule}, options);
  EXPECT_EQ(hits, 2U);
  const Event event = TestEvent({{"f", "xabcx", {}}, {"g", "xxy", {}}});
  EXPECT_EQ(Ids(again, event), Texts{"a"});
  for (auto& [key, bytes] : stored) bytes = "damaged";
  EXPECT_EQ(Ids(CompileTexts({rule}, options), event), Texts{"a"}) << "a damaged cache is rebuilt";
}

TEST(Filters, NarrowTheRulesTheyName) {
  const std::string filter =
      "title: F\nid: F\nlogsource: {category: test}\nfilter:\n  rules: [a]\n  sel: {u: adm}\n"
      "  condition: not sel\n";
  const RuleSet rules = CompileTexts({Rule("a", "{f: 1}"), Rule("b", "{f: 1}"), filter});
  EXPECT_EQ(rules.report().filters, 1U);
  EXPECT_EQ(Ids(rules, TestEvent({{"f", "1", {}}, {"u", "adm", {}}})), Texts{"b"});
  EXPECT_EQ(Ids(rules, TestEvent({{"f", "1", {}}})), (Texts{"a", "b"}));
}

TEST(Matching, SaysWhichValuesMet) {
  const RuleSet rules = CompileTexts({Rule("a", "{f|contains|all: [foo, bar], g|re: 'x+'}")});
  const Event event = TestEvent({{"f", "nothing", {}}, {"f", "Foo and BAR", {}}, {"g", "xx", {}}});
  std::vector<Match> matches;
  const auto scratch = rules.MakeScratch();
  rules.Match(event, *scratch, matches);
  ASSERT_EQ(matches.size(), 1U);
  ASSERT_EQ(matches[0].matched.size(), 3U);
  EXPECT_EQ(matches[0].matched[0].field, "f");
  EXPECT_EQ(matches[0].matched[0].value, "Foo and BAR");
  EXPECT_EQ(matches[0].matched[0].pattern, "contains 'foo'");
  EXPECT_EQ(matches[0].matched[2].pattern, "re 'x+'");
}

TEST(Matching, AnotherLogSourceIsNotTried) {
  const RuleSet rules = CompileTexts({Rule("a", "{f: 1}")});
  Event event = TestEvent({{"f", "1", {}}});
  event.logsources = {{"windows", "other", ""}};
  EXPECT_TRUE(Ids(rules, event).empty());
  const Explanation why = rules.Explain(0, event);
  EXPECT_FALSE(why.logsource_applies);
  EXPECT_FALSE(why.matched);
  ASSERT_FALSE(why.steps.empty());
  EXPECT_TRUE(why.steps[0].holds) << "the condition itself would hold";
}

TEST(Matching, AScratchServesEventAfterEvent) {
  const RuleSet rules = CompileTexts({Rule("a", "{f|contains: abc}"), Rule("b", "[needle]")});
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  for (int round = 0; round < 3; ++round) {
    rules.Match(TestEvent({{"f", "xABCx", {}}}), *scratch, matches);
    EXPECT_EQ(matches.size(), 1U);
    rules.Match(TestEvent({{"g", "xabcx", {}}}), *scratch, matches);
    EXPECT_TRUE(matches.empty());
    rules.Match(TestEvent({{"f", "abc", {}}, {"g", "a NEEDLE", {}}}), *scratch, matches);
    EXPECT_EQ(matches.size(), 2U);
  }
}

TEST(Matching, KeywordsAreFoundInRawLinesButNotInRawJson) {
  const RuleSet rules = CompileTexts({Rule("a", "[needle]")});
  Event event = TestEvent({});
  event.raw = "Nov 23 host app: a needle";
  EXPECT_EQ(Ids(rules, event).size(), 1U);
  event.raw = R"({"needle": 1})";
  EXPECT_TRUE(Ids(rules, event).empty());
}

TEST(Matching, LongLiteralsAreComparedWhole) {
  const std::string run(100, 'J'), literal = "exploit" + run + "end";
  const RuleSet rules =
      CompileTexts({Rule("long", fmt::format("{{f|contains: {}}}", literal)),
                    Rule("word", fmt::format("[ {} ]", literal)),
                    Rule("run", fmt::format("[ nnnn{} ]", run)), Rule("short", "{f|contains: k}")});
  const auto ids = [&](std::string value) {
    std::vector<std::string> found = Ids(rules, TestEvent({{"f", std::move(value), {}}}));
    std::ranges::sort(found);
    return found;
  };
  EXPECT_EQ(ids("k1"), Texts{"short"});
  EXPECT_EQ(ids("an Exploit" + run + "END."), (Texts{"long", "word"}));
  EXPECT_EQ(ids("exploit" + run + "en"), Texts{});
  EXPECT_EQ(ids("xploit" + run + "end"), Texts{});
  EXPECT_EQ(ids("knnnn" + run), (Texts{"run", "short"}));
}

TEST(Explaining, ShowsEachStepAndWhatWasSeen) {
  const RuleSet rules = CompileTexts({Rule("a", "{f|endswith: .exe, g: 5}")});
  const Explanation why = rules.Explain(0, TestEvent({{"f", "a.exe", {}}}));
  EXPECT_FALSE(why.matched);
  ASSERT_EQ(why.steps.size(), 5U);
  std::string text;
  for (const auto& step : why.steps) {
    text += fmt::format("{}{}{} [{}]\n", std::string(static_cast<std::size_t>(step.depth), ' '),
                        step.holds ? "+" : "-", step.text, step.seen);
  }
  EXPECT_TRUE(text.contains("+f endswith '.exe' [a.exe]")) << text;
  EXPECT_TRUE(text.contains("-g = 5 [(absent)]")) << text;
}

TEST(Explaining, SaysThatASearchWasGivenUp) {
  const RuleSet rules = CompileTexts({Rule("a", "{f|re: '^(a|aa)+$|a!$'}")});
  const Explanation why = rules.Explain(0, TestEvent({{"f", std::string(60, 'a') + "!", {}}}));
  EXPECT_FALSE(why.matched);
  const auto says = [](const auto& step) { return step.seen.contains("given up after too many"); };
  EXPECT_TRUE(std::ranges::any_of(why.steps, says));
}

LogSource Source(std::string product, std::string category, std::string service) {
  return {std::move(product), std::move(category), std::move(service)};
}

bool Derives(const Event& event, const LogSource& wanted) {
  const auto sources = DeriveLogSources(event);
  return std::any_of(sources.begin(), sources.end(), [&](const LogSource& source) {
    return source.product == wanted.product && source.category == wanted.category &&
           source.service == wanted.service;
  });
}

TEST(LogSources, WindowsByChannelAndEventId) {
  Event event =
      TestEvent({{"Channel", "security", {}}, {"EventID", "4688", EventField::Kind::kNumber}});
  EXPECT_TRUE(Derives(event, Source("windows", "", "security")));
  EXPECT_TRUE(Derives(event, Source("windows", "process_creation", "security")));
  event.fields[0].value = "Microsoft-Windows-Sysmon/Operational";
  event.fields[1].value = "12";
  EXPECT_TRUE(Derives(event, Source("windows", "registry_event", "sysmon")));
  EXPECT_FALSE(Derives(event, Source("windows", "registry_add", "sysmon")));
  event.fields.push_back({"EventType", "CreateKey", {}});
  EXPECT_TRUE(Derives(event, Source("windows", "registry_add", "sysmon")));
  event.fields[0].value = "Some-Vendor/Channel";
  EXPECT_TRUE(Derives(event, Source("windows", "", "")));
}

TEST(LogSources, OthersByProgramStreamOrFields) {
  EXPECT_TRUE(Derives(TestEvent({{"program", "sshd", {}}}), Source("linux", "", "sshd")));
  EXPECT_TRUE(Derives(TestEvent({{"program", "sshd", {}}}), Source("linux", "", "auth")));
  EXPECT_TRUE(Derives(TestEvent({{"_path", "conn", {}}}), Source("zeek", "", "conn")));
  EXPECT_TRUE(Derives(TestEvent({{"cs-uri-stem", "/", {}}}), Source("", "webserver", "")));
  EXPECT_TRUE(Derives(TestEvent({{"c-uri", "/", {}}}), Source("", "proxy", "")));
  EXPECT_TRUE(Derives(TestEvent({{"src_ip", "1", {}}, {"dst_ip", "2", {}}, {"action", "x", {}}}),
                      Source("", "firewall", "")));
  EXPECT_TRUE(DeriveLogSources(TestEvent({{"f", "1", {}}})).empty());
  EXPECT_TRUE(DeriveLogSources(TestEvent({{"Channel", "", EventField::Kind::kNull}})).empty());
  EXPECT_TRUE(Derives(TestEvent({{"Channel", "", EventField::Kind::kNull},
                                 {"Channel", "Other", EventField::Kind::kString}}),
                      Source("windows", "", "")));
}

TEST(LogSources, AliasesReadSecurity4688AsProcessCreation) {
  const RuleSet rules =
      CompileTexts({"title: p\nlogsource: {product: windows, category: process_creation}\n"
                    "detection: {s: {Image|endswith: '\\cmd.exe'}, condition: s}\n"});
  Event event = TestEvent({{"Channel", "Security", {}},
                           {"EventID", "4688", {}},
                           {"NewProcessName", R"(C:\Windows\cmd.exe)", {}}});
  event.logsources = DeriveLogSources(event);
  EXPECT_EQ(Ids(rules, event), Texts{"p"});
  event.fields.push_back({"Image", "other", {}});
  EXPECT_TRUE(Ids(rules, event).empty()) << "a field of its own goes before the alias";
}

}  // namespace
}  // namespace lachan::detect
