// SPDX-License-Identifier: Apache-2.0
#include "register/as_of.h"
#include "register/structure.h"
#include "register/testing_reorganisation.h"
#include "schema/json.h"

namespace lachan::registry {
namespace {

using enum ReorganisationKind;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Reorganise : public testing::Test, public ReorganisationWorld {
 protected:
  void SetUp() override {
    planning = AddAgency("SKHDT");
    finance = AddAgency("STC");
    portal = AddSystem(planning, "Cổng đầu tư");
    ledger = AddSystem(finance, "Kế toán");
  }
  AgencyId planning, finance;
  SystemId portal, ledger;
};

TEST_F(Reorganise, AMergerPassesWhatIsInUseAndEndsThePredecessorTheDayBefore) {
  const auto contact = AddContact(planning, "Lê An");
  const auto account = AddAccount(planning, "an");
  const auto row = Done(Ask(merge, "2025-03-01", {planning}, {finance}));
  EXPECT_EQ(row.state.value, ReorganisationState::applied);
  EXPECT_EQ(row.title.value, "SKHDT → STC");
  EXPECT_EQ(Stored<Agency>(planning.value).valid_to, Day("2025-02-28"));
  EXPECT_EQ(Stored<System>(portal.value).agency_id, finance);
  EXPECT_EQ(Stored<ContactPoint>(contact.id).agency_id, finance);
  EXPECT_EQ(Stored<Account>(account.id).agency_id, finance);
  EXPECT_EQ(row.moved.value, 5);  // System, network, source, contact, account.
}

TEST_F(Reorganise, WhoAnsweredAlwaysHasAnAnswer) {
  EXPECT_EQ(OwnerAt(portal, "2020-01-01"), planning);
  Done(Ask(merge, "2025-03-01", {planning}, {finance}));
  EXPECT_EQ(OwnerAt(portal, "2020-01-01"), planning);
  EXPECT_EQ(OwnerAt(portal, "2025-02-28"), planning);
  EXPECT_EQ(OwnerAt(portal, "2025-03-01"), finance);
  EXPECT_EQ(OwnerAt(portal, "2099-01-01"), finance);
  EXPECT_EQ(OwnerAt(ledger, "2024-01-01"), finance);
}

TEST_F(Reorganise, OpenIncidentsPassWithTheirTasksAndClosedOnesStay) {
  const auto open = AddIncident(planning, portal, false);
  const auto closed = AddIncident(planning, portal, true);
  Done(Ask(merge, "2026-11-01", {planning}, {finance}));
  EXPECT_EQ(Stored<Incident>(open.id).agency_id, finance);
  EXPECT_EQ(Stored<Incident>(closed.id).agency_id, planning);
  const auto tasks = journal::List<IncidentTask>(*Read()).value();
  for (const auto& task : tasks) {
    EXPECT_EQ(task.agency_id.value, task.incident_id.value == open.id ? finance : planning);
  }
}

TEST_F(Reorganise, TheHeirReadsOldRecordsAndMayNotChangeThem) {
  const auto record = AddRecord(planning, portal);
  Done(Ask(merge, "2026-11-01", {planning}, {finance}));
  const auto officer = Officer(finance);
  const auto reader = store->OpenReader(officer).value();
  EXPECT_TRUE(journal::Get<AssuranceRecord>(*reader, record.id));
  for (const AgencyId agency : {planning, finance}) {
    AssuranceRecord changed = record;
    changed.agency_id = agency;
    changed.summary = "khác";
    const auto outcome =
        journal::ChangeFor<AssuranceRecord>(*store, officer, [&](journal::Writer& writer) {
          return journal::Update(writer, changed, {.kind = "test.changed"});
        });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), ErrorCode::kDenied);
  }
}

TEST_F(Reorganise, OthersReadNothingOfIt) {
  const auto record = AddRecord(planning, portal);
  const AgencyId other = AddAgency("SYT");
  Done(Ask(merge, "2026-11-01", {planning}, {finance}));
  const auto reader = store->OpenReader(Officer(other)).value();
  EXPECT_FALSE(journal::Get<AssuranceRecord>(*reader, record.id));
  EXPECT_FALSE(journal::Get<System>(*reader, portal.value));
}

