// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assurance/assurance_service.h"
#include "inspections/checklist.h"
#include "inspections/inspection_service.h"
#include "obligations/testing_province.h"
#include "register/registers.h"
#include "register/reorganiser.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::inspections {
namespace {

CivilDate Day(std::string_view text) { return ParseDate(text).value(); }

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class InspectionsTest : public ::testing::Test {
 protected:
  InspectionsTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_, world_.clock);
  }

  Result<schema::Record> Create(const journal::Caller& caller, const char* path,
                                const std::string& body) {
    return journal::CreateRow(*world_.store, caller, registers_, *registers_.FindByPath(path),
                              schema::ParseJson(body).value().as_object());
  }
  Result<schema::Record> Change(const journal::Caller& caller, const char* path, std::int64_t id,
                                std::int64_t version, const std::string& body) {
    return journal::ChangeRow(*world_.store, caller, registers_, *registers_.FindByPath(path), id,
                              version, schema::ParseJson(body).value().as_object());
  }
  InspectionId Planned(const char* kind = "periodic") {
    const auto row = Create(
        inspector_, "inspections",
        fmt::format(R"({{"inspected_id":{},"title":"Kiểm tra năm 2026","kind":"{}","lead":"Vũ Hà",)"
                    R"("starts_on":"2026-12-10","ends_on":"2026-12-12"}})",
                    world_.health.value, kind));
    EXPECT_TRUE(row) << row.error().Text();
    return {schema::FromRecord<Inspection>(*row).id.value};
  }
  /// Draws up, judges every line, sends the draft.
  void ToDraft(InspectionId id) {
    ASSERT_TRUE(service_.Announce(inspector_, id));
    ASSERT_TRUE(service_.DrawUp(inspector_, id, {.as_of = CivilDateAt(world_.clock.now)}));
    ASSERT_TRUE(service_.Start(inspector_, id));
    const auto detail = service_.Detail(inspector_, id);
    ASSERT_TRUE(detail);
    for (const auto& item : detail->items) {
      ASSERT_TRUE(Change(inspector_, "inspection-items", item.id, item.version,
                         R"({"verdict":"not_met","note":"Chưa có"})"));
    }
    ASSERT_TRUE(service_.EndFieldWork(inspector_, id));
    const auto drafted = service_.SendDraft(inspector_, id, {"Còn thiếu phương án", {}});
    ASSERT_TRUE(drafted) << drafted.error().Text();
  }

  registry::TestWorld world_;
  journal::Registers registers_;
  journal::Caller inspector_{AccountId{21}, "Vũ Hà", journal::Reach::Everything()};
  journal::Caller second_{AccountId{22}, "Đỗ Nam", journal::Reach::Everything()};
  obligations::ObligationService obligations_{
      {}, {*world_.store, obligations::Shipped(), world_.clock}};
  InspectionService service_{{},
                             {*world_.store, obligations_, obligations::Shipped(), world_.clock}};
};

TEST_F(InspectionsTest, NumbersCountWithinTheYear) {
  const auto first = Planned(), second = Planned();
  EXPECT_EQ(service_.Detail(inspector_, first)->inspection.number.value.value, "KT-2026-001");
  EXPECT_EQ(service_.Detail(inspector_, second)->inspection.number.value.value, "KT-2026-002");
}

TEST_F(InspectionsTest, APlanThatEndsBeforeItBeginsIsRefused) {
  const auto row =
      Create(inspector_, "inspections",
             fmt::format(R"({{"inspected_id":{},"title":"x","lead":"y","starts_on":"2026-12-10",)"
                         R"("ends_on":"2026-12-09"}})",
                         world_.health.value));
  ASSERT_FALSE(row);
  EXPECT_EQ(registry::FieldMessage(row, "ends_on"), "before_start");
}

TEST_F(InspectionsTest, ASurpriseIsHiddenUntilItStarts) {
  const auto id = Planned("surprise");
  EXPECT_EQ(service_.Detail(world_.health_officer, id).error().code(), ErrorCode::kNotFound);
  EXPECT_FALSE(service_.Announce(inspector_, id));
  ASSERT_TRUE(service_.Start(inspector_, id));
  EXPECT_TRUE(service_.Detail(world_.health_officer, id));
  EXPECT_EQ(service_.Detail(world_.ward_officer, id).error().code(), ErrorCode::kNotFound);
}

TEST_F(InspectionsTest, APeriodicInspectionIsAnnouncedFirst) {
  const auto id = Planned();
  EXPECT_EQ(service_.Start(inspector_, id).error().code(), ErrorCode::kFailedPrecondition);
  ASSERT_TRUE(service_.Announce(inspector_, id));
  EXPECT_TRUE(service_.Start(inspector_, id));
}

TEST_F(InspectionsTest, TheChecklistIsTheDutiesOfTheDay) {
  const auto id = Planned();
  const auto detail =
      service_.DrawUp(inspector_, id, {.as_of = CivilDateAt(world_.clock.now), .seed = 7});
  ASSERT_TRUE(detail) << detail.error().Text();
  std::vector<std::string> parts;
  for (const auto& item : detail->items) parts.push_back(item.part.value.value);
  EXPECT_THAT(parts, Contains("OB-10"));
  EXPECT_THAT(parts, Not(Contains("OB-30.contact"))) << "a duty of enterprises";
  EXPECT_EQ(detail->inspection.sample_seed.value, 7);
}

