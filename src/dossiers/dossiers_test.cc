// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "assurance/assurance_service.h"
#include "dossiers/dossier_service.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using levels::PartKind;
using levels::Regime;
using registry::FieldMessage;
using registry::TestWorld;

std::string Shipped(const char* name) {
  std::ifstream file(std::string(std::getenv("LACHAN_SOURCE")) + "/controls/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

levels::Catalogue ShippedCatalogue() {
  auto all = levels::ParseControls(levels::Standard::tcvn11930, Shipped("tcvn11930.csv")).value();
  const auto more =
      levels::ParseControls(levels::Standard::tcvn14423, Shipped("tcvn14423.csv")).value();
  all.insert(all.end(), more.begin(), more.end());
  return levels::Catalogue(std::move(all));
}

/// Two agencies with a system each on Monday 23/11/2026, and the people of a dossier.
class DossierTest : public testing::Test {
 protected:
  DossierTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_, world_.clock);
    appraiser_ = {AccountId{21}, "Người thẩm định", journal::Reach::Everything()};
    owner_ = {AccountId{22}, "Lãnh đạo", journal::Reach::Everything()};
  }

  static DraftInput ServiceOf(std::int64_t basic, std::int64_t sensitive) {
    DraftInput input;
    input.answers.public_service = true;
    input.answers.administrative_procedures = false;
    input.answers.business = levels::Business::none;
    input.answers.basic_subjects = levels::People(basic);
    input.answers.sensitive_subjects = levels::People(sensitive);
    input.explanation = "Cổng cung cấp thông tin và đặt lịch khám cho người dân.";
    return input;
  }
  Result<schema::Record> Create(const journal::Caller& caller, const char* entity,
                                const std::string& body) {
    const auto json = schema::ParseJson(body);
    return journal::CreateRow(*world_.store, caller, registers_, *registers_.Find(entity),
                              json->as_object());
  }
  void AddPart(const Dossier& dossier, const char* kind) {
    const auto made = Create(
        world_.health_officer, "dossier_part",
        fmt::format(R"({{"agency_id": {}, "dossier_id": {}, "kind": "{}", "note": "Nội dung"}})",
                    dossier.agency_id.value, dossier.id.value, kind));
    ASSERT_TRUE(made) << made.error().Text();
  }
  void AddParts(const Dossier& dossier) {
    for (const char* kind : {"overview", "design", "protection_plan", "risk_assessment"}) {
      AddPart(dossier, kind);
    }
  }
  void AddRegulation() {
    const auto made =
        Create(world_.health_officer, "regulation",
               fmt::format(R"({{"agency_id": {}, "name": "Quy chế", "number": "12/QĐ-SYT",
                               "issued_on": "2026-10-01"}})",
                           world_.health.value));
    ASSERT_TRUE(made) << made.error().Text();
  }
  Dossier Filed(const DraftInput& input) {
    auto dossier = service_.Draft(world_.health_officer, world_.health_system, input).value();
    AddParts(dossier);
    return service_.File(world_.health_officer, dossier.id).value();
  }
  Dossier Appraised(const DraftInput& input) {
    const auto dossier = Filed(input);
    EXPECT_TRUE(service_.Accept(appraiser_, dossier.id, Authority::kSpecialisedUnit));
    return service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit, {}).value();
  }
  static DecisionInput Decision() {
    return {.number = "15/QĐ-UBND",
            .decided_on = ParseDate("2026-11-23").value(),
            .signer_name = "Nguyễn Văn Mẫu",
            .signer_title = "Chủ tịch"};
  }
  void Advance(int days) { world_.clock.now += std::chrono::days(days); }
  Result<schema::Record> ChangeSystem(const char* body) {
    const auto system = world_.Stored<System>(world_.health_system.value);
    return journal::ChangeRow(*world_.store, world_.health_officer, registers_,
                              *registers_.Find("system"), system.id, system.version,
                              schema::ParseJson(body)->as_object());
  }
  void MakeCoordinator() {
    auto agency = world_.Stored<Agency>(world_.health.value);
    agency.is_coordinator = true;
    ASSERT_TRUE(world_.store->Change(
        journal::Caller::System("test"), [&](journal::Writer& writer) -> Status {
          LACHAN_TRY_DO(journal::Update(writer, agency, {.kind = "test.changed"}));
          return {};
        }));
  }

  TestWorld world_;
  journal::Registers registers_;
  directive::HolidayCalendar calendar_;
  levels::Catalogue catalogue_ = ShippedCatalogue();
  DossierService service_{{}, {*world_.store, registers_, calendar_, catalogue_, world_.clock}};
  journal::Caller appraiser_, owner_;
};

