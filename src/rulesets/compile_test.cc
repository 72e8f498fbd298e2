// SPDX-License-Identifier: Apache-2.0
#include "rulesets/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/logsource.h"
#include "rulesets/archive.h"
#include "rulesets/coverage.h"
#include "rulesets/exception_set.h"
#include "rulesets/rule_tests.h"
#include "rulesets/testing_rulesets.h"

namespace lachan::rulesets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Message;
using testing::Rule;
using testing::Set;
using ::testing::SizeIs;

const Instant kNow = *ParseInstant("2026-11-25T04:00:00Z");

TEST(CompileTest, AccountsForEveryDocumentOfEverySet) {
  const std::string broken =
      "title: b\nid: b\nlogsource: {product: linux}\ndetection:\n  s:\n    "
      "f|nonsense: 1\n  condition: s\n";
  const auto compiled = CompileSets(
      {Set("own", {{"a.yml", Rule("one", "x")}, {"b.yml", broken}}),
       Set("rules", {{"deep/c.yml", Rule("one", "y") + "---\n" + Rule("two", "z") + "---\n" +
                                        Rule("three", "z", "medium", "status: deprecated\n")},
                     {"tests/c.yml", "rule: two\n"},
                     {"other.yml", "colour: red\n"}}),
       Set("third", {{"d.yml", "title: [\n"},
                     {"f.yml",
                      "title: f\nid: f\nlogsource: {product: linux}\nfilter:\n  rules: "
                      "any\n  s:\n    u: 1\n  condition: not s\n"}})});
  ASSERT_THAT(compiled.counts, SizeIs(3));
  const auto counts = [&](std::size_t set) {
    const auto& c = compiled.counts[set];
    return std::vector<std::size_t>{c.found, c.loaded, c.rejected, c.skipped};
  };
  EXPECT_THAT(counts(0), ElementsAre(2, 1, 1, 0));
  EXPECT_THAT(counts(1), ElementsAre(4, 1, 0, 3));  // A double, a deprecated one, no Sigma.
  EXPECT_THAT(counts(2), ElementsAre(2, 1, 1, 0));
  const auto& report = compiled.rules->report();
  EXPECT_EQ(compiled.total.found, report.found);
  EXPECT_EQ(compiled.total.loaded, report.loaded);
  EXPECT_EQ(compiled.total.rejected, report.rejected);
  EXPECT_EQ(compiled.total.skipped, report.skipped);
  const auto& first = compiled.findings.front();
  EXPECT_EQ(first.severity, "error");
  EXPECT_EQ(first.set, "own");
  EXPECT_EQ(first.file, "b.yml");
  EXPECT_EQ(first.line, 6);
  EXPECT_EQ(first.code, "sigma.modifier.unknown");
  EXPECT_FALSE(first.hint.empty());
  // The first document of an id wins: the own one.
  EXPECT_EQ(compiled.SetOf(*compiled.Find("one"))->code, "own");
  EXPECT_EQ(CompiledSets::PathOf(*compiled.Find("two")), "deep/c.yml");
  EXPECT_TRUE(ProblemOf(compiled).empty());
}

TEST(CompileTest, ASetOfWhichNothingLoadsMustNotGoIntoForce) {
  const auto compiled =
      CompileSets({Set("rules", {{"a.yml", Rule("one", "x")}}), Set("bad", {{"b.yml", "a: [\n"}})});
  EXPECT_THAT(ProblemOf(compiled), HasSubstr("set bad"));
  EXPECT_THAT(ProblemOf(CompileSets({Set("own", {})})), HasSubstr("no rule"));
}

