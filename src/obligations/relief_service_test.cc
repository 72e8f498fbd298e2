// SPDX-License-Identifier: Apache-2.0
#include "obligations/relief_service.h"

#include "obligations/obligation_service.h"
#include "obligations/testing_province.h"
#include "register/registers.h"

namespace lachan::obligations {
namespace {

using directive::DutyStatus;

class ReliefTest : public ProvinceTest {
 protected:
  void SetUp() override {
    ProvinceTest::SetUp();
    registry::AddRegisters(registers_);
    AddRegisters(registers_, &Shipped());
    health_ = AddAgency("SYT", AgencyKind::department);
    system_ = AddSystem(health_, "Hồ sơ sức khoẻ");
  }

  boost::json::object Body(const char* effect = "pause") const {
    return {{"agency_id", health_.value},
            {"part", "OB-05.scan"},
            {"effect", effect},
            {"from_day", "2026-01-01"},
            {"last_day", "2026-01-31"},
            {"basis", "Quyết định 12/QĐ-UBND"},
            {"decided_by", "Chủ tịch UBND tỉnh"}};
  }
  Result<DutyRelief> Propose(const boost::json::object& body, std::int64_t account = 1) {
    auto row = journal::CreateRow(*store_, Coordinator(account), registers_,
                                  *registers_.Find("duty_relief"), body);
    if (!row) return std::unexpected(row.error());
    return schema::FromRecord<DutyRelief>(*row);
  }
  DutyStatus StatusOfScan(std::optional<Instant> as_of = {}) {
    DutyQuery query;
    query.part = "OB-05.scan";
    query.system = system_;
    query.as_of = as_of;
    const auto list = service_->Duties(Coordinator(), query);
    EXPECT_TRUE(list && list->rows.size() == 1);
    return list && list->rows.size() == 1 ? list->rows[0].status : DutyStatus::kNotApplicable;
  }
  std::string WrongField(const boost::json::object& body) {
    const auto done = Propose(body);
    if (done) return "accepted";
    return done.error().fields().empty() ? "" : done.error().fields().front().name;
  }

  journal::Registers registers_;
  AgencyId health_;
  SystemId system_;
  std::unique_ptr<ReliefService> reliefs_;
  std::unique_ptr<ObligationService> service_;

  void Start() {
    reliefs_ = std::make_unique<ReliefService>(ReliefService::Deps{*store_, clock_});
    service_ = std::make_unique<ObligationService>(
        ObligationService::Options{}, ObligationService::Deps{*store_, Shipped(), clock_});
  }
};

TEST_F(ReliefTest, CountsOnlyOnceAnotherPersonConfirmedIt) {
  Start();
  clock_.now = At("2026-01-05T08:00:00+07:00");
  const auto proposed = Propose(Body("exemption"));
  ASSERT_TRUE(proposed) << proposed.error().Text();
  EXPECT_EQ(proposed->state.value, ReliefState::proposed);
  EXPECT_NE(StatusOfScan(), DutyStatus::kExempt);

  const auto alone = reliefs_->Confirm(Coordinator(1), proposed->id.value);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code(), ErrorCode::kFailedPrecondition);
  const auto officer = reliefs_->Confirm(Officer(health_), proposed->id.value);
  ASSERT_FALSE(officer);
  EXPECT_EQ(officer.error().code(), ErrorCode::kDenied);
  EXPECT_NE(StatusOfScan(), DutyStatus::kExempt);

