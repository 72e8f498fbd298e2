// SPDX-License-Identifier: Apache-2.0
// Editions of a directive: what is refused and with which hint, what differs, and the official
// text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "directive/compile.h"
#include "directive/describe.h"
#include "directive/official_text.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

using testing::HasSubstr;

/// The shipped files with one text changed.
std::vector<SourceText> With(const std::string& path, const std::string& from,
                             const std::string& to) {
  auto sources = LoadDirectiveFolder("vn-thanh-hoa-2022");
  const auto at = std::ranges::find(sources, path, &SourceText::path);
  const auto place = at->text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  if (place != std::string::npos) at->text.replace(place, from.size(), to);
  return sources;
}

/// The finding of a code; ends with an empty one when there is none.
Diagnostic Finding(const std::vector<SourceText>& sources, const std::string& code) {
  const auto compiled = CompileDirective(sources);
  EXPECT_FALSE(compiled.value) << code;
  const auto at = std::ranges::find(compiled.findings, code, &Diagnostic::code);
  if (at == compiled.findings.end()) {
    for (const auto& finding : compiled.findings) ADD_FAILURE() << finding.Text();
    return {};
  }
  EXPECT_GT(at->where.line, 0) << at->Text();
  EXPECT_GT(at->where.column, 0) << at->Text();
  return *at;
}

TEST(Edition, UnknownFactIsNamedWithTheNearestOne) {
  const auto finding =
      Finding(With("obligations.yaml", "evidence: [assurance.hunt]", "evidence: [assurance.hunts]"),
              "directive.fact.unknown");
  EXPECT_THAT(finding.message, HasSubstr("assurance.hunts"));
  EXPECT_THAT(finding.hint, HasSubstr("did you mean 'assurance.hunt'?"));
  EXPECT_EQ(finding.where.file, "obligations.yaml");
}

TEST(Edition, UnknownKeyIsNamedWithTheNearestOne) {
  const auto finding = Finding(With("obligations.yaml", "due_soon_days: 90", "due_soon_day: 90"),
                               "directive.key.unknown");
  EXPECT_THAT(finding.hint, HasSubstr("did you mean 'due_soon_days'?"));
}

TEST(Edition, UnknownGroupRoleClauseAndPart) {
  EXPECT_THAT(
      Finding(With("obligations.yaml", "binds: units\n", "binds: unit\n"), "directive.binding")
          .hint,
      HasSubstr("did you mean 'units'?"));
  EXPECT_THAT(Finding(With("obligations.yaml", "{roles: [finance]}", "{roles: [finanse]}"),
                      "directive.binding")
                  .hint,
              HasSubstr("did you mean 'finance'?"));
  EXPECT_THAT(Finding(With("obligations.yaml", "clause: \"1.k\"", "clause: \"1.kk\""),
                      "directive.clause.unknown")
                  .hint,
              HasSubstr("did you mean '1.k'?"));
  EXPECT_THAT(
      Finding(With("scorecard.yaml", "[OB-05.hunt]", "[OB-05.hunting]"), "directive.part.unknown")
          .hint,
      HasSubstr("OB-05.hunt"));
}

TEST(Edition, AttributeThatNoFactCarries) {
  const auto finding =
      Finding(With("obligations.yaml", "when: [\"scope=province\"]", "when: [\"scop=province\"]"),
              "directive.attribute.unknown");
  EXPECT_THAT(finding.hint, HasSubstr("did you mean 'scope'?"));
}

TEST(Edition, DutyThatNobodyCanDischarge) {
  const auto finding =
      Finding(With("facts.yaml", "  - {id: hunt, fact: assurance.hunt, per: system,",
                   "  - {id: hunt, fact: assurance.hunt, per: agency,"),
              "directive.part.undischargeable");
  EXPECT_THAT(finding.message, HasSubstr("OB-05.hunt"));
  EXPECT_THAT(finding.hint, HasSubstr("per: system"));
}

TEST(Edition, CycleOfDutiesThatBringEachOtherBack) {
  const auto finding = Finding(
      With("obligations.yaml",
           "reopened_by: [{kind: system.changed, when: [major], within: {calendar_days: 30}}]",
           "reopened_by: [{kind: plan.response_issued, within: {calendar_days: 30}}]"),
      "directive.cycle");
  EXPECT_THAT(finding.message, HasSubstr("OB-06 reopens OB-06"));
}

TEST(Edition, LostCoverageThatReopensIsNoCycle) {
  // soc.coverage both discharges and reopens OB-20.soc, told apart by its state.
  EXPECT_TRUE(CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value);
}

TEST(Edition, OverlappingDates) {
  EXPECT_THAT(Finding(With("directive.yaml", "agency: STTTT, to: 2025-03-01",
                           "agency: STTTT, to: 2025-04-01"),
                      "directive.validity.overlap")
                  .message,
              HasSubstr("coordinator/"));
  EXPECT_THAT(Finding(With("incident_clocks.yaml", "Circular 20/2017\"}, to: 2026-08-19",
                           "Circular 20/2017\"}, to: 2026-08-20"),
                      "directive.validity.overlap")
                  .message,
              HasSubstr("2017"));
}