TEST(CompileTest, LeavesOutLowLevelsButNotWhatCorrelationsCount) {
  const std::string correlation =
      "title: Many\nid: many\ncorrelation:\n  type: event_count\n  rules: [base]\n  group-by: "
      "[host]\n  timespan: 5m\n  condition: {gte: 3}\nlevel: high\n";
  const auto compiled = CompileSets(
      {Set("rules",
           {{"a.yml", Rule("base", "x", "informational") + "---\n" + correlation},
            {"b.yml", Rule("low", "y", "low") + "---\n" + Rule("high", "z", "'high' # yes")},
            {"c.yml", Rule("broken", "z", "critical") + "detection: 7\n"}},
           Level::medium)});
  EXPECT_NE(compiled.Find("base"), nullptr);
  EXPECT_NE(compiled.Find("many"), nullptr);
  EXPECT_EQ(compiled.Find("low"), nullptr);
  ASSERT_NE(compiled.Find("high"), nullptr);
  EXPECT_EQ(compiled.Find("high")->line, 12);  // As in the file, whatever was left out.
  EXPECT_EQ(compiled.counts[0].skipped, 1U);
  EXPECT_EQ(compiled.counts[0].found, 5U);
  EXPECT_EQ(compiled.counts[0].loaded, 3U);
}

TEST(CompileTest, DocumentsAreToldByTheirLines) {
  const auto documents = DocumentsOf("# head\n---\na: 1\n---\n\n---\nb: 2\nlevel: high\n");
  ASSERT_THAT(documents, SizeIs(3));
  EXPECT_EQ(documents[1].first_line, 3);
  EXPECT_EQ(documents[2].first_line, 7);
  EXPECT_EQ(documents[2].last_line, 8);
  EXPECT_EQ(LevelOf(documents[2].text), Level::high);
  EXPECT_EQ(LevelOf(documents[1].text), std::nullopt);
}

TEST(CompileTest, TheWholeSharedTreeIsAccountedFor) {
  const auto shared = testing::SharedDetect();
  if (shared.empty()) GTEST_SKIP() << "skipped: no ../shared";
  const auto read = ReadFolder(shared + "/sigma_rules");
  ASSERT_TRUE(read) << read.error().Text();
  const auto compiled = CompileSets({Set("sigmahq", read->content.files)});
  const auto& report = compiled.rules->report();
  EXPECT_GT(report.loaded, 3000U);
  EXPECT_EQ(compiled.counts[0].found, report.found);
  EXPECT_EQ(compiled.counts[0].loaded, report.loaded);
  EXPECT_EQ(compiled.counts[0].rejected, report.rejected);
  EXPECT_EQ(compiled.counts[0].skipped, report.skipped);
  for (const auto& finding : compiled.findings) {
    if (finding.severity != "error") break;
    EXPECT_GT(finding.line, 0) << finding.message;
    EXPECT_FALSE(finding.file.empty());
  }
  // Without logs nothing can fire.
  const auto plan = CoveragePlan::Of(std::make_shared<const CompiledSets>(compiled), 1);
  const Coverage none(plan, {}, kNow);
  EXPECT_EQ(none.View(std::nullopt, {}).rules.no_log_source,
            static_cast<std::int64_t>(compiled.rules->rules().size()));
}

// ---- tests of rules -----------------------------------------------------------------------------

const normalise::Normaliser kNormaliser{normalise::Mappings{}};

TEST(RuleTestsTest, RunsSamplesAndSaysWhichFail) {
  const auto compiled = CompileSets({Set(
      "own",
      {{"x.yml", Rule("x", "bad")},
       {"tests/x.yml",
        "matches:\n"
        "  - {note: held, fields: {message: 'a bad thing'}}\n"
        "  - {note: not held, fields: {message: 'a good thing'}}\n"
        "  - {note: other source, fields: {message: 'a bad thing'}, logsource: {product: zeek}}\n"
        "near_misses:\n"
        "  - {note: missed, fields: {message: 'a good thing'}}\n"
        "  - {note: not missed, record: '<38>Nov 25 10:00:00 h prog: bad'}\n"
        "  - {note: nothing}\n"}})});
  const auto results = RunTestsOf(compiled, kNormaliser);
  std::vector<std::string> failed;
  for (const auto& result : results) {
    if (!result.passed) failed.push_back(result.note.empty() ? "unreadable" : result.note);
  }
  EXPECT_THAT(failed, ElementsAre("unreadable", "not held", "other source", "not missed"));
  const auto report = TestReportOf(results);
  EXPECT_EQ(report.run, 6);
  EXPECT_EQ(report.failed, 4);
}