TEST_F(InspectionsTest, DrawingUpAgainKeepsWhatWasJudgedAndDoublesNothing) {
  const auto id = Planned();
  const ChecklistRequest today{.as_of = CivilDateAt(world_.clock.now)};
  const auto first = service_.DrawUp(inspector_, id, today);
  ASSERT_TRUE(first);
  ASSERT_TRUE(service_.Announce(inspector_, id));
  ASSERT_TRUE(service_.Start(inspector_, id));
  const auto& line = first->items.front();
  ASSERT_TRUE(
      Change(inspector_, "inspection-items", line.id, line.version, R"({"verdict":"met"})"));
  const auto second = service_.DrawUp(inspector_, id, today);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->items.size(), first->items.size());
  EXPECT_EQ(second->items.front().verdict, InspectionVerdict::met);
}

TEST_F(InspectionsTest, TheFutureCannotBeInspected) {
  const auto detail =
      service_.DrawUp(inspector_, Planned(), {.as_of = AddDays(CivilDateAt(world_.clock.now), 1)});
  ASSERT_FALSE(detail);
  EXPECT_EQ(registry::FieldMessage(detail, "as_of"), "in_future");
}

TEST_F(InspectionsTest, NoDraftBeforeEveryLineIsJudged) {
  const auto id = Planned();
  ASSERT_TRUE(service_.Announce(inspector_, id));
  ASSERT_TRUE(service_.DrawUp(inspector_, id, {.as_of = CivilDateAt(world_.clock.now)}));
  ASSERT_TRUE(service_.Start(inspector_, id));
  ASSERT_TRUE(service_.EndFieldWork(inspector_, id));
  EXPECT_EQ(service_.SendDraft(inspector_, id, {"x", {}}).error().code(),
            ErrorCode::kFailedPrecondition);
}

TEST_F(InspectionsTest, TheAgencySeesLinesWithTheDraftAndRemediesWithTheConclusion) {
  const auto id = Planned();
  ToDraft(id);
  ASSERT_TRUE(service_.AddRemedy(inspector_, id, {"Ban hành phương án", Day("2027-01-31"), {}}));
  auto seen = service_.Detail(world_.health_officer, id);
  ASSERT_TRUE(seen);
  EXPECT_THAT(seen->items, Not(IsEmpty()));
  EXPECT_THAT(seen->remedies, IsEmpty());
  ASSERT_TRUE(service_.Comment(world_.health_officer, id, "Xin bổ sung"));
  ASSERT_TRUE(service_.Conclude(second_, id, {"Kết luận", {}}));
  seen = service_.Detail(world_.health_officer, id);
  ASSERT_EQ(seen->remedies.size(), 1u);
}

TEST_F(InspectionsTest, AConclusionIsTheFactThatDischargesTheDutyToInspect) {
  const auto id = Planned();
  ToDraft(id);
  ASSERT_TRUE(service_.Conclude(inspector_, id, {"Kết luận", {}}));
  const auto reader = world_.store->OpenReader(inspector_);
  const auto facts = (*reader)->Facts({.kinds = {"inspection.done"}});
  ASSERT_EQ(facts->size(), 1u);
  EXPECT_EQ(facts->front().agency, world_.health);
  EXPECT_EQ(facts->front().payload,
            fmt::format(R"({{"inspection":{},"period":"2026"}})", id.value));
}

TEST_F(InspectionsTest, ARemedyIsVerifiedByAnotherThanItsReporterAndThenAllCloses) {
  const auto id = Planned();
  ToDraft(id);
  ASSERT_TRUE(service_.Conclude(inspector_, id, {"Kết luận", {}}));
  const auto remedy = service_.AddRemedy(
      inspector_, id, {"Ban hành phương án", AddDays(CivilDateAt(world_.clock.now), 30), {}});
  ASSERT_TRUE(remedy) << remedy.error().Text();
  const std::int64_t one = remedy->id;
  EXPECT_FALSE(service_.Close(inspector_, id));
  EXPECT_EQ(service_.Verify(inspector_, one, true, "").error().code(),
            ErrorCode::kFailedPrecondition);
  EXPECT_EQ(service_.Report(world_.ward_officer, one, {"xong", {}}).error().code(),
            ErrorCode::kNotFound);
  ASSERT_TRUE(service_.Report(second_, one, {"Đã ban hành", {}}));
  EXPECT_EQ(service_.Verify(second_, one, true, "").error().code(), ErrorCode::kDenied);
  EXPECT_EQ(service_.Verify(inspector_, one, false, "").error().code(), ErrorCode::kInvalidInput);
  EXPECT_EQ(service_.Verify(inspector_, one, false, "thiếu kịch bản")->state.value,
            RemedyState::returned);
  ASSERT_TRUE(service_.Report(world_.health_officer, one, {"Đã bổ sung", {}}));
  ASSERT_TRUE(service_.Verify(inspector_, one, true, ""));
  EXPECT_EQ(service_.Close(inspector_, id)->state.value, InspectionState::closed);
}

