// SPDX-License-Identifier: Apache-2.0
/// Duties across a reorganisation: the past stays with who was there, what runs goes on.
#include <gmock/gmock.h>

#include "obligations/obligation_service.h"
#include "obligations/testing_province.h"
#include "register/registers.h"
#include "register/reorganiser.h"

namespace lachan::obligations {
namespace {

using directive::Duty;
using directive::DutyStatus;

class ReorganisedDuties : public ProvinceTest {
 protected:
  void SetUp() override {
    ProvinceTest::SetUp();
    registry::AddRegisters(registers_);
    before_ = AddAgency("SKHDT", AgencyKind::department);
    after_ = AddAgency("STC", AgencyKind::department);
    system_ = AddSystem(before_, "Đầu tư công");
    // Facts count from when they happened, so that a past can be told.
    service_ = std::make_unique<ObligationService>(
        ObligationService::Options{.is_demo = true,
                                   .recording_since = At("2022-11-01T00:00:00+07:00")},
        ObligationService::Deps{*store_, Shipped(), clock_});
  }
  void Reorganise(ReorganisationKind kind) {
    registry::ReorganisationRequest request;
    request.kind = kind;
    request.effective_on = ParseDate("2026-01-04").value();
    request.decision_number = "01/QĐ";
    request.predecessors = {before_};
    request.successors = {{after_, {}}};
    if (kind == ReorganisationKind::transfer) {
      request.assignments = {{"system", system_.value, 0}};
    }
    registry::Reorganiser reorganiser({*store_, registers_, clock_});
    const auto row = reorganiser.Apply(Coordinator(), request);
    ASSERT_TRUE(row) << row.error().Text();
  }
  void Open(const std::string& finding, std::string_view at) {
    Note("finding.opened", before_, system_, {{"finding", finding}, {"allows_control", true}},
         At(at));
  }
  std::vector<Duty> Of(AgencyId agency, std::string_view at) {
    const auto situation = service_->At(At(at));
    EXPECT_TRUE(situation) << situation.error().Text();
    const auto span = (*situation)->assessment.Of(agency);
    return {span.begin(), span.end()};
  }
  /// Duties to mend a finding.
  std::vector<Duty> Fixes(AgencyId agency, std::string_view at) {
    auto duties = Of(agency, at);
    std::erase_if(duties,
                  [](const Duty& duty) { return duty.part != "OB-08.fix" || duty.trigger == 0; });
    return duties;
  }
  std::int64_t OnSystem(AgencyId agency, std::string_view at) {
    return std::ranges::count(Of(agency, at), system_, &Duty::system);
  }

  static constexpr std::string_view kThen = "2026-01-03T23:59:00+07:00";
  static constexpr std::string_view kNow = "2026-01-05T08:00:00+07:00";
  journal::Registers registers_;
  AgencyId before_, after_;
  SystemId system_;
  std::unique_ptr<ObligationService> service_;
};

TEST_F(ReorganisedDuties, ThePastStaysWithThePredecessor) {
  const auto then = OnSystem(before_, kThen);
  EXPECT_GT(then, 0);
  Reorganise(ReorganisationKind::merge);
  EXPECT_EQ(OnSystem(before_, kThen), then);
  EXPECT_EQ(OnSystem(after_, kThen), 0);
  EXPECT_TRUE(Of(before_, kNow).empty());
  EXPECT_EQ(OnSystem(after_, kNow), then);
}

TEST_F(ReorganisedDuties, WhatWasAskedAndNotDonePassesWithItsLimit) {
  Open("DY-1", "2026-01-03T10:00:00+07:00");
  Reorganise(ReorganisationKind::merge);
  ASSERT_EQ(Fixes(before_, kThen).size(), 1U);
  const auto duties = Fixes(after_, kNow);
  ASSERT_EQ(duties.size(), 1U);
  EXPECT_EQ(duties[0].due, At("2026-01-06T10:00:00+07:00"));
  EXPECT_EQ(duties[0].status, DutyStatus::kOpen);
  Note("finding.fixed", after_, system_, {{"finding", "DY-1"}}, At("2026-01-05T07:00:00+07:00"));
  EXPECT_EQ(Fixes(after_, kNow)[0].status, DutyStatus::kMet);
}

TEST_F(ReorganisedDuties, WhatWasDoneBeforeStaysWhereItWasDone) {
  Open("DY-1", "2026-01-02T10:00:00+07:00");
  Note("finding.fixed", before_, system_, {{"finding", "DY-1"}}, At("2026-01-03T10:00:00+07:00"));
  Reorganise(ReorganisationKind::merge);
  EXPECT_EQ(Fixes(before_, kThen)[0].status, DutyStatus::kMet);
  EXPECT_TRUE(Fixes(after_, kNow).empty());
}

TEST_F(ReorganisedDuties, ATransferTakesWhatIsAboutTheSystemAlong) {
  Open("DY-1", "2026-01-03T10:00:00+07:00");
  Note("finding.opened", before_, {}, {{"finding", "DY-2"}, {"allows_control", true}},
       At("2026-01-03T11:00:00+07:00"));
  Reorganise(ReorganisationKind::transfer);
  EXPECT_EQ(Fixes(before_, kThen).size(), 2U);
  const auto passed = Fixes(after_, kNow), stayed = Fixes(before_, kNow);
  ASSERT_EQ(passed.size(), 1U);
  ASSERT_EQ(stayed.size(), 1U);
  EXPECT_EQ(passed[0].system, system_);
  EXPECT_EQ(stayed[0].system, SystemId{});
}

}  // namespace
}  // namespace lachan::obligations