TEST(RuleTestsTest, AStreamFillsTheWindowOfACorrelation) {
  const std::string file =
      Rule("base", "bad", "low") +
      "---\ntitle: Many\nid: many\ncorrelation:\n  type: event_count\n  rules: "
      "[base]\n  group-by: [user]\n  timespan: 1m\n  condition: {gte: 5}\n";
  const auto compiled = CompileSets({Set("own", {{"x.yml", file}})});
  const auto run = [&](const char* sample) {
    const auto read =
        ReadTests("t", fmt::format("matches:\n  - stream: [{}]\n", sample), kNormaliser);
    EXPECT_THAT(read.findings, IsEmpty());
    return RunTests(*compiled.rules, read.tests, "many").at(0).passed;
  };
  EXPECT_TRUE(run("{repeat: 5, every: 3, fields: {message: bad %n, user: u}}"));
  EXPECT_FALSE(run("{repeat: 4, every: 3, fields: {message: bad %n, user: u}}"));
  EXPECT_FALSE(run("{repeat: 5, every: 20, fields: {message: bad, user: u}}"));
  EXPECT_FALSE(run("{repeat: 5, every: 3, fields: {message: bad, user: u%n}}"));
}

TEST(RuleTestsTest, RefusesTooMuch) {
  const auto read = ReadTests(
      "t", "matches:\n  - stream: [{repeat: 1e9, fields: {a: 1}}]\n  - {fields: 3}\n  - 7\n",
      kNormaliser);
  EXPECT_THAT(read.tests, IsEmpty());
  EXPECT_THAT(read.findings, SizeIs(3));
}

// ---- exceptions ---------------------------------------------------------------------------------

class ExceptionSetTest : public ::testing::Test {
 protected:
  /// Ids of the rules that `event` raises with these exceptions, and by whom others were taken.
  std::vector<std::string> Left(const Event& event, std::vector<ExceptionInput> exceptions,
                                Instant now = kNow) {
    const auto set = ExceptionSet::Compile(compiled_.rules, exceptions);
    problems_ = set->problems();
    const auto scratch = compiled_.rules->MakeScratch();
    const auto memory = set->MakeScratch();
    std::vector<detect::Match> matches;
    compiled_.rules->Match(event, *scratch, matches);
    taken_.clear();
    set->Apply(event, now, *memory, matches, taken_);
    std::vector<std::string> ids;
    for (const auto& match : matches) ids.push_back(compiled_.rules->rules()[match.rule].id);
    return ids;
  }
  static ExceptionInput Of(std::vector<std::string> rules, std::string text, AgencyId agency = {}) {
    return {7, std::move(rules), agency, std::move(text), kNow + std::chrono::hours(1)};
  }

  CompiledSets compiled_ = CompileSets(
      {Set("rules",
           {{"a.yml", Rule("a", "bad")},
            {"b.yml", Rule("b", "bad")},
            {"m.yml",
             "title: M\nid: m\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [h]\n  "
             "timespan: 5m\n  condition: {gte: 3}\n  generate: true\n"},
            {"w.yml",
             "title: W\nid: w\nlogsource: {product: windows, category: process_creation}\n"
             "detection:\n  s:\n    Image|endswith: \\evil.exe\n  condition: s\n"}})});
  std::map<std::int64_t, std::string> problems_;
  std::vector<pipeline::Suppressed> taken_;
};

TEST_F(ExceptionSetTest, TakesAwayWhatItNamesAndNothingElse) {
  const auto event = Message("a bad thing by backup", kNow);
  EXPECT_THAT(Left(event, {}), ElementsAre("a", "b"));
  const std::string backup = "by:\n  message|contains: by backup\ncondition: by\n";
  EXPECT_THAT(Left(event, {Of({"a"}, backup)}), ElementsAre("b"));
  ASSERT_THAT(taken_, SizeIs(1));
  EXPECT_EQ(taken_[0].exception, 7);
  EXPECT_THAT(Left(event, {Of({}, backup)}), IsEmpty());
  EXPECT_THAT(taken_, SizeIs(2));
  EXPECT_THAT(Left(Message("a bad thing", kNow), {Of({}, backup)}), ElementsAre("a", "b"));
}

