// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "findings/testing_findings.h"

namespace lachan::findings {
namespace {

using registry::FieldMessage;
using testing::HasSubstr;
using testing::Not;

TEST_F(FindingsTest, AnImportMakesFindingsOfTheSystemsThatOwnTheTargets) {
  const auto receipt = Import(Line{.vector = kAll}.Text() +
                              Line{.host = "dongson.example.vn", .severity = "low"}.Text() +
                              Line{.host = "nobody.example"}.Text() + "{broken\n");
  EXPECT_EQ(receipt.entries_read.value, 4);
  EXPECT_EQ(receipt.created.value, 3);
  EXPECT_EQ(receipt.rejected.value, 1);
  EXPECT_EQ(receipt.not_attributed.value, 1);
  EXPECT_EQ(receipt.systems_covered.value, 2);
  EXPECT_THAT(receipt.rejections.value.value, HasSubstr("line 4"));
  const auto all = All(world_.analyst);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].number.value.value, "LH-00001");
  EXPECT_EQ(all[0].agency_id.value, world_.health);
  EXPECT_EQ(all[0].system_id.value, world_.health_system);
  EXPECT_EQ(all[0].port.value, 443);
  EXPECT_EQ(all[0].cvss_tenths.value, 98);
  EXPECT_FALSE(all[2].agency_id.value);
}