  const auto confirmed = reliefs_->Confirm(Coordinator(2), proposed->id.value);
  ASSERT_TRUE(confirmed) << confirmed.error().Text();
  EXPECT_EQ(StatusOfScan(), DutyStatus::kExempt);
}

TEST_F(ReliefTest, IsShownWithItsBasis) {
  Start();
  const auto proposed = Propose(Body("exemption"));
  ASSERT_TRUE(reliefs_->Confirm(Coordinator(2), proposed->id.value));
  DutyQuery query;
  query.part = "OB-05.scan";
  const auto list = service_->Duties(Coordinator(), query);
  ASSERT_TRUE(list && list->rows.size() == 1);
  const auto reliefs = service_->Reliefs(list->rows[0].reliefs);
  ASSERT_TRUE(reliefs && reliefs->size() == 1);
  EXPECT_EQ(reliefs->front().basis.value, "Quyết định 12/QĐ-UBND");
}

TEST_F(ReliefTest, WhatIsGrantedLaterDoesNotChangeHowThePastWasJudged) {
  Start();
  clock_.now = At("2026-01-20T08:00:00+07:00");
  const auto proposed = Propose(Body("exemption"));
  ASSERT_TRUE(reliefs_->Confirm(Coordinator(2), proposed->id.value));
  clock_.now += std::chrono::hours{1};
  EXPECT_EQ(StatusOfScan(), DutyStatus::kExempt);
  const Instant later = At("2026-01-25T00:00:00+07:00");
  EXPECT_EQ(StatusOfScan(later), DutyStatus::kExempt);
}

TEST_F(ReliefTest, EndsOnADay) {
  Start();
  const auto proposed = Propose(Body("exemption"));
  ASSERT_TRUE(reliefs_->Confirm(Coordinator(2), proposed->id.value));
  const auto id = proposed->id.value;
  const auto day = [](const char* text) { return ParseDate(text).value(); };
  EXPECT_FALSE(reliefs_->End(Coordinator(), id, day("2025-12-31"), "sai"));
  EXPECT_FALSE(reliefs_->End(Coordinator(), id, day("2026-02-02"), "sai"));
  EXPECT_FALSE(reliefs_->End(Coordinator(), id, day("2026-01-05"), " "));
  EXPECT_FALSE(reliefs_->End(Officer(health_), id, day("2026-01-05"), "vì tôi muốn"));
  ASSERT_TRUE(reliefs_->End(Coordinator(), id, day("2026-01-05"), "hết lý do"));
  EXPECT_NE(StatusOfScan(), DutyStatus::kExempt);
  EXPECT_FALSE(reliefs_->End(Coordinator(), id, day("2026-01-04"), "lần nữa"));
}

TEST_F(ReliefTest, RefusedNeverHolds) {
  Start();
  const auto proposed = Propose(Body("exemption"));
  EXPECT_FALSE(reliefs_->Refuse(Coordinator(2), proposed->id.value, ""));
  ASSERT_TRUE(reliefs_->Refuse(Coordinator(2), proposed->id.value, "không đủ căn cứ"));
  EXPECT_NE(StatusOfScan(), DutyStatus::kExempt);
  EXPECT_FALSE(reliefs_->Confirm(Coordinator(3), proposed->id.value));
}

TEST_F(ReliefTest, SaysWhatIsWrongWithAProposal) {
  auto body = Body();
  body["part"] = "OB-99";
  EXPECT_EQ(WrongField(body), "part");
  body = Body();
  body["last_day"] = nullptr;
  EXPECT_EQ(WrongField(body), "last_day") << "a pause needs an end";
  body = Body();
  body["last_day"] = "2025-12-31";
  EXPECT_EQ(WrongField(body), "last_day");
  body = Body();
  body["basis"] = "";
  EXPECT_EQ(WrongField(body), "basis");
  body = Body();
  body["part"] = "OB-33";
  body["system_id"] = system_.value;
  EXPECT_EQ(WrongField(body), "system_id");
  body = Body();
  body["part"] = "OB-05";
  body["system_id"] = system_.value;
  EXPECT_EQ(WrongField(body), "accepted");
}

TEST_F(ReliefTest, AProposalInForceIsNotRewritten) {
  Start();
  const auto proposed = Propose(Body());
  const auto confirmed = reliefs_->Confirm(Coordinator(2), proposed->id.value);
  ASSERT_TRUE(confirmed);
  const auto changed =
      journal::ChangeRow(*store_, Coordinator(), registers_, *registers_.Find("duty_relief"),
                         confirmed->id.value, confirmed->version.value, {{"basis", "khác"}});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(ReliefTest, ExplainNamesTheRelief) {
  Start();
  const auto proposed = Propose(Body());
  ASSERT_TRUE(reliefs_->Confirm(Coordinator(2), proposed->id.value));
  const auto explained = service_->Explain(Coordinator(), health_, "OB-05.scan");
  ASSERT_TRUE(explained && explained->size() == 1);
  EXPECT_TRUE(std::ranges::any_of(explained->front().steps, [](const directive::Step& step) {
    return step.code == directive::StepCode::kRelief && step.fact != 0;
  }));
  EXPECT_FALSE(service_->Explain(Officer(AgencyId{999}), health_, "OB-05.scan"));
  EXPECT_FALSE(service_->Explain(Coordinator(), health_, "OB-05.scam"));
}

class RoleTest : public ReliefTest {
 protected:
  Result<schema::Record> Assign(const char* role, std::optional<AgencyId> agency, const char* from,
                                const char* last = nullptr) {
    boost::json::object body{{"role", role}, {"from_day", from}, {"basis", "Quyết định 1"}};
    if (agency) body["agency_id"] = agency->value;
    if (!agency) body["holder"] = "Bộ Công an";
    if (last != nullptr) body["last_day"] = last;
    return journal::CreateRow(*store_, Coordinator(), registers_,
                              *registers_.Find("role_assignment"), body);
  }
};

TEST_F(RoleTest, OneHolderOfAnOfficeADay) {
  ASSERT_TRUE(Assign("coordinator", health_, "2025-01-01", "2025-06-30"));
  EXPECT_FALSE(Assign("coordinator", health_, "2025-06-30"));
  EXPECT_TRUE(Assign("coordinator", health_, "2025-07-01"));
  EXPECT_TRUE(Assign("appraiser", health_, "2025-01-01"));
  EXPECT_TRUE(Assign("cyber_authority", {}, "2025-01-01"));
}

TEST_F(RoleTest, DatedAssignmentDecidesWhoOwesTheMonthlyReport) {
  Start();
  const auto second = AddAgency("CAT", AgencyKind::force);
  ASSERT_TRUE(Assign("coordinator", health_, "2025-01-01", "2025-12-31"));
  ASSERT_TRUE(Assign("coordinator", second, "2026-01-01"));
  clock_.now = At("2026-01-10T08:00:00+07:00");
  DutyQuery query;
  query.part = "OB-33";
  query.statuses = {DutyStatus::kOpen, DutyStatus::kDueSoon, DutyStatus::kOverdue};
  const auto list = service_->Duties(Coordinator(), query);
  ASSERT_TRUE(list);
  ASSERT_FALSE(list->rows.empty());
  for (const auto& duty : list->rows) EXPECT_EQ(duty.agency, second);
}

}  // namespace
}  // namespace lachan::obligations
