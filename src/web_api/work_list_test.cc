// SPDX-License-Identifier: Apache-2.0
#include "web_api/work_list.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dossiers/entities.h"
#include "findings/entities.h"
#include "findings/scan_entities.h"
#include "incidents/entities.h"
#include "inspections/entities.h"
#include "obligations/testing_province.h"
#include "ranking/entities.h"
#include "teams/entities.h"

namespace lachan::web_api {
namespace {

using identity::Role;
using obligations::At;

class WorkListTest : public obligations::ProvinceTest {
 protected:
  void SetUp() override {
    state_sql::Options options;
    options.target = ":memory:";
    options.entities = {&schema::Describe<Agency>(),
                        &schema::Describe<System>(),
                        &schema::Describe<ScoreMonth>(),
                        &schema::Describe<DutyRelief>(),
                        &schema::Describe<RoleAssignment>(),
                        &schema::Describe<EvidenceFile>(),
                        &schema::Describe<Finding>(),
                        &schema::Describe<FindingRequest>(),
                        &schema::Describe<ScanAuthorisation>(),
                        &schema::Describe<Inspection>(),
                        &schema::Describe<InspectionRemedy>(),
                        &schema::Describe<IncidentTask>(),
                        &schema::Describe<ContactPoint>(),
                        &schema::Describe<ScoreAppeal>(),
                        &schema::Describe<ScoreProposal>(),
                        &schema::Describe<ScoreAddendum>(),
                        &schema::Describe<ScorecardVersion>(),
                        &schema::Describe<Dossier>(),
                        &schema::Describe<Team>(),
                        &schema::Describe<TeamMember>(),
                        &schema::Describe<DutyShift>(),
                        &schema::Describe<RosterMonth>(),
                        &schema::Describe<Expert>(),
                        &schema::Describe<Qualification>(),
                        &schema::Describe<PublicReport>()};
    auto opened = state_sql::OpenStateStore(options, clock_);
    ASSERT_TRUE(opened) << opened.error().Text();
    store_ = *std::move(opened);
    obligations_ = std::make_unique<obligations::ObligationService>(
        obligations::ObligationService::Options{},
        obligations::ObligationService::Deps{*store_, obligations::Shipped(), clock_});
    contacts_ = std::make_unique<teams::Contacts>(
        teams::Contacts::Options{.rules = {}, .key = Secret<std::string>(std::string(32, 'k'))},
        teams::Contacts::Deps{*store_, clock_});
    roster_ = std::make_unique<teams::RosterService>(teams::RosterService::Options{},
                                                     teams::RosterService::Deps{*store_, clock_});
    health_ = AddAgency("SYT", AgencyKind::department);
    finance_ = AddAgency("STC", AgencyKind::department);
    police_ = AddAgency("CAT", AgencyKind::force, true);
  }

  WorkListView WorkFor(Role role, AgencyId agency = {}, std::int64_t account = 50) {
    identity::Principal person;
    person.account = AccountId{account};
    person.role = role;
    person.agency = agency;
    const WorkDeps deps{*store_,    *obligations_, obligations::Shipped(),
                        *contacts_, *roster_,      clock_};
    auto view = WorkOf(deps, person);
    EXPECT_TRUE(view) << view.error().Text();
    return view ? *view : WorkListView{};
  }
  /// Rows that ask for `ask`, by title.
  static std::vector<std::string> Titles(const WorkListView& view, WorkAsk ask) {
    std::vector<std::string> titles;
    for (const auto& row : view.rows) {
      if (row.ask == ask) titles.push_back(row.title_vi);
    }
    std::ranges::sort(titles);
    return titles;
  }
  void AddFinding(AgencyId agency, const std::string& title, std::string_view due) {
    Finding finding;
    finding.agency_id = std::optional(agency);
    finding.title = schema::Line<0, 300>(title);
    finding.number = schema::Line<0, 20>(fmt::format("LH-{:05}", ++findings_));
    finding.fingerprint = schema::Line<0, 32>(title);
    finding.due_at = std::optional(At(due));
    Add(finding, "finding.opened");
  }
  void AddRemedy(AgencyId agency, const std::string& title, const char* day, RemedyState state) {
    InspectionRemedy remedy;
    remedy.agency_id = std::optional(agency);
    remedy.inspection_id = InspectionId{1};
    remedy.title = title;
    remedy.due_on = ParseDate(day).value();
    remedy.state = state;
    Add(remedy, "inspection.remedy");
  }
  void AddRelief(AgencyId agency, std::int64_t proposer) {
    DutyRelief relief;
    relief.agency_id = agency;
    relief.part = "OB-05";
    relief.from_day = ParseDate("2026-01-01").value();
    relief.basis = "Công văn 1";
    relief.decided_by = "Lãnh đạo";
    relief.proposer = proposer;
    Add(relief, "duty.relief_proposed");
  }

