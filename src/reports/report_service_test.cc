// SPDX-License-Identifier: Apache-2.0
#include "reports/report_service.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <fstream>

#include "alerts/alert.h"
#include "documents/render.h"
#include "incidents/entities.h"
#include "obligations/testing_province.h"

namespace lachan::reports {
namespace {

using documents::OfficialDocument;
using obligations::At;

class ReportTest : public obligations::ProvinceTest {
 protected:
  static constexpr Month kJuly{2026, 7};

  void SetUp() override {
    ProvinceTest::SetUp();
    health_ = AddAgency("SYT", AgencyKind::department);
    finance_ = AddAgency("STC", AgencyKind::department);
    AddAgency("CAT", AgencyKind::force, true);
    portal_ = AddSystem(health_, "Cổng thông tin", 3);
    obligations_ = std::make_unique<obligations::ObligationService>(
        obligations::ObligationService::Options{},
        obligations::ObligationService::Deps{*store_, obligations::Shipped(), clock_});
    Make({});
    clock_.now = At("2026-08-02T08:05:00+07:00");
  }
  void Make(ReportService::Options options) {
    service_ = std::make_unique<ReportService>(
        std::move(options),
        ReportService::Deps{*store_, obligations::Shipped(), *obligations_, clock_,
                            [this](Instant from, Instant) { return CountEvents(from); },
                            [this] { return records_; }});
  }
  Result<std::uint64_t> CountEvents(Instant from) const {
    if (!events_answer_) return Fail(ErrorCode::kUnavailable, "engine down");
    return from == kJuly.Begin() ? 1500U : 1000U;
  }
  void AddIncident(const char* number, const char* detected, bool serious,
                   Origin origin = Origin::live) {
    Incident incident;
    incident.number = schema::Line<0, 20>(number);
    incident.agency_id = health_;
    incident.title = "Mã độc trên máy chủ";
    incident.category = IncidentCategory::malware;
    incident.severity = Severity::m2;
    incident.detected_at = At(detected);
    incident.is_serious = serious;
    incident.origin = origin;
    Add(incident, "incident.created");
  }
  Document Drafted() {
    auto document = service_->Draft(Coordinator(1), DocumentKind::monthly_report, kJuly);
    EXPECT_TRUE(document) << document.error().Text();
    return document ? *document : Document{};
  }
  /// Number and signer, as a person enters them.
  Document Completed(Document document) {
    auto changed = journal::ChangeFor<Document>(
        *store_, Coordinator(1), [&](journal::Writer& writer) -> Result<Document> {
          LACHAN_TRY(auto row, journal::Get<Document>(writer, document.id));
          row.number = "05/BC-CAT";
          row.signer_name = "Nguyễn Văn Mẫu";
          row.signer_title = "KT. Giám đốc; Phó Giám đốc";
          return journal::Update(writer, row, {.kind = "document.changed"});
        });
    EXPECT_TRUE(changed);
    return *changed;
  }
  static std::string AllText(const std::vector<documents::Block>& body) {
    std::string text;
    for (const auto& block : body) {
      if (const auto* heading = std::get_if<documents::Heading>(&block)) text += heading->text;
      if (const auto* paragraph = std::get_if<documents::Paragraph>(&block)) {
        for (const auto& run : paragraph->runs) text += run.text;
      }
      if (const auto* list = std::get_if<documents::BulletList>(&block)) {
        for (const auto& item : list->items) text += item.runs.front().text + "\n";
      }
      text += "\n";
    }
    return text;
  }
  /// Leaves the pages under the build folder, for people to look at.
  static void Keep(const std::string& name, const OfficialDocument& pages) {
    const char* build = std::getenv("LACHAN_BINARY");
    const auto pdf = documents::ToPdf(pages);
    ASSERT_TRUE(pdf) << pdf.error().Text();
    if (build == nullptr) return;
    std::ofstream(std::string(build) + "/" + name + ".pdf", std::ios::binary) << *pdf;
  }