TEST_F(DossierTest, ADraftTakesItsRulesFromTheDayAndItsLevelFromTheAnswers) {
  const auto dossier =
      service_.Draft(world_.health_officer, world_.health_system, ServiceOf(150'000, 0)).value();
  EXPECT_EQ(dossier.regime.value, Regime::nd331);
  EXPECT_EQ(dossier.level.value, 3);
  EXPECT_EQ(dossier.kind.value, DossierKind::first);
  EXPECT_EQ(dossier.number.value.value, "HSCD-2026-0001");
  EXPECT_EQ(dossier.status.value, DossierStatus::draft);
}

TEST_F(DossierTest, ASystemHasOneOpenDossier) {
  ASSERT_TRUE(service_.Draft(world_.health_officer, world_.health_system, ServiceOf(1, 0)));
  const auto second = service_.Draft(world_.health_officer, world_.health_system, ServiceOf(1, 0));
  EXPECT_EQ(FieldMessage(second, "system_id"), "open:HSCD-2026-0001");
}

TEST_F(DossierTest, AnothersSystemIsNotThere) {
  const auto refused = service_.Draft(world_.ward_officer, world_.health_system, ServiceOf(1, 0));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kNotFound);
}

TEST_F(DossierTest, ContradictingAnswersAreRefusedWithTheirField) {
  auto input = ServiceOf(5, 0);
  input.answers.internal = true;
  input.answers.only_public_information = true;
  EXPECT_EQ(FieldMessage(service_.Draft(world_.health_officer, world_.health_system, input),
                         "only_public_information"),
            "personal_but_public");
}

TEST_F(DossierTest, FilingNamesEveryMissingPart) {
  const auto dossier =
      service_.Draft(world_.health_officer, world_.health_system, ServiceOf(1, 0)).value();
  const auto refused = service_.File(world_.health_officer, dossier.id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(FieldMessage(refused, "part.overview"), "missing_part");
  EXPECT_EQ(FieldMessage(refused, "part.risk_assessment"), "missing_part");
  // The regulation is needed for the decision only, and the proposal is the answers.
  EXPECT_EQ(refused.error().fields().size(), 4U);
}

TEST_F(DossierTest, AnIncompleteCalculatorCannotBeFiled) {
  DraftInput input;
  input.answers.public_service = true;
  const auto dossier = service_.Draft(world_.health_officer, world_.health_system, input).value();
  EXPECT_EQ(FieldMessage(service_.File(world_.health_officer, dossier.id), "answers"), "no_level");
}

TEST_F(DossierTest, TheCheckIsDueAfterFiveWorkingDays) {
  const auto dossier = Filed(ServiceOf(1, 0));
  // Monday 23/11 + 5 working days: Monday 30/11; breach at the midnight after it.
  EXPECT_EQ(*dossier.check_due.value, StartOfDay(ParseDate("2026-12-01").value()));
}

StepClock ClockOf(const DossierDetail& detail, const char* step) {
  return *std::ranges::find(detail.clocks, step, &StepClock::step);
}

TEST_F(DossierTest, ClocksRunOneAfterTheOther) {
  const auto dossier = Filed(ServiceOf(150'000, 0));
  auto detail = service_.Detail(appraiser_, dossier.id, Authority::kSpecialisedUnit).value();
  EXPECT_EQ(ClockOf(detail, "check").state, StepState::kRunning);
  EXPECT_EQ(ClockOf(detail, "appraise").state, StepState::kWaiting);
  Advance(8);
  detail = service_.Detail(appraiser_, dossier.id, Authority::kSpecialisedUnit).value();
  EXPECT_EQ(ClockOf(detail, "check").state, StepState::kOverdue);
  ASSERT_TRUE(service_.Accept(appraiser_, dossier.id, Authority::kSpecialisedUnit));
  detail = service_.Detail(appraiser_, dossier.id, Authority::kSpecialisedUnit).value();
  EXPECT_EQ(ClockOf(detail, "check").state, StepState::kLate);
  EXPECT_EQ(ClockOf(detail, "appraise").state, StepState::kRunning);
  EXPECT_EQ(ClockOf(detail, "appraise").days, 15);
}

TEST_F(DossierTest, AReturnNamesTheMissingPartAndTheNextFilingStartsTheCheckAnew) {
  const auto dossier = Filed(ServiceOf(1, 0));
  const auto returned = service_.Return(appraiser_, dossier.id, Authority::kSpecialisedUnit,
                                        {PartKind::design}, "Thiếu sơ đồ vật lý");
  ASSERT_TRUE(returned) << returned.error().Text();
  EXPECT_EQ(returned->status.value, DossierStatus::returned);
  const auto detail = service_.Detail(world_.health_officer, dossier.id, Authority::kNone).value();
  const auto design = std::ranges::find_if(
      detail.parts, [](const PartState& part) { return part.rule.kind == PartKind::design; });
  EXPECT_TRUE(design->was_missing);
  Advance(3);
  AddPart(dossier, "design");
  const auto again = service_.File(world_.health_officer, dossier.id);
  ASSERT_TRUE(again) << again.error().Text();
  EXPECT_EQ(again->round.value, 2);
  EXPECT_GT(*again->check_due.value, *dossier.check_due.value);
}

TEST_F(DossierTest, ANewVersionOfAPartTakesThePlaceOfTheOneBefore) {
  const auto dossier =
      service_.Draft(world_.health_officer, world_.health_system, ServiceOf(1, 0)).value();
  AddPart(dossier, "design");
  AddPart(dossier, "design");
  const auto parts = journal::List<DossierPart>(*world_.Read(world_.analyst)).value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_FALSE(parts[0].is_current);
  EXPECT_EQ(parts[1].part_version.value, 2);
  EXPECT_TRUE(parts[1].is_current);
}

TEST_F(DossierTest, OfficersDoNotReview) {
  const auto dossier = Filed(ServiceOf(1, 0));
  const auto refused =
      service_.Accept(world_.health_officer, dossier.id, Authority::kSpecialisedUnit);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kDenied);
  EXPECT_FALSE(service_.Accept(appraiser_, dossier.id, Authority::kNone));
}

TEST_F(DossierTest, TheRegulationComesBeforeTheDecision) {
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  const auto early = service_.Approve(owner_, dossier.id, Authority::kOwner, Decision());
  EXPECT_EQ(FieldMessage(early, "part.regulation"), "missing_part");
  AddRegulation();
  EXPECT_TRUE(service_.Approve(owner_, dossier.id, Authority::kOwner, Decision()));
}

TEST_F(DossierTest, ThreePersons) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  EXPECT_EQ(FieldMessage(service_.Approve(appraiser_, dossier.id, Authority::kOwner, Decision()),
                         "status"),
            "same_person");
}

TEST_F(DossierTest, FromLevelThreeTheOwnerDecidesBelowTheUnit) {
  AddRegulation();
  const auto third = Appraised(ServiceOf(150'000, 0));
  EXPECT_EQ(
      FieldMessage(service_.Approve(owner_, third.id, Authority::kSpecialisedUnit, Decision()),
                   "status"),
      "owner_decides");
  ASSERT_TRUE(service_.Withdraw(world_.health_officer, third.id, "Làm lại"));
  const auto second = Appraised(ServiceOf(1, 0));
  EXPECT_TRUE(service_.Approve(owner_, second.id, Authority::kSpecialisedUnit, Decision()));
}

TEST_F(DossierTest, ADecisionSetsTheLevelAndIsTheFactOfItsDay) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  Advance(2);
  ASSERT_TRUE(service_.Approve(owner_, dossier.id, Authority::kOwner, Decision()));
  EXPECT_EQ(world_.Stored<System>(world_.health_system.value).level.value, 3);
  const auto facts = world_.Facts("system.level_approved");
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts.front().system, world_.health_system);
  EXPECT_EQ(facts.front().occurred_at, StartOfDay(ParseDate("2026-11-23").value()));
  EXPECT_NE(facts.front().payload.find("\"level\":3"), std::string::npos);
}

TEST_F(DossierTest, ADecisionNeedsItsNumberSignerAndADayThatHasCome) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  auto decision = Decision();
  decision.decided_on = ParseDate("2026-12-24").value();
  decision.number = "";
  const auto refused = service_.Approve(owner_, dossier.id, Authority::kOwner, decision);
  EXPECT_EQ(FieldMessage(refused, "number"), "required");
  EXPECT_EQ(FieldMessage(refused, "decided_on"), "in_future");
}

TEST_F(DossierTest, WhoOperatesDoesNotAppraise) {
  MakeCoordinator();
  const auto dossier = Filed(ServiceOf(150'000, 0));
  ASSERT_TRUE(service_.Accept(appraiser_, dossier.id, Authority::kSpecialisedUnit));
  EXPECT_EQ(FieldMessage(service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit, {}),
                         "body"),
            "conflict_of_interest");
  const auto outside =
      service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit,
                        {.body = levels::Body::council, .body_name = "Hội đồng thẩm định"});
  EXPECT_TRUE(outside);
}

TEST_F(DossierTest, HighLevelsNeedTheOpinionAndTheMinistry) {
  auto input = ServiceOf(1, 0);
  input.answers = {};
  input.answers.state_secret = true;
  input.answers.harm = levels::Harm::serious;
  auto dossier = service_.Draft(world_.health_officer, world_.health_system, input).value();
  AddParts(dossier);
  EXPECT_EQ(FieldMessage(service_.File(world_.health_officer, dossier.id), "part.opinion"),
            "missing_part");
  AddPart(dossier, "opinion");
  ASSERT_TRUE(service_.File(world_.health_officer, dossier.id));
  ASSERT_TRUE(service_.Accept(appraiser_, dossier.id, Authority::kSpecialisedUnit));
  EXPECT_EQ(FieldMessage(service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit, {}),
                         "body"),
            "not_ministry");
}

