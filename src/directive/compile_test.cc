// SPDX-License-Identifier: Apache-2.0
#include "directive/compile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

const std::vector<SourceText>& Shipped() {
  static const auto* sources =
      new std::vector<SourceText>(LoadDirectiveFolder("vn-thanh-hoa-2022"));
  return *sources;
}

/// The shipped sources with one file's text changed.
std::vector<SourceText> With(const std::string& path, const std::string& from,
                             const std::string& to) {
  std::vector<SourceText> sources = Shipped();
  for (SourceText& source : sources) {
    if (source.path != path) continue;
    const auto at = source.text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) source.text.replace(at, from.size(), to);
  }
  return sources;
}

void ExpectFinding(const std::vector<SourceText>& sources, const std::string& code,
                   const std::string& path) {
  const auto compiled = CompileDirective(sources);
  EXPECT_FALSE(compiled.value.has_value());
  const auto at = std::ranges::find(compiled.findings, code, &Diagnostic::code);
  ASSERT_NE(at, compiled.findings.end()) << "no finding " << code;
  EXPECT_EQ(at->where.file, path) << at->Text();
}

TEST(CompileDirective, ReadsTheShippedDirective) {
  const auto compiled = CompileDirective(Shipped());
  for (const Diagnostic& finding : compiled.findings) ADD_FAILURE() << finding.Text();
  ASSERT_TRUE(compiled.value.has_value());
  const Directive& directive = *compiled.value;
  ASSERT_EQ(directive.obligations.size(), 33u);
  for (std::size_t i = 0; i < directive.obligations.size(); ++i) {
    EXPECT_EQ(directive.obligations[i].id, fmt::format("OB-{:02}", i + 1));
  }
}

TEST(CompileDirective, EveryClauseHasAnObligationOrAReason) {
  const auto compiled = CompileDirective(Shipped());
  ASSERT_TRUE(compiled.value.has_value());
  const auto rows = TraceabilityMatrix(*compiled.value);
  ASSERT_EQ(rows.size(), 27u);
  for (const TraceRow& row : rows) {
    std::string served;
    for (const std::string& id : row.obligations) served += " " + id;
    std::cout << row.clause << ":" << (served.empty() ? " none: " + row.none.en : served) << "\n";
    EXPECT_NE(row.obligations.empty(), row.none.vi.empty()) << row.clause;
  }
}

TEST(CompileDirective, EveryMeasurablePartCanBeDischarged) {
  const auto compiled = CompileDirective(Shipped());
  ASSERT_TRUE(compiled.value.has_value());
  for (const Obligation& obligation : compiled.value->obligations) {
    for (const Part& part : obligation.parts) {
      if (part.measured == Measured::kDeclared) {
        EXPECT_FALSE(part.discharge_with.empty()) << part.id;
      }
      EXPECT_FALSE(part.source.empty()) << part.id;
    }
  }
}

TEST(CompileDirective, EveryClockOfBothRegimesIsThere) {
  const auto compiled = CompileDirective(Shipped());
  ASSERT_TRUE(compiled.value.has_value());
  std::string codes;
  for (const auto& clock : compiled.value->incidents.clocks) codes += clock.code + " ";
  EXPECT_EQ(codes, "O1 O2 O3 O4 O5 O6 O7 O8 N1 N2 N3 N4 N5 N6 N7 N8 N9 N10 N15 ");
}

TEST(CompileDirective, DoubtfulHolidayIsListedButOff) {
  const auto compiled = CompileDirective(Shipped());
  ASSERT_TRUE(compiled.value.has_value());
  const CivilDate date = *ParseDate("2026-11-24");
  const auto at = std::ranges::find(compiled.value->holidays, date, &Holiday::date);
  ASSERT_NE(at, compiled.value->holidays.end());
  EXPECT_EQ(at->confidence, "low");
  EXPECT_FALSE(at->enabled);
  EXPECT_TRUE(compiled.value->calendar.IsWorkingDay(date));
}

TEST(CompileDirective, RefusesAMissingFile) {
  std::vector<SourceText> sources = Shipped();
  std::erase_if(sources, [](const SourceText& s) { return s.path == "calendar.yaml"; });
  ExpectFinding(sources, "directive.file.missing", "calendar.yaml");
}