TEST_F(Reorganise, AfterATransferTheReceiverReadsWhatTheSystemBroughtAndNoMore) {
  const auto brought = AddRecord(planning, portal);
  const auto stayed = AddRecord(planning, {});
  auto request = Ask(transfer, "2026-11-01", {planning}, {finance});
  request.assignments = {{"system", portal.value, 0}};
  Done(request);
  EXPECT_FALSE(Stored<Agency>(planning.value).valid_to);
  const auto reader = store->OpenReader(Officer(finance)).value();
  EXPECT_TRUE(journal::Get<AssuranceRecord>(*reader, brought.id));
  EXPECT_FALSE(journal::Get<AssuranceRecord>(*reader, stayed.id));
  EXPECT_TRUE(
      journal::Get<AssuranceRecord>(*store->OpenReader(Officer(planning)).value(), brought.id));
}

TEST_F(Reorganise, ASplitGivesEachWhatIsAssignedAndTheRestToTheHeir) {
  const SystemId press = AddSystem(planning, "Báo chí");
  const auto contact = AddContact(planning, "Lê An");
  auto request = Ask(split, "2026-11-01", {planning}, {finance});
  request.successors.push_back(Fresh("SVH"));
  request.assignments = {{"system", press.value, 1}};
  Done(request);
  const auto culture =
      journal::List<Agency>(*Read(), {.filters = {journal::Equals("code", std::string("SVH"))}});
  ASSERT_EQ(culture->size(), 1u);
  EXPECT_EQ(culture->front().valid_from, Day("2026-11-01"));
  EXPECT_EQ(Stored<System>(press.value).agency_id.value, culture->front().id.value);
  EXPECT_EQ(Stored<System>(portal.value).agency_id, finance);
  EXPECT_EQ(Stored<ContactPoint>(contact.id).agency_id, finance);
}

TEST_F(Reorganise, ARenamedAgencyIsFoundByItsFormerName) {
  auto request = Ask(rename, "2026-11-01", {planning}, {});
  request.new_name = "Sở Chiến lược";
  request.new_code = "SCL";
  Done(request);
  const auto found = journal::List<Agency>(*Read(), {.text = "co quan skhdt"});
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().name.value, "Sở Chiến lược");
  const auto before = AgenciesOn(*Read(), Day("2026-10-31")).value();
  EXPECT_EQ(before.front().row.name.value, "Cơ quan SKHDT");
  const auto after = AgenciesOn(*Read(), Day("2026-11-01")).value();
  EXPECT_EQ(after.front().row.name.value, "Sở Chiến lược");
}

