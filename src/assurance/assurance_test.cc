// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "assurance/assurance_service.h"
#include "base/hash.h"
#include "base/text.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::assurance {
namespace {

using registry::FieldMessage;
using ::testing::HasSubstr;
using ::testing::Not;

/// A zip archive of the given parts.
std::string Zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, text] : parts) {
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), 0);
  }
  zip_close(zip);
  zip_source_open(source);
  std::string bytes(1 << 20, '\0');
  bytes.resize(static_cast<std::size_t>(zip_source_read(source, bytes.data(), bytes.size())));
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

std::string Docx(const std::string& paragraph) {
  return Zip({{"[Content_Types].xml", "<Types/>"},
              {"word/document.xml", "<w:document><w:p><w:r><w:t>" + paragraph +
                                        "</w:t></w:r></w:p><w:p>Nội dung</w:p></w:document>"}});
}

// ---- what a file is -------------------------------------------------------------------------

TEST(MediaType, IsFoundFromTheContent) {
  EXPECT_EQ(MediaTypeOf("%PDF-1.7\n…"), "application/pdf");
  EXPECT_EQ(MediaTypeOf("\x89PNG\r\n\x1A\n...."), "image/png");
  EXPECT_EQ(MediaTypeOf("\xFF\xD8\xFF\xE0...."), "image/jpeg");
  EXPECT_EQ(MediaTypeOf("{\"a\": 1}"), "application/json");
  EXPECT_EQ(MediaTypeOf("<?xml version=\"1.0\"?><a/>"), "application/xml");
  EXPECT_EQ(MediaTypeOf("tên,địa chỉ\nA,B\nC,D\n"), "text/csv");
  EXPECT_EQ(MediaTypeOf("Biên bản rà quét ngày 23 tháng 11"), "text/plain");
  EXPECT_EQ(MediaTypeOf("\xEF\xBB\xBF[1, 2]"), "application/json");
  EXPECT_THAT(MediaTypeOf(Docx("Kế hoạch")).value(), HasSubstr("wordprocessingml"));
  EXPECT_THAT(MediaTypeOf(Zip({{"xl/workbook.xml", "<x/>"}})).value(), HasSubstr("spreadsheetml"));
  EXPECT_EQ(MediaTypeOf(Zip({{"scan.txt", "ok"}})), "application/zip");
}

TEST(MediaType, ProgramsPagesAndMacrosAreNotTaken) {
  const std::string macro = Zip({{"word/document.xml", "<x/>"}, {"word/vbaProject.bin", "macro"}});
  for (const std::string& bytes :
       {std::string("MZ\x90\0\x03", 5),
        std::string("\x7F"
                    "ELF\x02\x01\x01\0",
                    8),
        std::string("#!/bin/sh\nrm -rf /\n"), std::string("<!DOCTYPE html><html></html>"),
        std::string("  <script>alert(1)</script>"), std::string("<svg onload='x'/>"), macro,
        Zip({{"META-INF/MANIFEST.MF", "x"}}), std::string("\0\0\0\0", 4),
        std::string("\xFE\xFF\0a\0b", 6)}) {
    const auto type = MediaTypeOf(bytes);
    ASSERT_FALSE(type.has_value()) << *type;
    EXPECT_EQ(type.error().code(), ErrorCode::kUnsupported);
    EXPECT_EQ(FieldMessage(type, "file"), "type_not_taken");
  }
}

TEST(MediaType, SizeHasLimits) {
  EXPECT_EQ(FieldMessage(MediaTypeOf(""), "file"), "required");
  EXPECT_EQ(FieldMessage(MediaTypeOf("12345", {.max_bytes = 4}), "file"), "too_large:4");
}

TEST(MediaType, BrokenArchivesAreRefused) {
  const std::string good = Docx("x");
  for (const std::string& bytes : {std::string("PK\x03\x04"), good.substr(0, good.size() / 2),
                                   "PK\x03\x04" + good.substr(0, 60)}) {
    EXPECT_FALSE(MediaTypeOf(bytes).has_value());
  }
  EXPECT_EQ(MediaTypeOf(good, {.max_zip_entries = 1}).error().code(), ErrorCode::kInvalidInput);
}

