// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assurance/assurance_service.h"
#include "ledgers/budget_floor.h"
#include "ledgers/entities_people.h"
#include "ledgers/layers.h"
#include "ledgers/registers.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"

namespace lachan::ledgers {
namespace {

using registry::FieldMessage;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LedgersTest : public ::testing::Test {
 protected:
  LedgersTest() {
    registry::AddRegisters(registers_);
    assurance::AddRegisters(registers_, world_.clock);
    AddRegisters(registers_, world_.clock);
  }

  /// A row of the health department's; `fields` are JSON members.
  Result<schema::Record> Create(const char* path, const std::string& fields) {
    return journal::CreateRow(
        *world_.store, world_.analyst, registers_, *registers_.FindByPath(path),
        Object(fmt::format(R"({{"agency_id": {}, {}}})", world_.health.value, fields)));
  }
  Result<schema::Record> Change(const char* path, std::int64_t id, std::int64_t version,
                                const char* body) {
    return journal::ChangeRow(*world_.store, world_.analyst, registers_,
                              *registers_.FindByPath(path), id, version, Object(body));
  }
  Result<schema::Record> Archive(const char* path, std::int64_t id, std::int64_t version) {
    return journal::ArchiveRow(*world_.store, world_.analyst, *registers_.FindByPath(path), id,
                               version, true);
  }
  std::string System(const std::string& more) {
    return fmt::format(R"("system_id": {}, {})", world_.health_system.value, more);
  }
  static boost::json::object Object(const std::string& text) {
    return schema::ParseJson(text).value().as_object();
  }

  registry::TestWorld world_;
  journal::Registers registers_;
};

TEST_F(LedgersTest, TheTablesMatchTheirDeclarations) {
  state_sql::Options options{.target = ":memory:"};
  for (const auto& definition : registers_.all()) options.entities.push_back(definition.entity);
  const auto opened = state_sql::OpenStateStore(options, world_.clock);
  EXPECT_TRUE(opened.has_value()) << opened.error().Text();
}

TEST_F(LedgersTest, ScansAndHuntsAreFactsOnTheirDay) {
  ASSERT_TRUE(Create("system-checks", System(R"("kind": "scan", "performed_on": "2026-11-20",
                                                "result": "findings", "findings": 3)")));
  ASSERT_TRUE(Create("system-checks", System(R"("kind": "hunt", "performed_on": "2026-11-21")")));
  const auto scans = world_.Facts("assurance.scan");
  ASSERT_THAT(scans, SizeIs(1));
  EXPECT_EQ(FormatInstant(scans[0].occurred_at), "2026-11-19T17:00:00Z");  // 0:00 in Viet Nam.
  EXPECT_EQ(scans[0].system, world_.health_system);
  EXPECT_THAT(scans[0].payload, HasSubstr(R"("result":"findings")"));
  EXPECT_THAT(world_.Facts("assurance.hunt"), SizeIs(1));
}

TEST_F(LedgersTest, WhatFailedDischargesNothing) {
  ASSERT_TRUE(Create("system-checks", System(R"("performed_on": "2026-11-20",
                                                "result": "failed")")));
  EXPECT_TRUE(world_.Facts("assurance.scan").empty());
  EXPECT_THAT(world_.Facts("system_check.created"), SizeIs(1));
}

TEST_F(LedgersTest, ContradictionsAndTheFutureAreRefused) {
  EXPECT_EQ(FieldMessage(Create("system-checks", System(R"("performed_on": "2026-11-20",
                                                           "findings": 2)")),
                         "findings"),
            "contradicts:result");
  EXPECT_EQ(
      FieldMessage(Create("trainings", R"("title": "x", "held_on": "2026-11-24")"), "held_on"),
      "in_future");
  EXPECT_EQ(FieldMessage(Create("trainings", R"("title": "x", "held_on": "2026-11-20",
                                                "period": "2026-13")"),
                         "period"),
            "not_a_period");
}

TEST_F(LedgersTest, AnEntryIsWithdrawnNotRewritten) {
  ASSERT_TRUE(Create("campaigns", R"("title": "Tháng an toàn", "held_on": "2026-10-01")"));
  EXPECT_EQ(FieldMessage(Change("campaigns", 1, 1, R"({"held_on": "2026-01-01"})"), "held_on"),
            "fixed");
  ASSERT_TRUE(Change("campaigns", 1, 1, R"({"reached": 5000})"));
  ASSERT_TRUE(Archive("campaigns", 1, 2));
  const auto withdrawn = world_.Facts("fact.withdrawn");
  ASSERT_THAT(withdrawn, SizeIs(1));
  EXPECT_THAT(withdrawn[0].payload,
              HasSubstr(fmt::format("\"fact\":{}", world_.Facts("campaign.held")[0].id)));
}

TEST_F(LedgersTest, AMajorChangeMakesThePlanOutdatedAndANewOneClearsIt) {
  ASSERT_TRUE(Create("response-plans", System(R"("version_label": "1.0",
                                                 "issued_on": "2026-05-01")")));
  EXPECT_THAT(world_.Facts("plan.response_issued"), SizeIs(1));
  ASSERT_TRUE(Change("systems", world_.health_system.value, 1, R"({"purpose": "Tra cứu"})"));
  EXPECT_EQ(world_.Stored<ResponsePlan>(1).state.value, PlanState::current);
  ASSERT_TRUE(Change("systems", world_.health_system.value, 2, R"({"level": 3})"));
  const auto outdated = world_.Stored<ResponsePlan>(1);
  EXPECT_EQ(outdated.state.value, PlanState::outdated);
  EXPECT_EQ(FormatDate(outdated.outdated_since.value.value()), "2026-11-23");
  EXPECT_EQ(outdated.outdated_by.value.value, "level");
  // A version from before the change is outdated from the start.
  ASSERT_TRUE(Create("response-plans", System(R"("version_label": "1.1",
                                                 "issued_on": "2026-06-01")")));
  EXPECT_EQ(world_.Stored<ResponsePlan>(2).state.value, PlanState::outdated);
  EXPECT_EQ(world_.Stored<ResponsePlan>(1).state.value, PlanState::superseded);
  ASSERT_TRUE(Create("response-plans", System(R"("version_label": "2.0",
                                                 "issued_on": "2026-11-23")")));
  EXPECT_EQ(world_.Stored<ResponsePlan>(3).state.value, PlanState::current);
  EXPECT_EQ(world_.Stored<ResponsePlan>(2).state.value, PlanState::superseded);
}

TEST_F(LedgersTest, OnlyLiveFireDrillsDischarge) {
  ASSERT_TRUE(Create("drills", System(R"("title": "Trên bàn", "held_on": "2026-10-01")")));
  EXPECT_TRUE(world_.Facts("assurance.drill").empty());
  ASSERT_TRUE(Create("drills", System(R"("title": "Thực chiến", "held_on": "2026-10-02",
                                         "is_live_fire": true)")));
  EXPECT_THAT(world_.Facts("assurance.drill")[0].payload, HasSubstr(R"("scope":"system")"));
  EXPECT_EQ(FieldMessage(Create("drills", R"("title": "x", "held_on": "2026-10-02")"), "system_id"),
            "required");
  EXPECT_EQ(FieldMessage(Create("drills", R"("title": "x", "held_on": "2026-10-02",
                                             "scope": "province")"),
                         "scope"),
            "only_coordinator");
}

TEST_F(LedgersTest, DevicesForSecretsStayOffTheInternetAndRepairsAreWatched) {
  EXPECT_EQ(FieldMessage(Create("devices", R"("code": "M1", "name": "Máy soạn thảo",
                                              "holds_secrets": true, "reaches_internet": true)"),
                         "reaches_internet"),
            "secret_device_online");
  ASSERT_TRUE(Create("devices", R"("code": "M1", "name": "Máy soạn thảo", "holds_secrets": true)"));
  EXPECT_EQ(FieldMessage(Create("device-events", R"("device_id": 1, "kind": "repair",
                                                    "performed_on": "2026-10-01")"),
                         "accompanied_by"),
            "required");
  EXPECT_EQ(FieldMessage(Create("device-events", R"("kind": "wipe",
                                                    "performed_on": "2026-10-01")"),
                         "device_id"),
            "required");
  EXPECT_EQ(FieldMessage(Create("device-events", R"("performed_on": "2026-10-01",
                                                    "note": "TỐI MẬT")"),
                         "note"),
            "state_secret");
  ASSERT_TRUE(Create("device-events", R"("performed_on": "2026-10-01")"));
  EXPECT_THAT(world_.Facts("device.checked"), SizeIs(1));
  EXPECT_EQ(FormatDate(world_.Stored<Device>(1).checked_on.value.value()), "2026-10-01");
}

TEST_F(LedgersTest, AMonthOfAccountsIsAttested) {
  const auto attest = [&](const char* more) {
    return Create("account-attestations",
                  std::string(R"("attested_on": "2026-11-02", "accounts": 10, )") + more);
  };
  EXPECT_EQ(FieldMessage(attest(R"("period": "2026-12")"), "period"), "in_future");
  EXPECT_EQ(FieldMessage(attest(R"("period": "2026-xx")"), "period"), "not_a_period");
  EXPECT_EQ(
      FieldMessage(attest(R"("period": "2026-11", "shared_accounts": 11)"), "shared_accounts"),
      "too_large:10");
  ASSERT_TRUE(attest(R"("period": "2026-11")"));
  EXPECT_THAT(world_.Facts("network.attested")[0].payload, HasSubstr(R"("period":"2026-11")"));
}

TEST_F(LedgersTest, AReviewIsNotedAtTheSupplier) {
  ASSERT_TRUE(Create("suppliers", R"("name": "Công ty Một")"));
  ASSERT_TRUE(Create("supplier-reviews", R"("supplier_id": 1, "performed_on": "2026-09-09")"));
  EXPECT_EQ(FormatDate(world_.Stored<Supplier>(1).reviewed_on.value.value()), "2026-09-09");
  EXPECT_THAT(world_.Facts("supplier.reviewed"), SizeIs(1));
}

TEST_F(LedgersTest, MoneyHasAShareAndProposalsAreFacts) {
  ASSERT_TRUE(Create("budgets", R"("year": 2026, "it_total": 3000, "security_part": 420)"));
  EXPECT_EQ(world_.Stored<Budget>(1).share_permille.value, 140);
  EXPECT_EQ(FieldMessage(Create("budgets", R"("year": 2027, "it_total": 10,
                                              "security_part": 11)"),
                         "security_part"),
            "too_large:10");
  ASSERT_TRUE(Create("budget-proposals", R"("title": "x", "kind": "investment",
                                            "performed_on": "2026-07-01", "period": "2027")"));
  EXPECT_THAT(world_.Facts("investment.proposed")[0].payload, HasSubstr(R"("period":"2027")"));
}

TEST_F(LedgersTest, LayersTwoAndThreeAreKeptByDifferentOrganisations) {
  const auto show = [&](int layer, const char* provider) {
    return Create("layer-evidence", fmt::format(R"("layer": {}, "performed_on": "2026-03-01",
                                                   "provider": "{}")",
                                                layer, provider));
  };
  EXPECT_EQ(FieldMessage(show(2, ""), "provider"), "required");
  ASSERT_TRUE(show(2, "Công ty An Ninh"));
  EXPECT_EQ(FieldMessage(show(3, "công ty  an ninh"), "provider"), "keeps_layer:2");
  ASSERT_TRUE(show(3, "Trung tâm Đánh giá"));
  EXPECT_THAT(world_.Facts("layer.evidenced")[1].payload, HasSubstr(R"("layer":3)"));
}

TEST_F(LedgersTest, ALayerIsLostOnce) {
  ASSERT_TRUE(Create("layer-evidence", R"("layer": 4, "performed_on": "2026-03-01")"));
  ASSERT_TRUE(Change("layer-evidence", 1, 1, R"({"lost_on": "2026-11-01"})"));
  const auto lost = world_.Facts("layer.lost");
  ASSERT_THAT(lost, SizeIs(1));
  EXPECT_EQ(FormatInstant(lost[0].occurred_at), "2026-10-31T17:00:00Z");
  EXPECT_THAT(lost[0].payload, HasSubstr(R"("layer":4)"));
  EXPECT_EQ(FieldMessage(Change("layer-evidence", 1, 2, R"({"lost_on": null})"), "lost_on"),
            "fixed");
}

TEST_F(LedgersTest, KindsWithALedgerAreNotAssuranceRecords) {
  const auto record =
      Create("assurance-records", System(R"("kind": "scan", "performed_on": "2026-11-20")"));
  EXPECT_EQ(FieldMessage(record, "kind"), "has_register:system-checks");
}

// ---- standings ----------------------------------------------------------------------------------

LayerEvidence Shown(int layer, const char* day, const char* provider = "") {
  LayerEvidence evidence;
  evidence.layer = layer;
  evidence.performed_on = ParseDate(day).value();
  evidence.provider = provider;
  return evidence;
}

TEST(Layers, AreDeclaredMeasuredLapsedOrLost) {
  const CivilDate today = ParseDate("2026-11-23").value();
  auto lost = Shown(4, "2026-10-01");
  lost.lost_on = today;
  const auto standing =
      StandingOf({Shown(1, "2026-01-01"), Shown(3, "2025-11-23"), lost}, 12, today);
  EXPECT_EQ(standing.layers[0].state, LayerState::declared);
  EXPECT_EQ(standing.layers[1].state, LayerState::measured);
  EXPECT_EQ(standing.layers[2].state, LayerState::lapsed);  // The 22nd was its last day.
  EXPECT_EQ(standing.layers[3].state, LayerState::lost);
  EXPECT_EQ(StandingOf({Shown(3, "2025-11-24")}, 0, today).layers[2].state, LayerState::declared);
  EXPECT_EQ(StandingOf({}, 0, today).layers[1].state, LayerState::missing);
  EXPECT_TRUE(StandingOf({Shown(2, "2026-01-01", "A"), Shown(3, "2026-01-01", "a")}, 0, today)
                  .same_provider);
}

TEST(BudgetFloors, AreDated) {
  const auto floors = ParseBudgetFloors("2019-06-07:10, 2026-07-01:15").value();
  EXPECT_EQ(FloorOf(floors, 2018), 0);
  EXPECT_EQ(FloorOf(floors, 2025), 10);
  EXPECT_EQ(FloorOf(floors, 2026), 15);
  for (const char* bad : {"2026-07-01", "15", "2026-07-01:x", "2026-07-01:101"}) {
    EXPECT_FALSE(ParseBudgetFloors(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace lachan::ledgers