TEST_F(Reorganise, AbolishingWhatStillHoldsSomethingIsRefusedWithThePlace) {
  const auto request = Ask(abolish, "2026-11-01", {planning}, {});
  const auto plan = reorganiser->Preview(everything, request);
  ASSERT_TRUE(plan);
  std::vector<std::string> entities;
  for (const auto& problem : plan->problems) {
    EXPECT_EQ(problem.code, "orphan");
    entities.push_back(problem.arguments.front());
  }
  EXPECT_THAT(entities, ElementsAre("address_range", "source", "system"));
  const auto refused = reorganiser->Apply(everything, request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_FALSE(Stored<Agency>(planning.value).valid_to);
  EXPECT_THAT(Problems(Ask(abolish, "2026-11-01", {AddAgency("TRONG")}, {})), IsEmpty());
}

TEST_F(Reorganise, NamesWhatIsWrong) {
  EXPECT_THAT(Problems(Ask(merge, "2021-12-31", {planning}, {finance})),
              Contains("date_before_agency"));
  EXPECT_THAT(Problems(Ask(merge, "2026-11-01", {planning}, {AddAgency("MOI", "2027-01-01")})),
              ElementsAre("successor_not_yet"));
  EXPECT_THAT(Problems(Ask(merge, "2026-11-01", {planning}, {planning})),
              Contains("own_successor"));
  EXPECT_THAT(Problems(Ask(merge, "2026-11-01", {AgencyId{999}}, {finance})),
              ElementsAre("not_found"));
  EXPECT_THAT(Problems(Ask(split, "2026-11-01", {planning}, {finance})),
              ElementsAre("two_successors"));
  EXPECT_THAT(Problems(Ask(transfer, "2026-11-01", {planning}, {finance})),
              ElementsAre("nothing_transferred"));
  auto fresh = Ask(merge, "2026-11-01", {planning, finance}, {});
  fresh.successors = {Fresh("STC")};
  EXPECT_THAT(Problems(fresh), ElementsAre("code_taken"));
  fresh.successors = {Fresh("MOI2")};
  fresh.successors[0].fresh.parent_id = planning;
  EXPECT_THAT(Problems(fresh), ElementsAre("parent_ends"));
  auto unknown = Ask(merge, "2026-11-01", {planning}, {finance});
  unknown.assignments = {{"system", ledger.value, 0}};
  EXPECT_THAT(Problems(unknown), ElementsAre("assignment_unknown"));
}

TEST_F(Reorganise, EndedAndLaterReorganisedUnitsAreRefused) {
  Done(Ask(merge, "2026-10-01", {planning}, {finance}));
  const AgencyId health = AddAgency("SYT");
  EXPECT_THAT(Problems(Ask(merge, "2026-11-01", {planning}, {finance})),
              ElementsAre("ended_before"));
  EXPECT_THAT(Problems(Ask(merge, "2026-11-01", {health}, {planning})),
              ElementsAre("successor_ended"));
  EXPECT_THAT(Problems(Ask(merge, "2026-09-01", {finance}, {health})),
              ElementsAre("later_reorganisation"));
}

TEST_F(Reorganise, ParentsMakeNoCircleAndNamesDoNotOverlap) {
  const auto& definition = *registers.Find("agency");
  const auto change = [&](AgencyId id, boost::json::object body) {
    const auto version = Stored<Agency>(id.value).version.value;
    return journal::ChangeRow(*store, everything, registers, definition, id.value, version, body);
  };
  ASSERT_TRUE(change(planning, {{"parent_id", finance.value}}));
  EXPECT_EQ(FieldMessage(change(finance, {{"parent_id", planning.value}}), "parent_id"),
            "parent_circle");
  EXPECT_EQ(FieldMessage(change(finance, {{"name", "Cơ quan SKHDT"}}), "name"), "overlaps");
}

TEST_F(Reorganise, ASystemChangesHandsInNoOtherWay) {
  const auto outcome = journal::ChangeRow(*store, everything, registers, *registers.Find("system"),
                                          portal.value, 1, {{"agency_id", finance.value}});
  EXPECT_EQ(FieldMessage(outcome, "agency_id"), "use_transfer");
}

TEST_F(Reorganise, WhatIsDatedAheadWaitsForItsDay) {
  const auto row = Done(Ask(merge, "2026-12-01", {planning}, {finance}));
  EXPECT_EQ(row.state.value, ReorganisationState::scheduled);
  EXPECT_EQ(Stored<System>(portal.value).agency_id, planning);
  EXPECT_EQ(reorganiser->ApplyDue().value(), 0);
  clock.now = ParseInstant("2026-11-30T17:00:00Z").value();  // 01/12, 00:00 in Viet Nam.
  EXPECT_EQ(reorganiser->ApplyDue().value(), 1);
  EXPECT_EQ(Stored<System>(portal.value).agency_id, finance);
  EXPECT_EQ(OwnerAt(portal, "2026-11-30"), planning);
}

TEST_F(Reorganise, WhatCannotBeCarriedOutOnItsDaySaysWhyAndCanBeCancelled) {
  const auto row = Done(Ask(merge, "2026-12-01", {planning}, {finance}));
  Done(Ask(merge, "2026-11-01", {planning}, {AddAgency("SYT")}));
  clock.now = ParseInstant("2026-12-01T03:00:00Z").value();
  EXPECT_EQ(reorganiser->ApplyDue().value(), 0);
  EXPECT_THAT(Stored<Reorganisation>(row.id).problem.value.value, testing::HasSubstr("ended"));
  ASSERT_TRUE(
      reorganiser->Cancel(everything, ReorganisationId{row.id}, "thay bằng quyết định khác"));
  EXPECT_EQ(Stored<Reorganisation>(row.id).state.value, ReorganisationState::cancelled);
}

TEST_F(Reorganise, UndoPutsEveryRowBack) {
  const auto incident = AddIncident(planning, portal, false);
  auto request = Ask(merge, "2026-11-01", {planning, finance}, {});
  request.successors = {Fresh("STC2")};
  const auto row = Done(request);
  ASSERT_TRUE(reorganiser->Undo(everything, ReorganisationId{row.id}, "quyết định bị thu hồi"));
  EXPECT_FALSE(Stored<Agency>(planning.value).valid_to);
  EXPECT_EQ(Stored<System>(portal.value).agency_id, planning);
  EXPECT_EQ(Stored<System>(ledger.value).agency_id, finance);
  EXPECT_EQ(Stored<Incident>(incident.id).agency_id, planning);
  EXPECT_EQ(OwnerAt(portal, "2026-11-15"), planning);
  EXPECT_THAT(Officer(finance).reach.inherited.agencies, IsEmpty());
  EXPECT_EQ(AgenciesOn(*Read(), Day("2026-11-15"))->size(), 2u);
  EXPECT_TRUE(reorganiser->Apply(everything, request)) << "the same can be done again";
}

TEST_F(Reorganise, UndoIsRefusedWhenLaterChangesStandInTheWay) {
  auto request = Ask(merge, "2026-11-01", {planning, finance}, {});
  request.successors = {Fresh("STC2")};
  const auto row = Done(request);
  const AgencyId merged = Stored<System>(portal.value).agency_id;
  AddSystem(merged, "Mới");
  const auto obstacles = reorganiser->Obstacles(everything, ReorganisationId{row.id}).value();
  ASSERT_FALSE(obstacles.empty());
  for (const auto& obstacle : obstacles) EXPECT_EQ(obstacle.code, "new_rows");
  const auto refused = reorganiser->Undo(everything, ReorganisationId{row.id}, "thử");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(Reorganise, TheLastOneIsUndoneFirst) {
  const auto first = Done(Ask(merge, "2026-10-01", {planning}, {finance}));
  const AgencyId health = AddAgency("SYT");
  const auto second = Done(Ask(merge, "2026-11-01", {finance}, {health}));
  const auto obstacles = reorganiser->Obstacles(everything, ReorganisationId{first.id}).value();
  ASSERT_FALSE(obstacles.empty());
  EXPECT_EQ(obstacles.front().code, "later_reorganisation");
  ASSERT_TRUE(reorganiser->Undo(everything, ReorganisationId{second.id}, "thử"));
  ASSERT_TRUE(reorganiser->Undo(everything, ReorganisationId{first.id}, "thử"));
  EXPECT_EQ(OwnerAt(portal, "2026-11-15"), planning);
}

TEST_F(Reorganise, ReadsTheRegisterAsOnADay) {
  Done(Ask(merge, "2026-11-01", {planning}, {finance}));
  const auto codes = [&](std::string_view day) {
    std::vector<std::string> found;
    const auto agencies = AgenciesOn(*Read(), Day(day)).value();
    for (const auto& one : agencies) {
      found.push_back(one.row.code.value);
    }
    return found;
  };
  EXPECT_THAT(codes("2026-10-31"), ElementsAre("SKHDT", "STC"));
  EXPECT_THAT(codes("2026-11-01"), ElementsAre("STC"));
  EXPECT_THAT(codes("2021-12-31"), IsEmpty());
}

TEST_F(Reorganise, OnlyWhoAnswersForTheWholeRegisterMayDoIt) {
  const auto outcome =
      reorganiser->Apply(Officer(planning), Ask(merge, "2026-11-01", {planning}, {finance}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::kDenied);
}

TEST_F(Reorganise, ARequestIsTheSameAfterReadingItsJson) {
  auto request = Ask(split, "2026-11-01", {planning}, {finance});
  request.successors.push_back(Fresh("SVH"));
  request.assignments = {{"system", portal.value, 1}};
  const auto again = ParseReorganisation(ToJson(request));
  ASSERT_TRUE(again) << again.error().Text();
  EXPECT_EQ(ToJson(*again), ToJson(request));
  EXPECT_FALSE(ParseReorganisation({{"kind", "merge"}}));
  EXPECT_FALSE(ParseReorganisation({{"kind", "merge"},
                                    {"effective_on", "2026-11-01"},
                                    {"decision_number", "1"},
                                    {"predecessors", boost::json::array{"x"}}}));
}

// ---- lists ----------------------------------------------------------------------------------

class Structure : public testing::Test, public ReorganisationWorld {
 protected:
  StructureReceipt Load(std::string_view agencies, std::string_view changes, bool apply) {
    auto receipt =
        LoadStructure({*store, registers, *reorganiser}, everything, agencies, changes, apply);
    if (!receipt) ADD_FAILURE() << receipt.error().Text();
    return receipt ? *receipt : StructureReceipt{};
  }
};

constexpr std::string_view kUnits =
    "code,name,kind,valid_from,parent,short_name\n"
    "B,Sở B,department,2022-01-01,,\n"
    "B1,Chi cục B1,department,2022-01-01,B,\n"
    "A,Sở A,department,2022-01-01,,SA\n"
    "C,Sở C,department,2025-03-01,,\n";
constexpr std::string_view kChanges =
    "effective_on,kind,predecessors,successors,decision_number,confidence\n"
    "2025-03-01,merge,A B,C,QĐ 1,MEDIUM\n";

TEST_F(Structure, IsTriedLoadedAndLoadedAgainWithoutEffect) {
  const auto trial = Load(kUnits, kChanges, false);
  EXPECT_FALSE(trial.applied);
  EXPECT_EQ(trial.created, 4);
  EXPECT_EQ(trial.reorganised, 1);
  EXPECT_THAT(AgenciesOn(*Read(), Day("2026-01-01")).value(), IsEmpty());
  EXPECT_TRUE(Load(kUnits, kChanges, true).applied);
  EXPECT_EQ(AgenciesOn(*Read(), Day("2024-12-31"))->size(), 3u);
  EXPECT_EQ(AgenciesOn(*Read(), Day("2025-03-01"))->size(), 2u);
  const auto again = Load(kUnits, kChanges, true);
  EXPECT_EQ(again.created, 0);
  EXPECT_EQ(again.present, 5);
  EXPECT_EQ(again.reorganised, 0);
}

TEST_F(Structure, NamesEachWrongRowAndWritesNothing) {
  const auto receipt = Load(
      "code,name,kind,valid_from,parent\n"
      "A,Sở A,department,2022-01-01,\n"
      "X,Sở X,bộ,2022-01-01,\n"
      "Y,Sở Y,department,2022-01-01,Z\n",
      "effective_on,kind,predecessors,successors,decision_number\n"
      "2025-03-01,merge,A Q,A,QĐ 1\n",
      true);
  EXPECT_FALSE(receipt.applied);
  std::vector<std::string> found;
  for (const auto& problem : receipt.problems) {
    found.push_back(fmt::format("{}:{} {}", problem.list, problem.line, problem.action));
    EXPECT_FALSE(problem.hint.empty());
  }
  EXPECT_THAT(found, ElementsAre("agencies:3 wrong_fields", "agencies:4 unknown_parent",
                                 "reorganisations:2 unknown_code"));
  EXPECT_THAT(AgenciesOn(*Read(), Day("2026-01-01")).value(), IsEmpty());
}

TEST_F(Structure, AListWithoutItsColumnsIsRefused) {
  EXPECT_FALSE(
      LoadStructure({*store, registers, *reorganiser}, everything, "mã,tên\nA,B\n", "", false));
}

}  // namespace
}  // namespace lachan::registry