// ---- marks of secrecy -----------------------------------------------------------------------

TEST(SecrecyMark, IsSeenOnALineOfItsOwn) {
  for (const char* text : {"MẬT", "UBND TỈNH\n  TỐI MẬT  \nKế hoạch", "| TUYỆT MẬT |\r\n",
                           "Độ mật: Mật", "ĐỘ MẬT: TUYỆT MẬT", "*** MẬT ***"}) {
    EXPECT_TRUE(HasSecrecyMark(text)) << text;
  }
}

TEST(SecrecyMark, IsSeenInDecomposedUnicode) {
  EXPECT_TRUE(HasSecrecyMark("MA\xCC\xA3\xCC\x82T"));  // A, dot below, circumflex.
}

TEST(SecrecyMark, OrdinaryTextsHaveNone) {
  for (const char* text : {"", "Đổi mật khẩu định kỳ", "BẢO MẬT", "Bí mật nhà nước", "mat",
                           "MẬT KHẨU", "Hướng dẫn đóng dấu MẬT lên văn bản", "Độ mật: không"}) {
    EXPECT_FALSE(HasSecrecyMark(text)) << text;
  }
}

TEST(SecrecyMark, IsSeenInsideOfficeFiles) {
  const auto marked = [](const std::string& bytes) {
    return FileHasSecrecyMark(bytes, MediaTypeOf(bytes).value()).value();
  };
  EXPECT_TRUE(marked(Docx("MẬT")));
  EXPECT_TRUE(marked(Docx("TỐI </w:t></w:r><w:r><w:t>MẬT")));
  EXPECT_FALSE(marked(Docx("Đổi mật khẩu")));
  EXPECT_TRUE(marked(Zip(
      {{"word/document.xml", "<x/>"}, {"word/header1.xml", "<w:p><w:t>TUYỆT MẬT</w:t></w:p>"}})));
  EXPECT_TRUE(marked(Zip({{"xl/workbook.xml", "<x/>"},
                          {"xl/sharedStrings.xml", "<si><t>Số</t></si><si><t>MẬT</t></si>"}})));
}