TEST_F(DossierTest, AFailedAppraisalGoesBackWithItsReason) {
  const auto dossier = Filed(ServiceOf(1, 0));
  ASSERT_TRUE(service_.Accept(appraiser_, dossier.id, Authority::kSpecialisedUnit));
  const Appraisal without{.is_passed = false};
  EXPECT_EQ(
      FieldMessage(service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit, without),
                   "remarks"),
      "required");
  const auto back = service_.Appraise(appraiser_, dossier.id, Authority::kSpecialisedUnit,
                                      {.is_passed = false, .remarks = "Chưa tách vùng quản trị"});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->status.value, DossierStatus::returned);
}

TEST_F(DossierTest, AfterADecisionTheNextDossierDeterminesAnew) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  ASSERT_TRUE(service_.Approve(owner_, dossier.id, Authority::kOwner, Decision()));
  const auto next =
      service_.Draft(world_.health_officer, world_.health_system, ServiceOf(5, 0)).value();
  EXPECT_EQ(next.kind.value, DossierKind::redetermination);
  EXPECT_EQ(FieldMessage(ChangeSystem(R"({"level": 1})"), "level"), "set_by_dossier:15/QĐ-UBND");
}

TEST_F(DossierTest, AMajorChangeAsksForANewDetermination) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  ASSERT_TRUE(service_.Approve(owner_, dossier.id, Authority::kOwner, Decision()));
  EXPECT_TRUE(service_.StatusOf(world_.health_officer, world_.health_system)->redetermine.empty());
  Advance(5);
  ASSERT_TRUE(ChangeSystem(R"({"exposure": "internet"})"));
  EXPECT_EQ(service_.StatusOf(world_.health_officer, world_.health_system)->redetermine,
            std::vector<std::string>{"major_change"});
}

