// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "incidents/incident_service.h"
#include "incidents/public_report_service.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::incidents {
namespace {

using registry::FieldMessage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class IncidentsTest : public ::testing::Test {
 protected:
  IncidentsTest() {
    registry::AddRegisters(registers_);
    AddRegisters(registers_, world_.clock);
  }

  NewIncident Wanted(AgencyId agency) const {
    NewIncident incident;
    incident.agency_id = agency;
    incident.title = "Trang bị sửa giao diện";
    incident.detected_at = world_.clock.now - std::chrono::hours{1};
    return incident;
  }
  Incident Opened() { return service_.Open(world_.analyst, Wanted(world_.health)).value(); }
  static IncidentId IdOf(const Incident& incident) { return {incident.id.value}; }
  std::vector<std::string> KindsOf(const std::vector<Fact>& facts) {
    std::vector<std::string> kinds;
    for (const auto& fact : facts) kinds.push_back(fact.kind);
    return kinds;
  }
  Result<schema::Record> Create(const journal::Caller& caller, const char* path,
                                const std::string& body) {
    return journal::CreateRow(*world_.store, caller, registers_, *registers_.FindByPath(path),
                              schema::ParseJson(body).value().as_object());
  }
  Result<schema::Record> Change(const journal::Caller& caller, const char* path, std::int64_t id,
                                std::int64_t version, const char* body) {
    return journal::ChangeRow(*world_.store, caller, registers_, *registers_.FindByPath(path), id,
                              version, schema::ParseJson(body).value().as_object());
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  IncidentService service_{{*world_.store, world_.clock}};
  PublicReportService reports_{{}, {*world_.store, service_, world_.clock}};
};

// ---- opening --------------------------------------------------------------------------------

TEST_F(IncidentsTest, NumbersRunThroughTheYearWithoutGaps) {
  EXPECT_EQ(Opened().number.value.value, "2026-0001");
  NewIncident wrong = Wanted(world_.health);
  wrong.title = "";
  EXPECT_FALSE(service_.Open(world_.analyst, wrong).has_value());
  EXPECT_EQ(Opened().number.value.value, "2026-0002");
  world_.clock.now = ParseInstant("2026-12-31T17:00:00Z").value();  // 2027 in Viet Nam.
  EXPECT_EQ(Opened().number.value.value, "2027-0001");
}

TEST_F(IncidentsTest, OpeningSaysWhoLeadsAndStartsTheClocks) {
  const Incident incident = Opened();
  EXPECT_EQ(incident.status.value, IncidentStatus::open);
  EXPECT_EQ(incident.lead_id.value, world_.analyst.account);
  EXPECT_EQ(world_.Facts("incident.opened").size(), 1u);
  const auto reported = world_.Facts("incident.reported");
  ASSERT_EQ(reported.size(), 1u);
  EXPECT_EQ(reported[0].agency, world_.health);
  EXPECT_EQ(reported[0].subject_id, incident.id.value);
  EXPECT_THAT(reported[0].payload, HasSubstr("\"detected_at\":\"2026-11-23T02:00:00Z\""));
  EXPECT_THAT(reported[0].payload, HasSubstr(fmt::format("\"incident\":{}", incident.id.value)));
}

TEST_F(IncidentsTest, WrongIncidentsAreRefusedWithTheirField) {
  NewIncident incident = Wanted(world_.health);
  incident.detected_at = world_.clock.now + std::chrono::hours{1};
  EXPECT_EQ(FieldMessage(service_.Open(world_.analyst, incident), "detected_at"), "in_future");
  incident = Wanted(world_.health);
  incident.system_id = world_.ward_system;
  EXPECT_EQ(FieldMessage(service_.Open(world_.analyst, incident), "system_id"), "other_agency");
  incident = Wanted({});
  EXPECT_EQ(FieldMessage(service_.Open(world_.analyst, incident), "agency_id"), "required");
  incident = Wanted(world_.health);
  incident.title = "a\x01";
  EXPECT_EQ(FieldMessage(service_.Open(world_.analyst, incident), "title"), "control_character");
}

TEST_F(IncidentsTest, TheRegisterOpensByTheSameRules) {
  const auto body = fmt::format(
      R"({{"agency_id": {}, "title": "Mã độc", "detected_at": "2026-11-23T01:00:00Z"}})",
      world_.health.value);
  const auto record = Create(world_.health_officer, "incidents", body);
  ASSERT_TRUE(record.has_value()) << record.error().Text();
  const auto incident = schema::FromRecord<Incident>(*record);
  EXPECT_EQ(incident.number.value.value, "2026-0001");
  EXPECT_EQ(incident.severity, Severity::m3);
  EXPECT_EQ(world_.Facts("incident.opened").size(), 1u);
  EXPECT_EQ(world_.Facts("incident.reported").size(), 1u);
  EXPECT_EQ(FieldMessage(Create(world_.health_officer, "incidents",
                                R"({"title": "x", "detected_at": "2027-01-01T00:00:00Z"})"),
                         "agency_id"),
            "required");
}

// ---- steps ----------------------------------------------------------------------------------

TEST_F(IncidentsTest, GoesForwardToItsEndAndBackToOpen) {
  const IncidentId id = IdOf(Opened());
  EXPECT_TRUE(service_.SetStatus(world_.analyst, id, IncidentStatus::contained, ""));
  EXPECT_EQ(service_.SetStatus(world_.analyst, id, IncidentStatus::contained, "").value().version,
            2);
  EXPECT_TRUE(service_.SetStatus(world_.analyst, id, IncidentStatus::recovered, ""));
  EXPECT_EQ(service_.SetStatus(world_.analyst, id, IncidentStatus::contained, "").error().code(),
            ErrorCode::kFailedPrecondition);
  const auto closed =
      service_.SetStatus(world_.analyst, id, IncidentStatus::closed, "Đã vá và khôi phục");
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->closed_at.value, world_.clock.now);
  const auto open = service_.SetStatus(world_.analyst, id, IncidentStatus::open, "");
  ASSERT_TRUE(open.has_value());
  EXPECT_FALSE(open->closed_at.value);
  EXPECT_THAT(KindsOf(service_.Detail(world_.analyst, id)->timeline),
              ElementsAre("incident.opened", "incident.reported", "incident.contained",
                          "incident.recovered", "incident.closed", "incident.reopened"));
}

TEST_F(IncidentsTest, IsClosedOnlyWithAnOutcome) {
  const IncidentId id = IdOf(Opened());
  EXPECT_EQ(
      FieldMessage(service_.SetStatus(world_.analyst, id, IncidentStatus::closed, "  "), "outcome"),
      "required");
  EXPECT_EQ(FieldMessage(service_.SetStatus(world_.analyst, id, IncidentStatus::closed,
                                            std::string(8001, 'a')),
                         "outcome"),
            "too_long:8000");
  EXPECT_EQ(world_.Stored<Incident>(id.value).status.value, IncidentStatus::open);
}

TEST_F(IncidentsTest, TheFactOfClosingNamesTheIncident) {
  const IncidentId id = IdOf(Opened());
  ASSERT_TRUE(service_.SetStatus(world_.analyst, id, IncidentStatus::closed, "Xong"));
  const auto facts = world_.Facts("incident.closed");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, HasSubstr(fmt::format("\"incident\":{}", id.value)));
}