  AgencyId health_, finance_;
  SystemId portal_;
  bool events_answer_ = true;
  std::map<std::int64_t, RecordAccount> records_;
  std::unique_ptr<obligations::ObligationService> obligations_;
  std::unique_ptr<ReportService> service_;
};

TEST_F(ReportTest, AMonthWithoutEventsGivesAFullDocumentThatSaysZero) {
  const auto document = Drafted();
  EXPECT_EQ(document.status.value, DocumentStatus::draft);
  const auto pages = service_->Compose(document);
  ASSERT_TRUE(pages) << pages.error().Text();
  const std::string text = AllText(pages->body);
  EXPECT_NE(text.find("(0 sự cố)"), std::string::npos) << text;
  EXPECT_NE(text.find("(0 cảnh báo)"), std::string::npos);
  EXPECT_NE(text.find("(0 phản ánh)"), std::string::npos);
  for (const char* part : {"TÌNH HÌNH CHUNG", "KẾT QUẢ GIÁM SÁT", "KẾT QUẢ THỰC HIỆN CHỈ THỊ",
                           "ĐÁNH GIÁ, XẾP LOẠI", "KIẾN NGHỊ"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  Keep("monthly_report_empty", *pages);
}

TEST_F(ReportTest, TheIssuingBodyIsWhoCoordinatesOnTheDay) {
  const auto document = Drafted();
  EXPECT_EQ(service_->Compose(document)->issuing_body, Letterhead().issuing_body);
  RoleAssignment office;
  office.holder = "Sở Thông tin và Truyền thông";
  office.from_day = ParseDate("2022-11-01").value();
  office.basis = "Chỉ thị, điểm 2";
  Add(office, "role_assignment.created");
  EXPECT_EQ(service_->Compose(document)->issuing_body, "Sở Thông tin và Truyền thông");
}

TEST_F(ReportTest, AFullMonthForTheEye) {
  for (int i = 1; i <= 30; ++i) {
    const auto commune = AddAgency(fmt::format("XA-{}", i), AgencyKind::commune);
    const auto system = AddSystem(commune, "Một cửa điện tử");
    clock_.now = At("2026-07-10T08:00:00+07:00");
    if (i % 2 == 0) Note("assurance.scan", commune, system);
    if (i % 3 == 0) Note("system.level_approved", commune, system, {{"level", 2}});
    if (i % 5 == 0) Note("team.established", commune);
  }
  for (int i = 1; i <= 12; ++i) {
    AddIncident(fmt::format("2026-{:04}", i).c_str(), "2026-07-12T09:30:00+07:00", i % 6 == 0);
  }
  for (int i = 0; i < 40; ++i) {
    Alert alert;
    alert.agency_id = std::optional(health_);
    alert.rule_id = schema::Line<0, 80>(i % 3 == 0 ? "a" : "b");
    alert.rule_title = schema::Line<0, 300>(i % 3 == 0 ? "Dò mật khẩu" : "Webshell");
    alert.level = i % 3 == 0 ? Level::medium : Level::critical;
    alert.status = i % 4 == 0 ? AlertStatus::open : AlertStatus::dismissed;
    alert.count = 3;
    alert.first_seen = At("2026-07-12T09:30:00+07:00");
    alert.last_seen = At("2026-07-12T09:40:00+07:00");
    alert.event = schema::Json("{}");
    alert.matched = schema::Json("[]");
    alert.tags = schema::Json("[]");
    Add(alert, "alert.raised");
  }
  clock_.now = At("2026-08-02T08:05:00+07:00");
  ASSERT_TRUE(obligations::FreezeMonth(*obligations_, Coordinator(), kJuly));
  const auto document = Completed(Drafted());
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  const auto issued = service_->Issue(Coordinator(2), document.id);
  ASSERT_TRUE(issued);
  const auto pages = service_->Compose(*issued);
  ASSERT_TRUE(pages);
  EXPECT_EQ(pages->number, 5);
  EXPECT_EQ(pages->signature.authority, std::vector<std::string>{"KT. Giám đốc"});
  EXPECT_EQ(pages->standing, documents::Standing::issued);
  EXPECT_NE(AllText(pages->body).find("12 sự cố"), std::string::npos);
  EXPECT_NE(AllText(pages->body).find("40 cảnh báo"), std::string::npos);
  Keep("monthly_report_full", *pages);
}

TEST_F(ReportTest, TwelveEmptyMonthsGiveTwelveDocuments) {
  clock_.now = At("2027-01-02T08:00:00+07:00");
  for (int month = 1; month <= 12; ++month) {
    const auto document =
        service_->Draft(Coordinator(), DocumentKind::monthly_report, {2026, month});
    ASSERT_TRUE(document) << month << document.error().Text();
    const auto pages = service_->Compose(*document);
    ASSERT_TRUE(pages);
    EXPECT_TRUE(documents::Check(*pages).empty()) << month;
  }
}

TEST_F(ReportTest, FiguresAreThoseOfTheMonth) {
  AddIncident("2026-0001", "2026-06-30T23:59:59+07:00", false);
  AddIncident("2026-0002", "2026-07-01T00:00:00+07:00", true);
  AddIncident("2026-0003", "2026-07-31T23:59:59+07:00", false);
  AddIncident("2026-0004", "2026-08-01T00:00:00+07:00", false);
  AddIncident("2026-0005", "2026-07-15T00:00:00+07:00", false, Origin::exercise);
  const auto figures = ParseFigures(Drafted().figures.value.value);
  ASSERT_TRUE(figures) << figures.error().Text();
  EXPECT_EQ(figures->incidents, 2);
  EXPECT_EQ(figures->previous_incidents, 1);
  EXPECT_EQ(figures->incidents_serious, 1);
  EXPECT_EQ(figures->incidents_open, 3);
  ASSERT_TRUE(figures->events);
  EXPECT_EQ(*figures->events, 1500);
  EXPECT_EQ(*figures->previous_events, 1000);
  EXPECT_EQ(figures->agencies, 3);
  EXPECT_EQ(figures->obligations.size(), 33U);
  EXPECT_EQ(figures->experts_needed, 5);
  EXPECT_GT(figures->clocks.missed, 0);  // nobody was told of the incident of 01/07
}

TEST_F(ReportTest, AFigureThatCouldNotBeTakenIsNamedAsMissing) {
  events_answer_ = false;
  const auto document = Drafted();
  EXPECT_FALSE(ParseFigures(document.figures.value.value)->events);
  EXPECT_NE(AllText(service_->Compose(document)->body).find("không lấy được"), std::string::npos);
}

TEST_F(ReportTest, TheAccountOfEachAgencyStandsInAnAnnex) {
  EXPECT_FALSE(ParseFigures(Drafted().figures.value.value)->accounts->size());
  const auto source = [&](AgencyId agency, const char* name) {
    Source row;
    row.agency_id = agency;
    row.name = name;
    return Add(row, "source.created").id.value;
  };
  const auto account = [](std::int64_t received, std::int64_t stored, std::int64_t rejected) {
    RecordAccount one;
    one.received = received;
    one.stored = stored;
    one.rejected = rejected;
    return one;
  };
  records_[source(health_, "A")] = account(1000, 990, 10);
  records_[source(health_, "B")] = account(500, 500, 0);
  records_[source(finance_, "C")] = account(70, 70, 0);
  records_[source(finance_, "D")] = account(0, 0, 0);
  records_[0] = account(3, 3, 0);
  const auto figures = ParseFigures(Drafted().figures.value.value);
  ASSERT_EQ(figures->accounts->size(), 3U);
  EXPECT_EQ(figures->accounts->front().received, 1500);
  EXPECT_EQ(figures->accounts->front().rejected, 10);
  EXPECT_EQ(figures->accounts->front().sources, 2);
  auto pages = service_->Compose(Drafted());
  ASSERT_TRUE(pages);
  EXPECT_NE(AllText(pages->body).find("chênh lệch 0"), std::string::npos);
  const auto& table = std::get<documents::Table>(pages->annexes.back().body.front());
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[2][1].text, "Máy gửi chưa khai báo");
  EXPECT_EQ(table.rows[3][2].text, "1.573");
  EXPECT_EQ(table.rows[3][7].text, "0");
  records_[0].stored = 2;
  pages = service_->Compose(Drafted());
  EXPECT_NE(AllText(pages->body).find("chênh lệch 01 bản ghi"), std::string::npos);
}

TEST_F(ReportTest, DraftingAgainTakesNewFiguresOfTheSameDocument) {
  const auto first = Drafted();
  AddIncident("2026-0002", "2026-07-01T00:00:00+07:00", false);
  const auto second = Drafted();
  EXPECT_EQ(first.id.value, second.id.value);
  EXPECT_EQ(ParseFigures(second.figures.value.value)->incidents, 1);
}

TEST_F(ReportTest, WhoCheckedDoesNotIssue) {
  const auto document = Completed(Drafted());
  EXPECT_EQ(service_->Issue(Coordinator(2), document.id).error().code(),
            ErrorCode::kFailedPrecondition);  // not checked
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  EXPECT_EQ(service_->Issue(Coordinator(1), document.id).error().code(),
            ErrorCode::kFailedPrecondition);
  const auto issued = service_->Issue(Coordinator(2), document.id);
  ASSERT_TRUE(issued) << issued.error().Text();
  EXPECT_EQ(issued->status.value, DocumentStatus::issued);
}

TEST_F(ReportTest, IssuingNeedsNumberAndSigner) {
  const auto document = Drafted();
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  const auto issued = service_->Issue(Coordinator(2), document.id);
  ASSERT_FALSE(issued);
  EXPECT_EQ(issued.error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(issued.error().fields().size(), 3U);
}

TEST_F(ReportTest, IssuingDischargesTheDutyToReport) {
  const auto status = [&] {
    const auto situation = obligations_->Current().value();
    for (const auto& duty : situation->assessment.duties) {
      if (duty.part == "OB-33" && duty.period == "2026-07") return duty.status;
    }
    return directive::DutyStatus::kNotApplicable;
  };
  EXPECT_EQ(status(), directive::DutyStatus::kDueSoon);
  const auto document = Completed(Drafted());
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  ASSERT_TRUE(service_->Issue(Coordinator(2), document.id));
  EXPECT_EQ(status(), directive::DutyStatus::kMet);
}

TEST_F(ReportTest, OnDayFiveTheReportIsLate) {
  const auto document = Completed(Drafted());
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  clock_.now = At("2026-08-05T00:00:00+07:00");
  ASSERT_TRUE(service_->Issue(Coordinator(2), document.id));
  const auto situation = obligations_->Current().value();
  const auto duty = std::ranges::find_if(situation->assessment.duties, [](const auto& one) {
    return one.part == "OB-33" && one.period == "2026-07";
  });
  ASSERT_NE(duty, situation->assessment.duties.end());
  EXPECT_EQ(duty->status, directive::DutyStatus::kMetLate);
}

TEST_F(ReportTest, AnIssuedDocumentKeepsItsPages) {
  AddIncident("2026-0002", "2026-07-01T00:00:00+07:00", true);
  const auto document = Completed(Drafted());
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  ASSERT_TRUE(service_->Issue(Coordinator(2), document.id));
  const auto before = service_->Render(Coordinator(), document.id, Format::kPdf);
  ASSERT_TRUE(before) << before.error().Text();
  // Sources change afterwards.
  AddIncident("2026-0009", "2026-07-09T00:00:00+07:00", true);
  Note("assurance.scan", health_, portal_, {}, At("2026-07-09T00:00:00+07:00"));
  clock_.now += std::chrono::days(3);
  EXPECT_EQ(service_->Draft(Coordinator(), DocumentKind::monthly_report, kJuly).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(service_->Check(Coordinator(), document.id).error().code(),
            ErrorCode::kFailedPrecondition);
  const auto after = service_->Render(Coordinator(), document.id, Format::kPdf);
  ASSERT_TRUE(after);
  EXPECT_EQ(before->bytes, after->bytes);
}

TEST_F(ReportTest, FiguresTakenBeforeTheMonthEndedAreNotIssued) {
  clock_.now = At("2026-07-30T08:00:00+07:00");
  const auto document = Completed(Drafted());
  clock_.now = At("2026-08-02T08:00:00+07:00");
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  EXPECT_EQ(service_->Issue(Coordinator(2), document.id).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(ReportTest, StandingFollowsStatusAndDemo) {
  auto document = Drafted();
  EXPECT_EQ(service_->Compose(document)->standing, documents::Standing::draft);
  document.status = DocumentStatus::issued;
  EXPECT_EQ(service_->Compose(document)->standing, documents::Standing::issued);
  document.is_demo = true;
  EXPECT_EQ(service_->Compose(document)->standing, documents::Standing::demo);
}

TEST_F(ReportTest, ChangedRemarksNeedANewCheck) {
  journal::Registers registers;
  AddRegisters(registers);
  const auto document = Completed(Drafted());
  const auto checked = service_->Check(Coordinator(1), document.id);
  ASSERT_TRUE(checked);
  const auto& definition = *registers.Find("document");
  const auto change = [&](std::int64_t version, const char* field, const char* value) {
    return journal::ChangeRow(*store_, Coordinator(1), registers, definition, document.id, version,
                              {{field, value}});
  };
  const auto number = change(checked->version, "number", "06/BC-CAT");
  ASSERT_TRUE(number) << number.error().Text();
  EXPECT_EQ(schema::FromRecord<Document>(*number).status.value, DocumentStatus::checked);
  const auto remarks =
      change(schema::FromRecord<Document>(*number).version, "remarks", "Nhận xét mới.");
  ASSERT_TRUE(remarks);
  EXPECT_EQ(schema::FromRecord<Document>(*remarks).status.value, DocumentStatus::draft);
  ASSERT_TRUE(service_->Check(Coordinator(1), document.id));
  const auto issued = service_->Issue(Coordinator(2), document.id);
  ASSERT_TRUE(issued);
  EXPECT_EQ(change(issued->version, "remarks", "Sửa.").error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(ReportTest, ANoticeNeedsAFrozenMonth) {
  EXPECT_EQ(service_->Draft(Coordinator(), DocumentKind::ranking_notice, kJuly).error().code(),
            ErrorCode::kFailedPrecondition);
  ASSERT_TRUE(obligations::FreezeMonth(*obligations_, Coordinator(), kJuly));
  const auto document = service_->Draft(Coordinator(), DocumentKind::ranking_notice, kJuly);
  ASSERT_TRUE(document) << document.error().Text();
  const auto pages = service_->Compose(*document);
  ASSERT_TRUE(pages);
  EXPECT_EQ(pages->kind, documents::Kind::thong_bao);
  Keep("ranking_notice", *pages);
}

TEST_F(ReportTest, ANoticeNamesAddendaAndTheLastDayToAppeal) {
  const auto cut = obligations_->Cut(kJuly);
  ASSERT_TRUE(cut);
  obligations::FreezeOrder order{cut->sha256, AccountId{7}, "Người đề nghị", {}, {}};
  order.appeal_until = At("2026-08-11T00:00:00+07:00");
  ASSERT_TRUE(obligations_->Freeze(Coordinator(), kJuly, order));
  auto document = service_->Draft(Coordinator(), DocumentKind::ranking_notice, kJuly);
  ASSERT_TRUE(document) << document.error().Text();
  const auto text = [&] {
    std::string all;
    const auto composed = service_->Compose(*document);
    if (!composed) return composed.error().Text();
    for (const auto& block : composed->body) {
      if (const auto* said = std::get_if<documents::Paragraph>(&block)) {
        for (const auto& run : said->runs) all += run.text;
      }
    }
    return all;
  };
  EXPECT_NE(text().find("chậm nhất đến hết ngày 10/08/2026"), std::string::npos) << text();
  EXPECT_EQ(text().find("Phụ lục điều chỉnh"), std::string::npos);
  auto figures = ParseFigures(document->figures.value.value).value();
  EXPECT_EQ(figures.scores_addenda, 0);
  figures.scores_addenda = 2;
  document->figures = schema::Json(ToText(figures));
  EXPECT_NE(text().find("từ số 1 đến số 2"), std::string::npos) << text();
}

TEST_F(ReportTest, ADocumentOfAnOlderVersionIsRead) {
  const std::string text = Drafted().figures.value.value;
  auto object = boost::json::parse(text).as_object();
  object.erase("scores_addenda");
  object.erase("appeal_last_day");
  const auto figures = ParseFigures(boost::json::serialize(object));
  ASSERT_TRUE(figures) << figures.error().Text();
  EXPECT_FALSE(figures->scores_addenda || figures->appeal_last_day);
}

TEST_F(ReportTest, TheTableIsAsDeclared) {
  state_sql::Options options;
  options.target = ":memory:";
  options.entities = {&schema::Describe<Document>()};
  const auto store = state_sql::OpenStateStore(options, clock_);
  EXPECT_TRUE(store) << store.error().Text();
}

TEST_F(ReportTest, AnOfficerSeesNoDocument) {
  const auto document = Drafted();
  EXPECT_EQ(service_->Render(Officer(health_), document.id, Format::kPdf).error().code(),
            ErrorCode::kNotFound);
}

TEST_F(ReportTest, AMonthAheadHasNoReport) {
  EXPECT_EQ(service_->Draft(Coordinator(), DocumentKind::monthly_report, {2026, 9}).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(ReportTest, HostileTextsDoNotBreakThePages) {
  auto document = Drafted();
  document.remarks = "Dòng một\tcó tab\r\n\xEF\xBB\xBF\nDòng \xE2\x80\xAE hai";
  document.signer_title = ";;";
  document.number = "không phải số";
  const auto pages = service_->Compose(document);
  ASSERT_TRUE(pages);
  EXPECT_TRUE(documents::Check(*pages).empty());
  EXPECT_FALSE(pages->number);
}

TEST_F(ReportTest, FiguresThatAreNotOursAreRefused) {
  EXPECT_EQ(ParseFigures("{}").error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(ParseFigures("not json").error().code(), ErrorCode::kCorrupt);
}

TEST_F(ReportTest, FiguresReadBackAsTheyWereWritten) {
  AddIncident("2026-0002", "2026-07-01T00:00:00+07:00", true);
  const std::string text = Drafted().figures.value.value;
  EXPECT_EQ(ToText(*ParseFigures(text)), text);
}

}  // namespace
}  // namespace lachan::reports