TEST_F(DossierTest, NoOperationWithoutAssessmentAndReadiness) {
  EXPECT_EQ(FieldMessage(ChangeSystem(R"({"state": "in_operation"})"), "state"),
            "needs_assessment");
  const auto agency = world_.health.value;
  const auto system = world_.health_system.value;
  ASSERT_TRUE(Create(world_.health_officer, "assurance_record",
                     fmt::format(R"({{"agency_id": {}, "system_id": {},
                       "kind": "system_assessment", "performed_on": "2026-11-20",
                       "result": "passed"}})",
                                 agency, system)));
  EXPECT_EQ(FieldMessage(ChangeSystem(R"({"state": "in_operation"})"), "state"), "needs_readiness");
  const auto check = [&](const char* day, const char* result) {
    return Create(world_.health_officer, "readiness_check",
                  fmt::format(R"({{"agency_id": {}, "system_id": {}, "performed_on": "{}",
                                  "result": "{}"}})",
                              agency, system, day, result));
  };
  ASSERT_TRUE(check("2026-11-20", "ready"));
  ASSERT_TRUE(check("2026-11-22", "not_ready"));
  EXPECT_FALSE(ChangeSystem(R"({"state": "in_operation"})"));
  ASSERT_TRUE(check("2026-11-23", "ready"));
  EXPECT_EQ(
      FieldMessage(ChangeSystem(R"({"state": "in_operation", "in_operation_since": "2026-12-01"})"),
                   "in_operation_since"),
      "in_future");
  const auto live = ChangeSystem(R"({"state": "in_operation"})");
  ASSERT_TRUE(live) << live.error().Text();
  EXPECT_EQ(schema::FromRecord<System>(*live).in_operation_since, ParseDate("2026-11-23").value());
}