TEST_F(IncidentsTest, AClosedIncidentTakesNoChange) {
  const IncidentId id = IdOf(Opened());
  const auto version =
      service_.SetStatus(world_.analyst, id, IncidentStatus::closed, "Xong").value().version.value;
  EXPECT_EQ(
      Change(world_.analyst, "incidents", id.value, version, R"({"title": "x"})").error().code(),
      ErrorCode::kFailedPrecondition);
  EXPECT_EQ(service_.AddTask(world_.analyst, id, {.title = "Kiểm tra"}).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(service_.AddNote(world_.analyst, id, "Ghi thêm sau khi kết thúc"));
}

TEST_F(IncidentsTest, OtherModulesMayActInTheClosingTransaction) {
  const IncidentId id = IdOf(Opened());
  service_.BeforeClose([](journal::Writer&, const journal::Caller&, const Incident&) -> Status {
    return Fail(ErrorCode::kFailedPrecondition, "not yet");
  });
  EXPECT_FALSE(service_.SetStatus(world_.analyst, id, IncidentStatus::closed, "Xong").has_value());
  EXPECT_EQ(world_.Stored<Incident>(id.value).status.value, IncidentStatus::open);
}

TEST_F(IncidentsTest, IsHandedOver) {
  const IncidentId id = IdOf(Opened());
  EXPECT_EQ(service_.SetLead(world_.analyst, id, AccountId{99}).value().lead_id.value,
            AccountId{99});
  EXPECT_EQ(world_.Facts("incident.assigned").size(), 1u);
}

// ---- notices, tasks, notes ------------------------------------------------------------------

TEST_F(IncidentsTest, ANoticeIsAFactAtTheInstantItWasSent) {
  const Incident incident = Opened();
  const Instant sent = world_.clock.now - std::chrono::minutes{20};
  ASSERT_TRUE(service_.NoteNotice(world_.analyst, IdOf(incident),
                                  {.clock = "N2", .sent_at = sent, .recipient = "Bộ Công an"}));
  const auto facts = world_.Facts("incident.notice_sent");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].occurred_at, sent);
  EXPECT_EQ(facts[0].recorded_at, world_.clock.now);
  EXPECT_EQ(facts[0].agency, world_.health);
  EXPECT_THAT(facts[0].payload, HasSubstr("\"clock\":\"N2\""));
  EXPECT_THAT(facts[0].payload, HasSubstr("\"recipient\":\"Bộ Công an\""));
}