TEST(CompileDirective, RefusesAnUnknownFile) {
  std::vector<SourceText> sources = Shipped();
  sources.push_back({"holidays.yaml", "a: 1"});
  ExpectFinding(sources, "directive.file.unknown", "holidays.yaml");
}

TEST(CompileDirective, RefusesAnUnknownKey) {
  ExpectFinding(With("obligations.yaml", "due_soon_days: 90", "due_sooner: 90"),
                "directive.key.unknown", "obligations.yaml");
}

TEST(CompileDirective, RefusesAKeyWrittenTwice) {
  ExpectFinding(With("directive.yaml", "version: \"1\"", "version: \"1\"\nversion: \"2\""),
                "directive.key.twice", "directive.yaml");
}

TEST(CompileDirective, RefusesAnUnknownFactInARule) {
  ExpectFinding(
      With("obligations.yaml", "evidence: [assurance.scan]", "evidence: [assurance.scam]"),
      "directive.fact.unknown", "obligations.yaml");
}

TEST(CompileDirective, RefusesAnUntracedClause) {
  ExpectFinding(With("obligations.yaml", "also_clauses: [\"4\"]", "also_clauses: []"),
                "directive.clause.untraced", "clauses.yaml");
}

TEST(CompileDirective, RefusesAnUnknownClause) {
  ExpectFinding(With("obligations.yaml", "also_clauses: [\"4\"]", "also_clauses: [\"4\", \"9.z\"]"),
                "directive.clause.unknown", "obligations.yaml");
}

TEST(CompileDirective, RefusesWeightsThatDoNotMakeAHundred) {
  ExpectFinding(With("scorecard.yaml", "weight: 30", "weight: 31"), "directive.scorecard.weights",
                "scorecard.yaml");
}

TEST(CompileDirective, RefusesTwoUnitsInOneLimit) {
  ExpectFinding(With("obligations.yaml", "{hours: 72}", "{hours: 72, working_days: 3}"),
                "directive.limit", "obligations.yaml");
}

TEST(CompileDirective, RefusesAMeasurablePartWithoutRule) {
  ExpectFinding(With("obligations.yaml", "measured: not_measurable", "measured: declared"),
                "directive.part.rule", "obligations.yaml");
}

TEST(CompileDirective, NamesLineAndHint) {
  const auto compiled = CompileDirective(With("calendar.yaml", "2022-01-03", "2022-02-30"));
  ASSERT_FALSE(compiled.findings.empty());
  EXPECT_EQ(compiled.findings[0].where.line, 18) << compiled.findings[0].Text();
  EXPECT_FALSE(compiled.findings[0].hint.empty());
}

TEST(CompileDirective, RefusesAliasesBeforeExpandingThem) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    bomb += fmt::format("a{}: &a{} [*a{}, *a{}, *a{}, *a{}]\n", i, i, i - 1, i - 1, i - 1, i - 1);
  }
  ExpectFinding({SourceText{"directive.yaml", bomb}}, "directive.yaml.limit", "directive.yaml");
}

TEST(CompileDirective, RefusesDeepNesting) {
  ExpectFinding({SourceText{"directive.yaml", std::string(100'000, '[')}}, "directive.yaml.syntax",
                "directive.yaml");
  ExpectFinding({SourceText{"directive.yaml", "a: " + std::string(40, '[') + std::string(40, ']')}},
                "directive.yaml.limit", "directive.yaml");
}

TEST(CompileDirective, RefusesAnOversizedFile) {
  ExpectFinding({SourceText{"directive.yaml", std::string(YamlLimits::kMaxBytes + 1, '#')}},
                "directive.yaml.size", "directive.yaml");
}

TEST(CompileDirective, RefusesIllFormedUtf8) {
  ExpectFinding({SourceText{"directive.yaml", "id: \xFF\xFE"}}, "directive.yaml.utf8",
                "directive.yaml");
}

TEST(CompileDirective, ReportsSeveralFaultsInOnePass) {
  auto sources = With("obligations.yaml", "{hours: 72}", "{hours: 0}");
  for (SourceText& source : sources) {
    if (source.path == "calendar.yaml") source.text += "\nextra: 1\n";
  }
  std::set<std::string> files;
  for (const auto& finding : CompileDirective(sources).findings) files.insert(finding.where.file);
  EXPECT_EQ(files, (std::set<std::string>{"calendar.yaml", "obligations.yaml"}));
}

}  // namespace
}  // namespace lachan::directive