TEST_F(DossierTest, UnderTheOldRulesNoReadinessCheckIsAsked) {
  world_.clock.now = ParseInstant("2026-05-04T03:00:00Z").value();
  ASSERT_TRUE(Create(world_.health_officer, "assurance_record",
                     fmt::format(R"({{"agency_id": {}, "system_id": {},
                       "kind": "system_assessment", "performed_on": "2026-05-02",
                       "result": "passed"}})",
                                 world_.health.value, world_.health_system.value)));
  EXPECT_TRUE(ChangeSystem(R"({"state": "in_operation"})"));
}

TEST_F(DossierTest, ControlsOfALevelAreCountedAndConfirmedWhenAllAreMet) {
  const auto set = [&](const std::string& control, ControlState state, const char* reason = "") {
    return service_.SetControl(world_.health_officer, world_.health_system,
                               {.control = control, .state = state, .reason = reason});
  };
  auto sheet = service_.Controls(world_.health_officer, world_.health_system, std::nullopt).value();
  EXPECT_EQ(sheet.standard, levels::Standard::tcvn14423);
  ASSERT_EQ(sheet.rows.size(), 28U);
  EXPECT_EQ(sheet.percent, 0);
  EXPECT_EQ(FieldMessage(set("G01", ControlState::not_applicable), "reason"), "required");
  ASSERT_TRUE(set("G01", ControlState::not_applicable, "Không có"));
  for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
    ASSERT_TRUE(set(sheet.rows[i].asked.control->id, ControlState::met));
  }
  ASSERT_TRUE(set("G02", ControlState::partly));
  sheet = service_.Controls(world_.health_officer, world_.health_system, std::nullopt).value();
  EXPECT_EQ(sheet.not_applicable, 1);
  EXPECT_EQ(sheet.percent, (26 * 2 + 1) * 100 / (27 * 2));
  EXPECT_EQ(FieldMessage(service_.ConfirmControls(world_.health_officer, world_.health_system,
                                                  levels::Standard::tcvn14423),
                         "standard"),
            "controls_open:1");
  ASSERT_TRUE(set("G02", ControlState::met));
  const auto confirmed = service_.ConfirmControls(world_.health_officer, world_.health_system,
                                                  levels::Standard::tcvn14423);
  ASSERT_TRUE(confirmed) << confirmed.error().Text();
  EXPECT_EQ(confirmed->percent, 100);
  EXPECT_EQ(world_.Facts("system.plan_deployed").size(), 1U);
  EXPECT_FALSE(set("XYZ", ControlState::met));
}