TEST_F(IncidentsTest, ANoticeLiesBetweenDetectionAndNow) {
  const IncidentId id = IdOf(Opened());
  const auto send = [&](Instant at) {
    return service_.NoteNotice(world_.analyst, id,
                               {.clock = "N2", .sent_at = at, .recipient = "x"});
  };
  EXPECT_EQ(FieldMessage(send(world_.clock.now + std::chrono::hours{1}), "sent_at"), "in_future");
  EXPECT_EQ(FieldMessage(send(world_.clock.now - std::chrono::hours{2}), "sent_at"),
            "before_detection");
  EXPECT_EQ(FieldMessage(service_.NoteNotice(world_.analyst, id, {.clock = "N2"}), "recipient"),
            "required");
}

TEST_F(IncidentsTest, DetailHoldsTasksNotesAndTheirFacts) {
  const IncidentId id = IdOf(Opened());
  const auto task = service_.AddTask(world_.analyst, id, {.title = "Cô lập máy chủ"});
  ASSERT_TRUE(task.has_value());
  EXPECT_EQ(task->agency_id.value, world_.health);
  ASSERT_TRUE(service_.AddNote(world_.analyst, id, "Đã gọi đầu mối"));
  ASSERT_TRUE(Change(world_.analyst, "incident-tasks", task->id, 1, R"({"status": "done"})"));
  Opened();  // Another one, that must not show.
  const auto detail = service_.Detail(world_.analyst, id);
  ASSERT_TRUE(detail.has_value());
  ASSERT_EQ(detail->tasks.size(), 1u);
  EXPECT_EQ(detail->tasks[0].status, TaskStatus::done);
  ASSERT_EQ(detail->notes.size(), 1u);
  EXPECT_EQ(detail->notes[0].author.value.value, "Phạm Cường");
  EXPECT_THAT(KindsOf(detail->timeline),
              ElementsAre("incident.opened", "incident.reported", "incident_task.created",
                          "incident_note.created", "incident_task.changed"));
}

TEST_F(IncidentsTest, ATaskOfTheRegisterTakesItsAgencyFromTheIncident) {
  const Incident incident = Opened();
  const auto record =
      Create(world_.analyst, "incident-tasks",
             fmt::format(R"({{"incident_id": {}, "title": "Sao lưu"}})", incident.id.value));
  ASSERT_TRUE(record.has_value()) << record.error().Text();
  EXPECT_EQ(schema::FromRecord<IncidentTask>(*record).agency_id.value, world_.health);
  const IncidentId other = IdOf(Opened());
  const auto body = fmt::format(R"({{"incident_id": {}}})", other.value);
  EXPECT_EQ(
      FieldMessage(Change(world_.analyst, "incident-tasks", 1, 1, body.c_str()), "incident_id"),
      "fixed");
}

TEST_F(IncidentsTest, NotesAreNotRewritten) {
  const IncidentId id = IdOf(Opened());
  const auto note = service_.AddNote(world_.analyst, id, "a").value();
  EXPECT_EQ(Change(world_.analyst, "incident-notes", note.id, 1, R"({"text": "b"})").error().code(),
            ErrorCode::kUnsupported);
  EXPECT_EQ(FieldMessage(service_.AddNote(world_.analyst, id, " "), "text"), "required");
}