TEST_F(FindingsTest, AnAgencyNeverSeesAnothersNorWhatIsNotAttributed) {
  Import(Line{}.Text() + Line{.host = "dongson.example.vn"}.Text() + Line{.host = "x.vn"}.Text());
  const auto own = All(world_.ward_officer);
  ASSERT_EQ(own.size(), 1u);
  EXPECT_EQ(own[0].agency_id.value, world_.ward);
  const auto foreign = All(world_.health_officer)[0].id.value;
  EXPECT_EQ(Act(world_.ward_officer, foreign, FindingAction::fix).error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(service_.Summary(world_.ward_officer)->to_do, 1);
  EXPECT_EQ(service_.Summary(world_.ward_officer)->not_attributed, 0);
}

TEST_F(FindingsTest, AnOfficerImportsForOwnTargetsOnly) {
  const auto receipt = ImportAs(world_.ward_officer, Line{.host = "dongson.example.vn"}.Text() +
                                                         Line{.host = "yte.example.vn"}.Text() +
                                                         Line{.host = "nobody.example"}.Text());
  EXPECT_EQ(receipt.created.value, 1);
  EXPECT_EQ(receipt.rejected.value, 2);
  EXPECT_EQ(receipt.agency_id.value, world_.ward);
  EXPECT_THAT(receipt.rejections.value.value, Not(HasSubstr("Sở Y tế")));
  EXPECT_EQ(All(world_.analyst).size(), 1u);
}

TEST_F(FindingsTest, TheSameWeaknessOfAnotherScannerIsTheSameFinding) {
  Import(Line{}.Text());
  const auto receipt = Import(
      "<results><result id='1'><name>Log4j</name><host>10.1.0.5</host><port>443/tcp</port>"
      "<nvt oid='1.2'><refs><ref type='cve' id='CVE-2021-44228'/></refs></nvt>"
      "<severity>10.0</severity></result></results>");
  EXPECT_EQ(receipt.created.value, 0);
  EXPECT_EQ(receipt.seen_again.value, 1);
  EXPECT_EQ(Only().times_seen.value, 2);
  EXPECT_THAT(Only().sightings.value.value, HasSubstr("10.1.0.5"));
}

TEST_F(FindingsTest, WhatGivesControlOpensAFixAndAHuntAndClosesOnlyWithBoth) {
  Import(Line{.vector = kAll}.Text());
  const auto finding = Only();
  EXPECT_TRUE(finding.allows_control.value);
  EXPECT_EQ(finding.control_reason.value, scan_reports::ControlReason::vector);
  EXPECT_EQ(finding.due_at.value, world_.clock.now + std::chrono::hours(72));
  const auto opened = world_.Facts("finding.opened");
  ASSERT_EQ(opened.size(), 1u);
  EXPECT_THAT(opened[0].payload, HasSubstr("\"allows_control\":true"));
  EXPECT_THAT(opened[0].payload, HasSubstr("\"finding\":\"LH-00001\""));
  EXPECT_THAT(opened[0].payload, HasSubstr("\"due\":\"2026-11-26T03:00:00Z\""));
  EXPECT_EQ(opened[0].agency, world_.health);
  EXPECT_EQ(opened[0].system, world_.health_system);

  const auto fixed = Act(world_.health_officer, finding.id, FindingAction::fix);
  ASSERT_TRUE(fixed) << fixed.error().Text();
  EXPECT_EQ(fixed->status.value, FindingStatus::open);
  EXPECT_EQ(world_.Facts("finding.fixed").size(), 1u);
  EXPECT_EQ(Act(world_.health_officer, finding.id, FindingAction::fix).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(FieldMessage(Act(world_.health_officer, finding.id, FindingAction::hunt, ""), "note"),
            "required");
  const auto hunted = Act(world_.health_officer, finding.id, FindingAction::hunt);
  ASSERT_TRUE(hunted);
  EXPECT_EQ(hunted->status.value, FindingStatus::fixed);
  ASSERT_TRUE(hunted->closed_at.value);
  EXPECT_THAT(world_.Facts("finding.hunted")[0].payload, HasSubstr("\"finding\":\"LH-00001\""));
}

TEST_F(FindingsTest, WhatDoesNotGiveControlClosesWithTheFix) {
  Import(Line{.plugin = "weak", .severity = "medium", .vector = kReads}.Text());
  const auto finding = Only();
  EXPECT_FALSE(finding.allows_control.value);
  // 90 days, to the end of the last: 21/02/2027.
  EXPECT_EQ(FormatInstant(*finding.due_at.value), "2027-02-21T17:00:00Z");
  EXPECT_EQ(Act(world_.health_officer, finding.id, FindingAction::hunt).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(Act(world_.health_officer, finding.id, FindingAction::fix)->status.value,
            FindingStatus::fixed);
}

TEST_F(FindingsTest, WorkIsDatedWithinTheFindingsLife) {
  Import(Line{.plugin = "weak", .severity = "medium"}.Text());
  world_.clock.now += std::chrono::days(3);
  const auto id = Only().id.value;
  ActionRequest request{.action = FindingAction::fix};
  request.performed_on = ParseDate("2026-11-27").value();
  EXPECT_EQ(FieldMessage(service_.Act(world_.health_officer, id, request), "performed_on"),
            "in_future");
  request.performed_on = ParseDate("2026-11-22").value();
  EXPECT_EQ(FieldMessage(service_.Act(world_.health_officer, id, request), "performed_on"),
            "before_start");
  request.performed_on = ParseDate("2026-11-24").value();
  ASSERT_TRUE(service_.Act(world_.health_officer, id, request));
  EXPECT_EQ(FormatInstant(world_.Facts("finding.fixed")[0].occurred_at), "2026-11-23T17:00:00Z");
}

TEST_F(FindingsTest, SeenAgainAfterItWasClosedReopensItWithDutiesOfItsOwn) {
  Import(Line{.vector = kAll}.Text());
  const auto id = Only().id.value;
  Act(world_.health_officer, id, FindingAction::fix).value();
  Act(world_.health_officer, id, FindingAction::hunt).value();
  // A report from before the fix proves nothing.
  EXPECT_EQ(Import(Line{.vector = kAll}.Text()).seen_again.value, 1);
  EXPECT_EQ(Only().status.value, FindingStatus::fixed);
  world_.clock.now += std::chrono::days(2);
  const auto receipt = Import(Line{.vector = kAll, .at = "2026-11-25T02:00:00Z"}.Text());
  EXPECT_EQ(receipt.reopened.value, 1);
  const auto again = Only();
  EXPECT_EQ(again.status.value, FindingStatus::open);
  EXPECT_FALSE(again.fixed_at.value);
  EXPECT_FALSE(again.hunted_at.value);
  const auto opened = world_.Facts("finding.opened");
  ASSERT_EQ(opened.size(), 2u);
  EXPECT_THAT(opened[1].payload, HasSubstr("\"finding\":\"LH-00001.2\""));
}

TEST_F(FindingsTest, AFullScanThatDoesNotShowItMakesItProbablyFixed) {
  Import(Line{}.Text() + Line{.plugin = "weak", .severity = "low"}.Text());
  world_.clock.now += std::chrono::days(3);
  const auto later = Line{.plugin = "weak", .severity = "low", .at = "2026-11-24T00:00:00Z"}.Text();
  EXPECT_EQ(Import(later).gone.value, 0);  // Not said to be full.
  const auto receipt =
      Import(Line{.plugin = "weak", .severity = "low", .at = "2026-11-25T00:00:00Z"}.Text(), true);
  EXPECT_EQ(receipt.gone.value, 1);
  const auto finding = All(world_.analyst)[0];
  EXPECT_EQ(finding.status.value, FindingStatus::probably_fixed);
  ASSERT_TRUE(finding.gone_at.value);
  EXPECT_FALSE(finding.closed_at.value);
  world_.clock.now += std::chrono::days(1);
  EXPECT_EQ(Import(Line{.at = "2026-11-26T00:00:00Z"}.Text(), true).reopened.value, 1);
  EXPECT_EQ(All(world_.analyst)[0].status.value, FindingStatus::open);
}

TEST_F(FindingsTest, AnotherScannerOrAnotherTargetProvesNothing) {
  Import(Line{}.Text());
  world_.clock.now += std::chrono::days(3);
  const auto other_scanner =
      "<report><scan_end>2026-11-25T00:00:00Z</scan_end><host><ip>10.1.0.5</ip></host>"
      "<results/></report>";
  EXPECT_EQ(Import(other_scanner, true).gone.value, 0);
  EXPECT_EQ(Import(Line{.host = "dongson.example.vn", .at = "2026-11-25T00:00:00Z"}.Text(), true)
                .gone.value,
            0);
  EXPECT_EQ(All(world_.analyst)[0].status.value, FindingStatus::open);
}

TEST_F(FindingsTest, AFullScanAfterTheFixVerifiesIt) {
  Import(Line{.plugin = "weak", .severity = "low"}.Text());
  Act(world_.health_officer, Only().id, FindingAction::fix).value();
  world_.clock.now += std::chrono::days(3);
  Import(Line{.plugin = "other", .severity = "low", .at = "2026-11-25T00:00:00Z"}.Text(), true);
  EXPECT_TRUE(All(world_.analyst)[0].gone_at.value);
  EXPECT_EQ(world_.Facts("finding.verified").size(), 1u);
}

TEST_F(FindingsTest, AScanBecomesEvidenceOfTheSystemsItCovered) {
  Import(Line{}.Text() + Line{.host = "dongson.example.vn"}.Text(), false, true);
  const auto scans = world_.Facts("assurance.scan");
  ASSERT_EQ(scans.size(), 2u);
  EXPECT_EQ(scans[0].system, world_.health_system);
  const auto checks = journal::ListAll<SystemCheck>(*world_.Read(world_.analyst)).value();
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_EQ(checks[0].result, CheckResult::findings);
  EXPECT_EQ(checks[0].findings.value, 1);
  EXPECT_TRUE(checks[0].evidence_file_id);
  const auto files = journal::ListAll<EvidenceFile>(*world_.Read(world_.ward_officer)).value();
  ASSERT_EQ(files.size(), 1u);
  const auto text = files_.files.at(files[0].sha256.value.value);
  EXPECT_THAT(text, HasSubstr("dongson.example.vn"));
  EXPECT_THAT(text, Not(HasSubstr("yte.example.vn")));
}

TEST_F(FindingsTest, AnAcceptanceIsDecidedByAnotherPersonAndEnds) {
  Import(Line{.plugin = "weak", .severity = "medium"}.Text());
  const auto id = Only().id.value;
  const auto until = ParseDate("2026-12-20").value();
  const auto asked =
      service_.Ask(world_.health_officer, id, FindingRequestKind::acceptance, "thay máy", until);
  ASSERT_TRUE(asked) << asked.error().Text();
  EXPECT_EQ(service_.Ask(world_.health_officer, id, FindingRequestKind::acceptance, "x", until)
                .error()
                .code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(service_.Decide(world_.health_officer, asked->id, true, "").error().code(),
            ErrorCode::kDenied);
  ASSERT_TRUE(service_.Decide(leader_, asked->id, true, "đồng ý"));
  EXPECT_EQ(Only().status.value, FindingStatus::accepted);
  EXPECT_EQ(service_.EndAcceptances().value(), 0);
  world_.clock.now = StartOfDay(ParseDate("2026-12-21").value()) - Duration{1};
  EXPECT_EQ(service_.EndAcceptances().value(), 0);
  world_.clock.now += Duration{1};
  EXPECT_EQ(service_.EndAcceptances().value(), 1);
  EXPECT_EQ(Only().status.value, FindingStatus::open);
}

TEST_F(FindingsTest, ControlIsNeverAccepted) {
  Import(Line{.vector = kAll}.Text());
  EXPECT_EQ(service_
                .Ask(world_.health_officer, Only().id, FindingRequestKind::acceptance, "x",
                     ParseDate("2026-12-20").value())
                .error()
                .code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(FindingsTest, AFalsePositiveTakesItsDutiesBackAndUndoBringsThemAgain) {
  Import(Line{.vector = kAll}.Text());
  const auto id = Only().id.value;
  EXPECT_EQ(Act(world_.health_officer, id, FindingAction::false_positive).error().code(),
            ErrorCode::kDenied);
  const std::int64_t ids[] = {id};
  ActionRequest request{.action = FindingAction::false_positive, .note = "bản vá đã có"};
  const auto outcome = service_.ActOnAll(world_.analyst, ids, request);
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->done.size(), 1u);
  EXPECT_EQ(Only().status.value, FindingStatus::false_positive);
  ASSERT_EQ(world_.Facts("fact.withdrawn").size(), 1u);
  const UndoItem item[] = {{id, outcome->done[0].version.value}};
  EXPECT_EQ(service_.Undo(leader_, item)->failed.size(), 1u);  // Somebody else's action.
  const auto undone = service_.Undo(world_.analyst, item);
  ASSERT_EQ(undone->done.size(), 1u);
  EXPECT_EQ(Only().status.value, FindingStatus::open);
  EXPECT_EQ(world_.Facts("finding.opened").size(), 2u);
}

TEST_F(FindingsTest, UndoOfAFixTakesTheFactBackAndRestoresEveryField) {
  Import(Line{.plugin = "a", .severity = "low"}.Text() +
         Line{.plugin = "b", .severity = "low"}.Text());
  const auto before = All(world_.analyst);
  const std::int64_t ids[] = {before[0].id.value, before[1].id.value, 999};
  ActionRequest request{.action = FindingAction::fix, .note = "vá"};
  const auto outcome = service_.ActOnAll(world_.health_officer, ids, request);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->done.size(), 2u);
  ASSERT_EQ(outcome->failed.size(), 1u);
  EXPECT_EQ(outcome->failed[0].id, 999);
  std::vector<UndoItem> items;
  for (const auto& finding : outcome->done) items.push_back({finding.id, finding.version});
  EXPECT_EQ(service_.Undo(world_.health_officer, items)->done.size(), 2u);
  const auto after = All(world_.analyst);
  for (std::size_t i = 0; i < 2; ++i) {
    auto a = schema::ToRecord(before[i]), b = schema::ToRecord(after[i]);
    for (const char* field : {"version", "updated_at"}) {
      const auto at = static_cast<std::size_t>(schema::Describe<Finding>().Find(field));
      a[at] = b[at] = std::int64_t{0};
    }
    EXPECT_EQ(a, b);
  }
  EXPECT_EQ(world_.Facts("fact.withdrawn").size(), 2u);
  EXPECT_EQ(service_.Undo(world_.health_officer, items)->failed.size(), 2u);  // Once only.
}

TEST_F(FindingsTest, AListOfExploitedCvesRaisesAndShortens) {
  Import(Line{.severity = "high", .vector = kReads}.Text());
  const auto before = Only();
  EXPECT_FALSE(before.is_known_exploited.value);
  EXPECT_FALSE(before.allows_control.value);
  const auto receipt = service_.ImportExploitList(
      world_.analyst, "kev.csv",
      "cveID,dateAdded,vulnerabilityName\nCVE-2021-44228,2021-12-10,Log4j\nx,y,z\n");
  ASSERT_TRUE(receipt) << receipt.error().Text();
  EXPECT_EQ(receipt->rows_taken.value, 1);
  EXPECT_EQ(receipt->rejected.value, 1);
  EXPECT_EQ(receipt->findings_changed.value, 1);
  const auto after = Only();
  EXPECT_TRUE(after.is_known_exploited.value);
  EXPECT_TRUE(after.allows_control.value);
  EXPECT_EQ(after.control_reason.value, scan_reports::ControlReason::known_exploited);
  EXPECT_LT(*after.due_at.value, *before.due_at.value);
  EXPECT_GT(after.priority.value, before.priority.value);
  EXPECT_THAT(world_.Facts("finding.opened").back().payload, HasSubstr("\"allows_control\":true"));
  ASSERT_TRUE(service_.ImportExploitList(world_.analyst, "epss.csv",
                                         "cve,epss,percentile\nCVE-2021-44228,0.97531,0.99\n"));
  EXPECT_EQ(Only().epss.value, 97'531);
  EXPECT_TRUE(Only().is_known_exploited.value);
  Import(Line{.host = "dongson.example.vn"}.Text());  // A new one knows it at once.
  EXPECT_TRUE(All(world_.ward_officer)[0].is_known_exploited.value);
}

TEST_F(FindingsTest, APersonSaysThatItGivesControlOrNot) {
  Import(Line{.plugin = "weak", .severity = "medium"}.Text());
  const auto id = Only().id.value;
  const auto set = service_.SetControl(world_.analyst, id, true, "đã thử xâm nhập được");
  ASSERT_TRUE(set) << set.error().Text();
  EXPECT_EQ(set->due_at.value, world_.clock.now + std::chrono::hours(72));
  EXPECT_EQ(world_.Facts("finding.opened").size(), 2u);
  Act(world_.health_officer, id, FindingAction::fix).value();
  EXPECT_EQ(Only().status.value, FindingStatus::open);
  const auto unset = service_.SetControl(world_.analyst, id, false, "nhầm");
  ASSERT_TRUE(unset);
  EXPECT_EQ(unset->status.value, FindingStatus::fixed);
  EXPECT_EQ(world_.Facts("fact.withdrawn").size(), 2u);
}

TEST_F(FindingsTest, WhatIsNotAttributedFindsItsOwnerLater) {
  Import(Line{.host = "new.example.vn", .vector = kAll}.Text());
  EXPECT_EQ(service_.AttributeAgain(world_.analyst).value(), 0);
  hosts_["new.example.vn"] = {world_.ward, world_.ward_system};
  world_.clock.now += std::chrono::days(10);
  EXPECT_EQ(service_.AttributeAgain(world_.analyst).value(), 1);
  const auto finding = All(world_.ward_officer).at(0);
  EXPECT_EQ(finding.due_at.value, world_.clock.now + std::chrono::hours(72));
  EXPECT_EQ(Import(Line{.host = "new.example.vn", .vector = kAll}.Text()).seen_again.value, 1);
}

TEST_F(FindingsTest, AFileWithoutHostsIsAboutTheSystemThatIsNamed) {
  const std::string vex = R"({"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[
    {"id":"CVE-2021-44228","ratings":[{"severity":"high"}],"analysis":{"state":"exploitable"}},
    {"id":"CVE-2022-0001","ratings":[{"severity":"high"}],"analysis":{"state":"not_affected"}}]})";
  EXPECT_EQ(Import(vex).rejected.value, 2);
  ImportRequest request{.file_name = "v.json", .bytes = vex};
  request.system = world_.health_system;
  EXPECT_EQ(FieldMessage(service_.Import(world_.ward_officer, request), "system_id"), "not_found");
  const auto receipt = service_.Import(world_.health_officer, request);
  ASSERT_TRUE(receipt) << receipt.error().Text();
  EXPECT_EQ(receipt->created.value, 1);
  EXPECT_EQ(receipt->cleared.value, 1);
  const std::string cleared = R"({"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[
    {"id":"CVE-2021-44228","ratings":[],"analysis":{"state":"resolved"}}]})";
  request.bytes = cleared;
  EXPECT_EQ(service_.Import(world_.health_officer, request)->cleared.value, 1);
  EXPECT_EQ(Only().status.value, FindingStatus::probably_fixed);
}

TEST_F(FindingsTest, NothingOfADamagedFileIsTaken) {
  ImportRequest request{.file_name = "x.xml", .bytes = "<nmaprun><host>"};
  EXPECT_EQ(service_.Import(world_.analyst, request).error().code(), ErrorCode::kInvalidInput);
  EXPECT_TRUE(All(world_.analyst).empty());
  EXPECT_TRUE(journal::ListAll<FindingImport>(*world_.Read(world_.analyst))->empty());
}

TEST_F(FindingsTest, TenThousandFindingsInUnderTenSeconds) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    text += Line{.plugin = fmt::format("template-{}", i), .severity = "medium"}.Text();
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto receipt = Import(text);
  const auto first = std::chrono::steady_clock::now() - begun;
  EXPECT_EQ(receipt.created.value, 10'000);
  EXPECT_EQ(Import(text, true).seen_again.value, 10'000);
  const auto both = std::chrono::steady_clock::now() - begun;
  const auto seconds = [](auto span) { return std::chrono::duration<double>(span).count(); };
  std::printf("10,000 findings: new %.2f s, seen again %.2f s\n", seconds(first),
              seconds(both - first));
  EXPECT_LT(seconds(first), 10.0);
}

}  // namespace
}  // namespace lachan::findings