TEST(SecrecyMark, AnOfficeFileThatUnpacksToTooMuchIsRefused) {
  const std::string bomb =
      Zip({{"word/document.xml", std::string(400'000, ' ')}, {"word/header1.xml", "<x/>"}});
  const auto result =
      FileHasSecrecyMark(bomb, MediaTypeOf(bomb).value(), {.max_text_bytes = 100'000});
  EXPECT_EQ(result.error().code(), ErrorCode::kInvalidInput);
}

TEST(SafeFileName, KeepsTheNameOnly) {
  EXPECT_EQ(SafeFileName("../../etc/passwd"), "passwd");
  EXPECT_EQ(SafeFileName("C:\\tài liệu\\kế hoạch.docx"), "kế hoạch.docx");
  EXPECT_EQ(SafeFileName("a\r\nb\".pdf"), "ab.pdf");
  EXPECT_EQ(SafeFileName(""), "file");
  EXPECT_EQ(SafeFileName("..."), "file");
  const std::string long_name = SafeFileName(std::string(500, 'x') + ".pdf");
  EXPECT_LE(CodePoints(long_name), 200u);
  EXPECT_TRUE(long_name.ends_with(".pdf"));
}

// ---- kinds ----------------------------------------------------------------------------------

TEST(KindRules, SpeakTheDirectivesWords) {
  const char* const root = std::getenv("LACHAN_SOURCE");
  if (root == nullptr) GTEST_SKIP() << "skipped: LACHAN_SOURCE is not set";
  std::ifstream file(std::string(root) + "/directives/vn-thanh-hoa-2022/facts.yaml");
  std::stringstream text;
  text << file.rdbuf();
  ASSERT_FALSE(text.str().empty());
  for (const KindRule& rule : KindRules()) {
    if (rule.kind == AssuranceKind::other) continue;
    const std::string name = std::get<std::string>(schema::internal::ToValue(rule.kind));
    EXPECT_THAT(text.str(), HasSubstr(fmt::format("{{id: {}, fact: {}", name, rule.fact)));
  }
}

TEST(KindRules, AKindWithARegisterOfItsOwnIsEnteredThere) {
  KindRule rule = RuleOf(AssuranceKind::other);
  EXPECT_TRUE(MayBeAssuranceRecord(rule));
  rule.register_path = "drills";
  EXPECT_EQ(FieldMessage(MayBeAssuranceRecord(rule), "kind"), "has_register:drills");
}

TEST(AssuranceTables, MatchTheirDeclarations) {
  registry::TestClock clock;
  const auto opened = state_sql::OpenStateStore(
      {.target = ":memory:",
       .entities = {&schema::Describe<EvidenceFile>(), &schema::Describe<AssuranceRecord>()}},
      clock);
  EXPECT_TRUE(opened.has_value()) << opened.error().Text();
}

// ---- the service ----------------------------------------------------------------------------

class MemoryEvidence final : public EvidenceStore {
 public:
  Result<std::string> Put(std::string_view bytes) override {
    std::string name = Sha256Hex(bytes);
    files[name] = bytes;
    return name;
  }
  Result<std::string> Get(std::string_view sha256) override {
    const auto found = files.find(std::string(sha256));
    if (found == files.end()) return Fail(ErrorCode::kNotFound, "none");
    return found->second;
  }
  Status Check() override { return {}; }
  std::map<std::string, std::string> files;
};

class AssuranceTest : public ::testing::Test {
 protected:
  AssuranceTest() {
    registry::AddRegisters(registers_);
    AddRegisters(registers_, world_.clock);
  }

  Result<schema::Record> Create(const journal::Caller& caller, const std::string& fields) {
    return journal::CreateRow(
        *world_.store, caller, registers_, *registers_.FindByPath("assurance-records"),
        schema::ParseJson(fmt::format(R"({{"agency_id": {}, "performed_on": "2026-11-20", {}}})",
                                      world_.health.value, fields))
            .value()
            .as_object());
  }
  Result<schema::Record> ChangeSystem(const char* body, std::int64_t version) {
    return journal::ChangeRow(*world_.store, world_.health_officer, registers_,
                              *registers_.FindByPath("systems"), world_.health_system.value,
                              version, schema::ParseJson(body).value().as_object());
  }
  std::string OfSystem(const char* kind, const char* more = "") {
    return fmt::format(R"("kind": "{}", "system_id": {}{})", kind, world_.health_system.value,
                       more);
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  MemoryEvidence evidence_;
  AssuranceService service_{{}, {*world_.store, evidence_}};
};

TEST_F(AssuranceTest, ADeploymentIsAFactOnItsDay) {
  ASSERT_TRUE(Create(world_.health_officer, OfSystem("plan_deployment")));
  const auto facts = world_.Facts("system.plan_deployed");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(FormatInstant(facts[0].occurred_at), "2026-11-19T17:00:00Z");  // 0:00 in Viet Nam.
  EXPECT_EQ(facts[0].agency, world_.health);
  EXPECT_EQ(facts[0].system, world_.health_system);
  EXPECT_THAT(facts[0].payload, HasSubstr("\"result\":\"done\""));
}

TEST_F(AssuranceTest, AttributesAreThoseOfTheKind) {
  const auto payload = [&](const char* fact) { return world_.Facts(fact).at(0).payload; };
  ASSERT_TRUE(Create(world_.analyst, OfSystem("level_approval", R"(, "level": 3)")));
  EXPECT_THAT(payload("system.level_approved"), HasSubstr("\"level\":3"));
  ASSERT_TRUE(Create(world_.analyst, R"("kind": "order_reply", "subject": "LDP-7",
                                        "valid_until": "2028-01-01")"));
  EXPECT_THAT(payload("order.answered"), HasSubstr("\"order\":\"LDP-7\""));
  EXPECT_THAT(payload("order.answered"), HasSubstr("\"until\":\"2028-01-01\""));
  ASSERT_TRUE(Create(world_.analyst, R"("kind": "annual_report", "period": "2026")"));
  EXPECT_THAT(payload("report.annual_sent"), HasSubstr("\"period\":\"2026\""));
}

TEST_F(AssuranceTest, WhatAKindNeedsIsRequired) {
  EXPECT_EQ(FieldMessage(Create(world_.analyst, R"("kind": "plan_deployment")"), "system_id"),
            "required");
  EXPECT_EQ(FieldMessage(Create(world_.analyst, OfSystem("level_approval")), "level"), "required");
  EXPECT_EQ(FieldMessage(Create(world_.analyst, R"("kind": "order_reply")"), "subject"),
            "required");
  EXPECT_EQ(FieldMessage(Create(world_.analyst, R"("kind": "annual_report", "period": "2026-13")"),
                         "period"),
            "not_a_period");
}

TEST_F(AssuranceTest, TheFutureCannotBeRecorded) {
  EXPECT_EQ(
      FieldMessage(Create(world_.analyst, R"("kind": "briefing", "performed_on": "2026-11-24")"),
                   "performed_on"),
      "in_future");
  // 23 November in Viet Nam has begun: the clock stands at 10:00 there.
  EXPECT_TRUE(Create(world_.analyst, R"("kind": "briefing", "performed_on": "2026-11-23")"));
}

TEST_F(AssuranceTest, ARecordIsWithdrawnNotRewritten) {
  ASSERT_TRUE(Create(world_.health_officer, OfSystem("plan_deployment")));
  const auto& definition = *registers_.FindByPath("assurance-records");
  const auto change = [&](const char* body, std::int64_t version) {
    return journal::ChangeRow(*world_.store, world_.health_officer, registers_, definition, 1,
                              version, schema::ParseJson(body).value().as_object());
  };
  EXPECT_EQ(FieldMessage(change(R"({"performed_on": "2026-01-01"})", 1), "performed_on"), "fixed");
  EXPECT_TRUE(change(R"({"summary": "Ba máy chủ"})", 1));
  const auto& officer = world_.health_officer;
  ASSERT_TRUE(journal::ArchiveRow(*world_.store, officer, definition, 1, 2, true));
  const auto withdrawn = world_.Facts("fact.withdrawn");
  ASSERT_EQ(withdrawn.size(), 1u);
  const std::int64_t fact = world_.Facts("system.plan_deployed")[0].id;
  EXPECT_THAT(withdrawn[0].payload, HasSubstr(fmt::format("\"fact\":{}", fact)));
  EXPECT_EQ(journal::ArchiveRow(*world_.store, officer, definition, 1, 3, false).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(AssuranceTest, ASystemGoesIntoOperationOnlyAssessed) {
  const auto early = ChangeSystem(R"({"state": "in_operation"})", 1);
  EXPECT_EQ(early.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(FieldMessage(early, "state"), "needs_assessment");
  ASSERT_TRUE(
      Create(world_.health_officer, OfSystem("system_assessment", R"(, "result": "failed")")));
  EXPECT_FALSE(ChangeSystem(R"({"state": "in_operation"})", 1).has_value());
  ASSERT_TRUE(
      Create(world_.health_officer, OfSystem("system_assessment", R"(, "result": "passed")")));
  const auto live = ChangeSystem(R"({"state": "in_operation"})", 1);
  ASSERT_TRUE(live.has_value()) << live.error().Text();
  // Once in operation other changes pass freely.
  EXPECT_TRUE(ChangeSystem(R"({"purpose": "Tra cứu"})", 2));
}

TEST_F(AssuranceTest, ASystemIsNotBornInOperation) {
  const auto born = journal::CreateRow(
      *world_.store, world_.analyst, registers_, *registers_.FindByPath("systems"),
      schema::ParseJson(fmt::format(R"({{"agency_id": {}, "name": "x", "state": "in_operation"}})",
                                    world_.health.value))
          .value()
          .as_object());
  EXPECT_EQ(FieldMessage(born, "state"), "needs_assessment");
}

TEST_F(AssuranceTest, AWithdrawnAssessmentOpensNoGate) {
  ASSERT_TRUE(Create(world_.health_officer, OfSystem("system_assessment")));
  ASSERT_TRUE(journal::ArchiveRow(*world_.store, world_.health_officer,
                                  *registers_.FindByPath("assurance-records"), 1, 1, true));
  EXPECT_FALSE(ChangeSystem(R"({"state": "in_operation"})", 1).has_value());
}

TEST_F(AssuranceTest, EvidenceIsStoredAndGivenBack) {
  const auto file =
      service_.PutEvidence(world_.health_officer, world_.health, "a/quét.txt", "Không lỗi");
  ASSERT_TRUE(file.has_value()) << file.error().Text();
  EXPECT_EQ(file->file_name.value.value, "quét.txt");
  EXPECT_EQ(file->media_type.value.value, "text/plain");
  EXPECT_EQ(file->sha256.value.value, Sha256Hex("Không lỗi"));
  EXPECT_EQ(file->uploaded_by.value.value, "Lê Văn An");
  EXPECT_EQ(service_.GetEvidence(world_.health_officer, file->id)->bytes, "Không lỗi");
  const auto facts = world_.Facts("evidence_file.stored");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, HasSubstr(Sha256Hex("Không lỗi")));
  ASSERT_TRUE(
      Create(world_.health_officer, OfSystem("plan_deployment", R"(, "evidence_file_id": 1)")));
  EXPECT_THAT(world_.Facts("system.plan_deployed")[0].payload, HasSubstr("\"evidence_file_id\":1"));
}

TEST_F(AssuranceTest, RefusedFilesLeaveNothing) {
  const auto secret =
      service_.PutEvidence(world_.health_officer, world_.health, "x.docx", Docx("TỐI MẬT"));
  EXPECT_EQ(secret.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(FieldMessage(secret, "file"), "state_secret");
  EXPECT_FALSE(service_.PutEvidence(world_.health_officer, world_.health, "x.pdf", "MZ\x90"));
  EXPECT_FALSE(service_.PutEvidence(world_.analyst, AgencyId{99}, "x.txt", "x"));
  EXPECT_FALSE(service_.PutEvidence(world_.analyst, {}, "x.txt", "x"));
  EXPECT_TRUE(evidence_.files.empty());
  EXPECT_TRUE(world_.Facts("evidence_file.stored").empty());
}

TEST_F(AssuranceTest, AnOfficerStaysWithinTheAgency) {
  const auto& other = world_.ward_officer;
  EXPECT_EQ(service_.PutEvidence(other, world_.health, "x.txt", "x").error().code(),
            ErrorCode::kDenied);
  EXPECT_TRUE(evidence_.files.empty());
  const auto file = service_.PutEvidence(world_.health_officer, world_.health, "x.txt", "x");
  EXPECT_EQ(service_.GetEvidence(other, file->id).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(Create(other, R"("kind": "briefing")").error().code(), ErrorCode::kDenied);
  // Somebody else's file is no evidence of one's own.
  const auto borrowed = journal::CreateRow(
      *world_.store, world_.analyst, registers_, *registers_.FindByPath("assurance-records"),
      schema::ParseJson(fmt::format(R"({{"agency_id": {}, "performed_on": "2026-11-20",
                                         "kind": "briefing", "evidence_file_id": {}}})",
                                    world_.ward.value, file->id.value))
          .value()
          .as_object());
  EXPECT_EQ(FieldMessage(borrowed, "evidence_file_id"), "other_agency");
}

}  // namespace
}  // namespace lachan::assurance