TEST(Edition, DutyThatBindsNobodyOnAnyDay) {
  Finding(With("obligations.yaml", "        to: 2026-08-19\n", "        to: 2022-10-01\n"),
          "directive.part.never");
}

TEST(Edition, DateThatDoesNotExistAndWeightOfNothing) {
  EXPECT_THAT(Finding(With("obligations.yaml", "first_due: {before: 2022-11-30}",
                           "first_due: {before: 2022-11-31}"),
                      "directive.value")
                  .message,
              HasSubstr("2022-11-31"));
  Finding(With("obligations.yaml", "        weight: 2\n", "        weight: 0\n"),
          "directive.value");
}

TEST(Edition, EveryFaultIsToldAtOnce) {
  auto sources = With("obligations.yaml", "evidence: [assurance.hunt]", "evidence: [no.such]");
  auto& facts = *std::ranges::find(sources, "scorecard.yaml", &SourceText::path);
  facts.text.replace(facts.text.find("OB-05.scan"), 10, "OB-05.skan");
  const auto compiled = CompileDirective(sources);
  EXPECT_GE(compiled.findings.size(), 2u);
}

TEST(Diff, NothingDiffersFromItself) {
  const auto data = CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022"));
  EXPECT_TRUE(Diff(*data.value, *data.value, Language::kVietnamese).empty());
}

TEST(Diff, SaysWhatChangedAndWhomItBinds) {
  const auto before = CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022"));
  const auto after = CompileDirective(
      With("obligations.yaml",
           "        source: \"directive 1.c\"\n        state:\n          first_due: {grace: "
           "{months: 6, roll: false}}\n          valid_for: {months: 6, roll: false}",
           "        source: \"directive 1.c\"\n        state:\n          first_due: {grace: "
           "{months: 6, roll: false}}\n          valid_for: {months: 3, roll: false}"));
  ASSERT_TRUE(after.value);
  const auto rows = Diff(*before.value, *after.value, Language::kEnglish);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].id, "OB-05.hunt");
  EXPECT_EQ(rows[0].field, "due");
  EXPECT_THAT(rows[0].before, HasSubstr("holds for 6 months"));
  EXPECT_THAT(rows[0].after, HasSubstr("holds for 3 months"));
  EXPECT_THAT(rows[0].kinds, testing::UnorderedElementsAre("department", "district", "commune"));
  EXPECT_EQ(rows[0].clause, "1.c");
}

TEST(Diff, SeesWhatWasAddedAndRemoved) {
  const auto before = CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022"));
  const auto after = CompileDirective(With("calendar.yaml", "  - 2026-08-22", "  - 2026-08-29"));
  const auto rows = Diff(*before.value, *after.value, Language::kEnglish);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].kind, Difference::Kind::kAdded);
  EXPECT_EQ(rows[0].id, "2026-08-29");
  EXPECT_EQ(rows[1].kind, Difference::Kind::kRemoved);
}

std::vector<Clause> Clauses() {
  return CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value->clauses;
}

TEST(OfficialText, PointsOpenClauses) {
  const auto sentences = Sentences(
      "CHỈ THỊ MẪU\n1. Các cơ quan:\na) Làm   việc một. Làm việc hai; làm việc ba.\nđ) Việc năm.\n"
      "2. Đơn vị điều phối:\na) Việc của điều phối.\n4. Tài chính bố trí kinh phí.\n",
      Clauses(), {});
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& one : sentences) found.emplace_back(one.clause, one.text);
  EXPECT_THAT(found,
              testing::ElementsAre(
                  std::pair("", "CHỈ THỊ MẪU"), std::pair("", "1. Các cơ quan:"),
                  std::pair("1.a", "a) Làm việc một."), std::pair("1.a", "Làm việc hai;"),
                  std::pair("1.a", "làm việc ba."), std::pair("1.đ", "đ) Việc năm."),
                  std::pair("", "2. Đơn vị điều phối:"), std::pair("2.a", "a) Việc của điều phối."),
                  std::pair("4", "4. Tài chính bố trí kinh phí.")));
}

TEST(OfficialText, DatesAndNumbersOpenNothing) {
  const auto sentences =
      Sentences("1. Việc.\na) Theo Nghị định ngày 13.10.2022 và TT. 20.\n", Clauses(), {});
  ASSERT_EQ(sentences.size(), 2u);
  EXPECT_EQ(sentences[1].clause, "1.a");
}

TEST(OfficialText, AMatchByHandSurvivesOtherEdits) {
  const auto first = Sentences("Câu mở đầu.\n1. Việc.\na) Một.\n", Clauses(), {});
  const std::string hash = first[0].sha256;
  const auto second =
      Sentences("Thêm vào.\nCâu   mở đầu.\n1. Việc.\n", Clauses(), {{hash, "final"}});
  EXPECT_EQ(second[1].sha256, hash);
  EXPECT_EQ(second[1].clause, "final");
}

}  // namespace
}  // namespace lachan::directive