TEST_F(InspectionsTest, AnOpenRemedyPassesToTheHeirOfTheAgency) {
  const auto id = Planned();
  ToDraft(id);
  const auto remedy =
      service_.AddRemedy(inspector_, id, {"Ban hành phương án", Day("2027-01-31"), {}});
  ASSERT_TRUE(remedy) << remedy.error().Text();
  ASSERT_TRUE(service_.Conclude(second_, id, {"Kết luận", {}}));
  registry::ReorganisationRequest merger;
  merger.kind = ReorganisationKind::merge;
  merger.effective_on = CivilDateAt(world_.clock.now);
  merger.decision_number = "01/NQ-HĐND";
  merger.basis = "Nghị quyết sắp xếp";
  merger.predecessors = {world_.health};
  merger.successors = {{world_.ward}};
  registry::Reorganiser reorganiser({*world_.store, registers_, world_.clock});
  const auto done = reorganiser.Apply(inspector_, merger);
  ASSERT_TRUE(done) << done.error().Text();
  const auto reported = service_.Report(world_.ward_officer, remedy->id, {"Đã ban hành", {}});
  ASSERT_TRUE(reported) << reported.error().Text();
  EXPECT_EQ(reported->agency_id.value, std::optional(world_.ward));
}

TEST_F(InspectionsTest, ARemedyInThePastIsRefused) {
  const auto id = Planned();
  ToDraft(id);
  const auto remedy =
      service_.AddRemedy(inspector_, id, {"x", AddDays(CivilDateAt(world_.clock.now), -1), {}});
  ASSERT_FALSE(remedy);
  EXPECT_EQ(registry::FieldMessage(remedy, "due_on"), "in_past");
}

// ---- sample and clocks ------------------------------------------------------------------------

TEST(Sample, IsTheSameForASeedAndAnotherForAnother) {
  std::vector<SystemId> systems;
  for (std::int64_t i = 1; i <= 40; ++i) systems.push_back({i});
  const auto first = Sample(systems, 5, 1);
  EXPECT_EQ(first.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(first));
  EXPECT_EQ(Sample(systems, 5, 1), first);
  EXPECT_NE(Sample(systems, 5, 2), first);
  std::ranges::reverse(systems);
  EXPECT_EQ(Sample(systems, 5, 1), first) << "the order of the register does not matter";
  EXPECT_EQ(Sample(systems, 0, 1).size(), 40u);
}

Inspection Visit() {
  Inspection inspection;
  inspection.decision_on = Day("2026-10-01");
  inspection.starts_on = Day("2026-11-20");
  inspection.ends_on = Day("2026-11-21");
  return inspection;
}

std::vector<std::string> Texts(const Inspection& inspection, const char* today) {
  std::vector<std::string> texts;
  for (const auto& clock : ClocksOf(inspection, {}, Day(today))) {
    texts.push_back(fmt::format("{} {} {}", clock.code, ToString(clock.state),
                                clock.last_day ? FormatDate(*clock.last_day) : "-"));
  }
  return texts;
}

TEST(Clocks, ThePlanGoesOutTenDaysAfterTheDecisionAndTenBeforeTheVisit) {
  Inspection visit = Visit();
  EXPECT_THAT(Texts(visit, "2026-10-11"), ElementsAre("announce running 2026-10-11",
                                                      "comment waiting -", "conclude waiting -"));
  EXPECT_EQ(Texts(visit, "2026-10-12")[0], "announce overdue 2026-10-11");
  visit.decision_on = Day("2026-11-15");
  EXPECT_EQ(Texts(visit, "2026-11-01")[0], "announce running 2026-11-10");
  visit.announced_on = std::optional(Day("2026-11-11"));
  EXPECT_EQ(Texts(visit, "2026-11-12")[0], "announce met_late 2026-11-10");
}

TEST(Clocks, ASurpriseIsToldOnItsDay) {
  Inspection visit = Visit();
  visit.kind = InspectionKind::surprise;
  visit.announced_on = std::optional(Day("2026-11-20"));
  EXPECT_EQ(Texts(visit, "2026-11-20")[0], "announce met 2026-11-20");
}

TEST(Clocks, FiveDaysToCommentThirtyToConclude) {
  Inspection visit = Visit();
  visit.field_ended_on = std::optional(Day("2026-11-21"));
  visit.draft_sent_on = std::optional(Day("2026-11-30"));
  EXPECT_EQ(Texts(visit, "2026-12-05")[1], "comment running 2026-12-05");
  EXPECT_EQ(Texts(visit, "2026-12-06")[1], "comment overdue 2026-12-05");
  visit.concluded_on = std::optional(Day("2026-12-21"));
  EXPECT_EQ(Texts(visit, "2027-01-01")[2], "conclude met 2026-12-21");
}

}  // namespace
}  // namespace lachan::inspections