  int findings_ = 0;
  AgencyId health_, finance_, police_;
  std::unique_ptr<obligations::ObligationService> obligations_;
  std::unique_ptr<teams::Contacts> contacts_;
  std::unique_ptr<teams::RosterService> roster_;
};

TEST_F(WorkListTest, AnOfficerSeesTheOwnAgencyAlone) {
  AddFinding(health_, "Của y tế", "2026-02-01T00:00:00+07:00");
  AddFinding(finance_, "Của tài chính", "2026-02-01T00:00:00+07:00");
  AddRemedy(finance_, "Khắc phục của tài chính", "2026-01-20", RemedyState::open);
  const auto view = WorkFor(Role::agency_officer, health_);
  EXPECT_EQ(Titles(view, WorkAsk::fix_finding), std::vector<std::string>{"LH-00001 – Của y tế"});
  EXPECT_TRUE(Titles(view, WorkAsk::answer_remedy).empty());
  EXPECT_FALSE(Titles(view, WorkAsk::do_duty).empty());
  for (const auto& row : view.rows) EXPECT_EQ(row.agency_id, health_.value) << row.key;
  EXPECT_TRUE(WorkFor(Role::agency_officer).rows.empty()) << "an account without an agency";
}

TEST_F(WorkListTest, EarliestLimitFirstAndThoseWithoutLast) {
  AddFinding(health_, "Sau", "2026-01-09T00:00:00+07:00");
  AddFinding(health_, "Quá hạn", "2026-01-01T00:00:00+07:00");
  AddRemedy(health_, "Giữa", "2026-01-06", RemedyState::returned);
  const auto view = WorkFor(Role::agency_officer, health_);
  std::vector<std::string> names;
  for (const auto& row : view.rows) {
    if (row.kind != WorkKind::duty) names.push_back(row.title_vi);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"LH-00002 – Quá hạn", "Giữa", "LH-00001 – Sau"}));
  EXPECT_TRUE(std::ranges::is_sorted(
      view.rows, {}, [](const WorkRow& row) { return row.due.value_or(Instant::max()); }));
  const auto late = std::ranges::find(view.rows, "LH-00002 – Quá hạn", &WorkRow::title_vi);
  ASSERT_NE(late, view.rows.end());
  EXPECT_TRUE(late->is_overdue);
  const auto middle = std::ranges::find(view.rows, "Giữa", &WorkRow::title_vi);
  EXPECT_FALSE(middle->is_overdue) << "the last day is in time";
  EXPECT_EQ(middle->due, At("2026-01-07T00:00:00+07:00"));
}

TEST_F(WorkListTest, NumbersAreThoseOfTheRows) {
  AddFinding(health_, "Một", "2026-01-01T00:00:00+07:00");
  AddFinding(health_, "Hai", "2026-03-01T00:00:00+07:00");
  const auto view = WorkFor(Role::agency_officer, health_);
  EXPECT_EQ(view.total, std::ssize(view.rows));
  for (const auto& kind : view.kinds) {
    EXPECT_EQ(kind.total, std::ranges::count(view.rows, kind.kind, &WorkRow::kind));
    EXPECT_EQ(kind.overdue, std::ranges::count_if(view.rows, [&](const WorkRow& row) {
                return row.kind == kind.kind && row.is_overdue;
              }));
  }
}

TEST_F(WorkListTest, TheSecondPersonIsAskedAndNeverTheFirst) {
  AddRelief(health_, 50);
  EXPECT_TRUE(Titles(WorkFor(Role::coordinator, {}, 50), WorkAsk::confirm_relief).empty());
  EXPECT_EQ(Titles(WorkFor(Role::coordinator, {}, 51), WorkAsk::confirm_relief).size(), 1U);
  EXPECT_TRUE(Titles(WorkFor(Role::agency_officer, health_, 51), WorkAsk::confirm_relief).empty());
  EXPECT_TRUE(Titles(WorkFor(Role::soc_analyst, {}, 51), WorkAsk::confirm_relief).empty());
}

TEST_F(WorkListTest, InspectorsCheckWhatAgenciesReported) {
  AddRemedy(health_, "Đã làm", "2026-01-20", RemedyState::reported);
  AddRemedy(health_, "Chưa làm", "2026-01-20", RemedyState::open);
  const auto inspector = WorkFor(Role::inspector);
  EXPECT_EQ(Titles(inspector, WorkAsk::recheck_remedy), std::vector<std::string>{"Đã làm"});
  EXPECT_EQ(inspector.rows.front().agency_name, "Cơ quan SYT");
  EXPECT_EQ(Titles(WorkFor(Role::agency_officer, health_), WorkAsk::answer_remedy),
            std::vector<std::string>{"Chưa làm"});
}

TEST_F(WorkListTest, TheCoordinatorHearsOfGapsInTheRosterAndOfReports) {
  PublicReport report;
  report.what = "Trang giả mạo";
  Add(report, "report.received");
  const auto view = WorkFor(Role::coordinator);
  EXPECT_EQ(Titles(view, WorkAsk::fill_roster).size(), 1U);
  EXPECT_EQ(Titles(view, WorkAsk::answer_report).size(), 1U);
  EXPECT_TRUE(Titles(WorkFor(Role::agency_officer, health_), WorkAsk::answer_report).empty());
}

}  // namespace
}  // namespace lachan::web_api