TEST_F(ExceptionSetTest, HoldsForItsAgencyOnly) {
  const std::string all = "any:\n  message|contains: bad\ncondition: any\n";
  EXPECT_THAT(Left(Message("bad", kNow, AgencyId{2}), {Of({}, all, AgencyId{2})}), IsEmpty());
  EXPECT_THAT(Left(Message("bad", kNow, AgencyId{3}), {Of({}, all, AgencyId{2})}),
              ElementsAre("a", "b"));
  EXPECT_THAT(Left(Message("bad", kNow), {Of({}, all, AgencyId{2})}), ElementsAre("a", "b"));
}

TEST_F(ExceptionSetTest, EndsByItself) {
  const auto exception = Of({}, "any:\n  message|contains: bad\ncondition: any\n");
  const auto event = Message("bad", kNow);
  const auto end = exception.expires_at;
  EXPECT_THAT(Left(event, {exception}, end - Duration{1}), IsEmpty());
  EXPECT_THAT(Left(event, {exception}, end), ElementsAre("a", "b"));
}

TEST_F(ExceptionSetTest, ReadsTheEventAsTheRuleDoes) {
  // Security 4688: process_creation reads Image from NewProcessName.
  Event event;
  event.id = "e";
  event.fields = {{"Channel", "Security", EventField::Kind::kString},
                  {"EventID", "4688", EventField::Kind::kNumber},
                  {"NewProcessName", "C:\\tools\\evil.exe", EventField::Kind::kString}};
  event.logsources = detect::DeriveLogSources(event);
  EXPECT_THAT(Left(event, {}), ElementsAre("w"));
  EXPECT_THAT(Left(event, {Of({"w"}, "t:\n  Image|startswith: C:\\tools\\\ncondition: t\n")}),
              IsEmpty());
  EXPECT_THAT(Left(event, {Of({}, "t:\n  Image|startswith: C:\\tools\\\ncondition: t\n")}),
              IsEmpty());
}

TEST_F(ExceptionSetTest, TellsWhatCannotBeUsed) {
  const auto event = Message("bad", kNow);
  EXPECT_THAT(Left(event, {Of({"gone"}, "a:\n  m: 1\ncondition: a\n")}), ElementsAre("a", "b"));
  EXPECT_THAT(problems_.at(7), HasSubstr("none of its rules"));
  Left(event, {Of({"m"}, "a:\n  m: 1\ncondition: a\n")});
  EXPECT_THAT(problems_.at(7), HasSubstr("correlation"));
  EXPECT_THAT(Left(event, {Of({}, "a:\n  m|nonsense: 1\ncondition: a\n")}), ElementsAre("a", "b"));
  EXPECT_THAT(problems_.at(7), HasSubstr("nonsense"));
}

TEST(ExceptionTextTest, PlacesCountInTheTextItself) {
  EXPECT_THAT(CheckExceptionText("s:\n  User: x\ncondition: s\n"), IsEmpty());
  const auto findings = CheckExceptionText("s:\n  User|nonsense: x\ncondition: s\n");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].where.line, 2);
  EXPECT_EQ(findings[0].where.column, 3);
  for (const char* wrong :
       {"", "condition: s", "s: {a: 1}", "s: [", "- a\n- b", "\tx: 1",
        "s:\n  a: 1\ncondition: s\n---\ntitle: second", "s:\n  a: 1\ncondition: t"}) {
    EXPECT_FALSE(CheckExceptionText(wrong).empty()) << wrong;
  }
  // A key of the rule itself cannot be set from within.
  EXPECT_THAT(CheckExceptionText("s:\n  a: 1\nlevel:\n  a: 2\ncondition: s"), IsEmpty());
}

}  // namespace
}  // namespace lachan::rulesets