TEST_F(DossierTest, ARunningSystemWithoutALevelIsOverdue) {
  auto system = world_.Stored<System>(world_.health_system.value);
  system.state = SystemState::in_operation;
  ASSERT_TRUE(
      world_.store->Change(journal::Caller::System("test"), [&](journal::Writer& writer) -> Status {
        LACHAN_TRY_DO(journal::Update(writer, system, {.kind = "test.changed"}));
        return {};
      }));
  const auto rows = service_.Transition(world_.analyst).value();
  const auto found = std::ranges::find(rows, world_.health_system.value,
                                       &DossierService::TransitionRow::system_id);
  ASSERT_NE(found, rows.end());
  EXPECT_EQ(found->duty.id, "classify");
  EXPECT_EQ(found->duty.state, levels::TransitionState::kOverdue);
  // An agency sees its own systems only.
  const auto own = service_.Transition(world_.ward_officer);
  for (const auto& row : own.value()) {
    EXPECT_EQ(row.agency, world_.ward);
  }
}

TEST_F(DossierTest, PapersAreDraftsUntilTheDecision) {
  AddRegulation();
  const auto dossier = Appraised(ServiceOf(150'000, 0));
  const auto proposal = service_.ProposalPaper(world_.health_officer, dossier.id);
  ASSERT_TRUE(proposal) << proposal.error().Text();
  EXPECT_EQ(proposal->standing, documents::Standing::draft);
  EXPECT_EQ(proposal->kind, documents::Kind::to_trinh);
  EXPECT_EQ(service_.DecisionPaper(appraiser_, dossier.id)->standing, documents::Standing::draft);
  ASSERT_TRUE(service_.Approve(owner_, dossier.id, Authority::kOwner, Decision()));
  const auto decision = service_.DecisionPaper(appraiser_, dossier.id);
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->standing, documents::Standing::issued);
  EXPECT_EQ(decision->number, 15);
  EXPECT_EQ(decision->symbol, "QĐ-UBND");
}

TEST_F(DossierTest, AnInvestmentBeforeTheLawMayFinishUnderTheOldRules) {
  auto input = ServiceOf(1, 0);
  input.answers = {};
  input.answers.internal = true;
  input.answers.only_public_information = true;
  input.regime = Regime::nd85;
  // The systems of this world were registered on the day of the test.
  EXPECT_EQ(
      FieldMessage(service_.Draft(world_.health_officer, world_.health_system, input), "regime"),
      "regime_not_in_force");
}

}  // namespace
}  // namespace lachan::dossiers