// ---- whose ----------------------------------------------------------------------------------

TEST_F(IncidentsTest, AnOfficerDoesNotReachIncidentsOfAnotherAgency) {
  const Incident incident = Opened();  // Of health.
  const IncidentId id = IdOf(incident);
  const auto& other = world_.ward_officer;
  EXPECT_EQ(service_.Open(other, Wanted(world_.health)).error().code(), ErrorCode::kDenied);
  EXPECT_EQ(service_.Detail(other, id).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(service_.SetStatus(other, id, IncidentStatus::contained, "").error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(service_.SetLead(other, id, other.account).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(
      service_.NoteNotice(other, id, {.clock = "N2", .sent_at = world_.clock.now, .recipient = "x"})
          .error()
          .code(),
      ErrorCode::kNotFound);
  EXPECT_EQ(service_.AddTask(other, id, {.title = "x"}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(service_.AddNote(other, id, "x").error().code(), ErrorCode::kNotFound);
  const auto body = fmt::format(R"({{"incident_id": {}, "title": "x", "text": "x"}})", id.value);
  EXPECT_EQ(FieldMessage(Create(other, "incident-tasks",
                                fmt::format(R"({{"incident_id": {}, "title": "x"}})", id.value)),
                         "incident_id"),
            "not_found");
  EXPECT_EQ(FieldMessage(Create(other, "incident-notes",
                                fmt::format(R"({{"incident_id": {}, "text": "x"}})", id.value)),
                         "incident_id"),
            "not_found");
  EXPECT_EQ(Change(other, "incidents", id.value, 1, R"({"title": "x"})").error().code(),
            ErrorCode::kNotFound);
}

TEST_F(IncidentsTest, TheOwnOfficerMay) {
  const IncidentId id = IdOf(Opened());
  EXPECT_TRUE(service_.AddTask(world_.health_officer, id, {.title = "x"}));
  EXPECT_TRUE(
      service_.SetStatus(world_.health_officer, id, IncidentStatus::contained, "").has_value());
  EXPECT_EQ(service_.Detail(world_.health_officer, id)->tasks.size(), 1u);
}

// ---- public reports -------------------------------------------------------------------------

NewPublicReport Letter() {
  NewPublicReport report;
  report.topic = ReportTopic::website;
  report.what = "Trang của xã hiện quảng cáo lạ";
  report.contact = "0912 345 678";
  return report;
}

TEST(ReportCode, HasSixtyBitsInThreeGroups) {
  const std::regex shape("TH(-[0-9A-HJKMNP-TV-Z]{4}){3}");
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = NewReportCode("TH");
    EXPECT_TRUE(std::regex_match(code, shape)) << code;
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 1000u);
}

TEST(ReportCode, IsReadAsPeopleTypeIt) {
  const std::string hash = ReportCodeHash("TH", "TH-7K3M-90XF-11BD");
  for (const char* typed : {"th-7k3m-90xf-11bd", "7K3M90XF11BD", " th 7k3m 9OXF iLbd ",
                            "TH7K3M90XF11BD", "7k3m–90xf–11bd"}) {
    EXPECT_EQ(ReportCodeHash("TH", typed), hash) << typed;
  }
  EXPECT_NE(ReportCodeHash("TH", "TH-7K3M-90XF-11BE"), hash);
  EXPECT_EQ(ReportCodeHash("TH", "").size(), 64u);
  EXPECT_EQ(ReportCodeHash("TH", std::string(100'000, 'A')).size(), 64u);
}

TEST(ReportCode, ACodeThatBeginsLikeThePrefixIsKeptWhole) {
  EXPECT_EQ(ReportCodeHash("TH", "TH-TH3M-90XF-11BD"), ReportCodeHash("TH", "TH3M-90XF-11BD"));
}

TEST_F(IncidentsTest, AReportIsFollowedByItsCode) {
  const auto submitted = reports_.Submit(Letter());
  ASSERT_TRUE(submitted.has_value());
  auto progress = reports_.FindByCode(submitted->code);
  ASSERT_TRUE(progress.has_value());
  EXPECT_EQ(progress->status, ReportStatus::received);
  EXPECT_EQ(progress->received_at, world_.clock.now);
  ASSERT_TRUE(reports_.Reply(world_.analyst, submitted->report.id, "Đang xem xét",
                             ReportStatus::in_review));
  progress = reports_.FindByCode(submitted->code);
  EXPECT_EQ(progress->status, ReportStatus::in_review);
  EXPECT_EQ(progress->reply, "Đang xem xét");
}

TEST_F(IncidentsTest, WrongCodesFindNothing) {
  ASSERT_TRUE(reports_.Submit(Letter()));
  for (const char* code : {"", "TH-0000-0000-0000", "' OR 1=1 --", "%", "TH"}) {
    EXPECT_EQ(reports_.FindByCode(code).error().code(), ErrorCode::kNotFound) << code;
  }
}

TEST_F(IncidentsTest, TheJournalKeepsNeitherCodeNorContact) {
  const auto submitted = reports_.Submit(Letter()).value();
  const auto facts = world_.Facts("public_report.received");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts[0].payload, Not(HasSubstr("0912")));
  EXPECT_THAT(facts[0].payload, Not(HasSubstr("quảng cáo")));
  EXPECT_THAT(facts[0].payload, Not(HasSubstr(submitted.code)));
  EXPECT_EQ(world_.Stored<PublicReport>(submitted.report.id).code_hash.value.size(), 64u);
}

TEST_F(IncidentsTest, AReportNeedsItsText) {
  NewPublicReport empty = Letter();
  empty.what = " \n ";
  EXPECT_EQ(FieldMessage(reports_.Submit(empty), "what"), "required");
  empty.what = std::string(4001, 'a');
  EXPECT_EQ(FieldMessage(reports_.Submit(empty), "what"), "too_long:4000");
  empty = Letter();
  empty.contact = std::string("a\xFF");
  EXPECT_EQ(FieldMessage(reports_.Submit(empty), "contact"), "not_utf8");
}

TEST_F(IncidentsTest, AnAcceptedReportIsAnIncidentOnce) {
  const auto report = reports_.Submit(Letter())->report;
  NewIncident wanted;
  wanted.agency_id = world_.ward;
  wanted.title = "Chèn quảng cáo";
  const auto incident = reports_.Accept(world_.analyst, report.id, wanted);
  ASSERT_TRUE(incident.has_value()) << incident.error().Text();
  EXPECT_EQ(incident->reported_by, IncidentOrigin::web);
  EXPECT_EQ(incident->description.value, Letter().what.value);
  const auto stored = world_.Stored<PublicReport>(report.id);
  EXPECT_EQ(stored.status.value, ReportStatus::accepted);
  EXPECT_EQ(stored.incident_id.value->value, incident->id.value);
  EXPECT_EQ(stored.agency_id.value, world_.ward);
  const auto received = world_.Facts("public_report.received");
  EXPECT_EQ(world_.Facts("incident.opened")[0].cause.value, received[0].id);
  EXPECT_EQ(reports_.Accept(world_.analyst, report.id, wanted).error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(world_.Facts("incident.opened").size(), 1u);
}

TEST_F(IncidentsTest, AReportIsClosedWithAReply) {
  const auto report = reports_.Submit(Letter())->report;
  EXPECT_EQ(
      FieldMessage(reports_.Reply(world_.analyst, report.id, "", ReportStatus::closed), "reply"),
      "required");
  EXPECT_TRUE(reports_.Reply(world_.analyst, report.id, "Cảm ơn", ReportStatus::closed));
  EXPECT_EQ(FieldMessage(reports_.Reply(world_.analyst, report.id, "x", ReportStatus::received),
                         "status"),
            "not_a_step");
}

TEST_F(IncidentsTest, ReportsWithoutAgencyAreForTheProvinceOnly) {
  const auto report = reports_.Submit(Letter())->report;
  for (const auto* officer : {&world_.health_officer, &world_.ward_officer}) {
    EXPECT_EQ(journal::Get<PublicReport>(*world_.Read(*officer), report.id).error().code(),
              ErrorCode::kNotFound);
    EXPECT_EQ(reports_.Reply(*officer, report.id, "x", ReportStatus::closed).error().code(),
              ErrorCode::kNotFound);
    EXPECT_EQ(reports_.Accept(*officer, report.id, Wanted(world_.health)).error().code(),
              ErrorCode::kNotFound);
  }
}

}  // namespace
}  // namespace lachan::incidents
