// SPDX-License-Identifier: Apache-2.0
#include "obligations/obligation_service.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "obligations/testing_province.h"

namespace lachan::obligations {
namespace {

using directive::Duty;
using directive::DutyStatus;

class ObligationTest : public ProvinceTest {
 protected:
  void SetUp() override {
    ProvinceTest::SetUp();
    health_ = AddAgency("SYT", AgencyKind::department);
    finance_ = AddAgency("STC", AgencyKind::department);
    police_ = AddAgency("CAT", AgencyKind::force, true);
    portal_ = AddSystem(health_, "Cổng thông tin", 3);
    ledger_ = AddSystem(finance_, "Kế toán");
    Make({});
  }
  void Make(ObligationService::Options options) {
    service_ = std::make_unique<ObligationService>(
        options, ObligationService::Deps{*store_, Shipped(), clock_});
  }
  Duty Find(std::string_view part, AgencyId agency, SystemId system = {}) {
    const auto situation = service_->Current();
    EXPECT_TRUE(situation) << situation.error().Text();
    for (const Duty& duty : (*situation)->assessment.Of(agency)) {
      if (duty.part == part && duty.system == system) return duty;
    }
    ADD_FAILURE() << "no duty " << part;
    return {};
  }

  AgencyId health_, finance_, police_;
  SystemId portal_, ledger_;
  std::unique_ptr<ObligationService> service_;
};

TEST_F(ObligationTest, EvidenceTurnsADutyGreenAtOnce) {
  EXPECT_FALSE(Find("OB-05.scan", health_, portal_).holds);
  Note("assurance.scan", health_, portal_);
  const Duty after = Find("OB-05.scan", health_, portal_);
  EXPECT_TRUE(after.holds);
  ASSERT_EQ(after.discharged_by.size(), 1U);
  const auto evidence = service_->Evidence(after.discharged_by);
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].kind, "assurance.scan");
  EXPECT_FALSE(Find("OB-05.hunt", health_, portal_).holds);
}

TEST_F(ObligationTest, DrillPlayIsNoEvidence) {
  Note("assurance.scan", health_, portal_, {}, {}, Origin::exercise);
  EXPECT_FALSE(Find("OB-05.scan", health_, portal_).holds);
}

TEST_F(ObligationTest, TheCoordinatorOfTheRegisterHasTheProvincesDuties) {
  EXPECT_NE(Find("OB-21.experts", police_).status, DutyStatus::kNotApplicable);
  EXPECT_EQ(Find("OB-21.experts", health_).status, DutyStatus::kNotApplicable);
}

TEST_F(ObligationTest, TimeAloneMakesADutyOverdue) {
  Note("assurance.scan", health_, portal_);
  ASSERT_TRUE(Find("OB-05.scan", health_, portal_).holds);
  clock_.now += std::chrono::days(190);
  EXPECT_EQ(Find("OB-05.scan", health_, portal_).status, DutyStatus::kOverdue);
}

TEST_F(ObligationTest, ThePastIsSeenAsItWasKnownThen) {
  clock_.now = At("2026-03-10T09:00:00+07:00");
  // Entered in March, said to have happened in February.
  Note("assurance.scan", health_, portal_, {}, At("2026-02-10T09:00:00+07:00"));
  const auto february = service_->At(At("2026-02-28T23:00:00+07:00"));
  ASSERT_TRUE(february);
  for (const Duty& duty : (*february)->assessment.Of(health_)) {
    if (duty.part == "OB-05.scan") {
      EXPECT_FALSE(duty.holds);
    }
  }
  EXPECT_TRUE(Find("OB-05.scan", health_, portal_).holds);
}

TEST_F(ObligationTest, TheRegisterOfThePastIsThatOfThePast) {
  clock_.now = At("2026-03-10T09:00:00+07:00");
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto system, journal::Get<System>(writer, portal_.value));
    system.state = SystemState::ended;
    LACHAN_TRY_DO(journal::Update(writer, system, {.kind = "system.changed"}));
    return {};
  }));
  const auto has_scan = [&](const Situation& situation) {
    return std::ranges::any_of(situation.assessment.Of(health_), [&](const Duty& duty) {
      return duty.part == "OB-05.scan" && duty.system == portal_;
    });
  };
  const auto then = service_->At(At("2026-02-28T23:00:00+07:00"));
  const auto now = service_->Current();
  ASSERT_TRUE(then && now);
  EXPECT_TRUE(has_scan(**then));
  EXPECT_FALSE(has_scan(**now));
}

TEST_F(ObligationTest, AnArchivedAgencyHasNoDutiesAnyMore) {
  clock_.now = At("2026-03-10T09:00:00+07:00");
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto agency, journal::Get<Agency>(writer, finance_.value));
    agency.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, agency, {.kind = "agency.archived"}));
    return {};
  }));
  const auto then = service_->At(At("2026-02-28T23:00:00+07:00"));
  const auto now = service_->Current();
  ASSERT_TRUE(then && now);
  EXPECT_FALSE((*then)->assessment.Of(finance_).empty());
  EXPECT_TRUE((*now)->assessment.Of(finance_).empty());
}

TEST_F(ObligationTest, AnOfficerSeesTheOwnAgencyOnly) {
  const auto all = service_->Duties(Coordinator(), {});
  const auto own = service_->Duties(Officer(health_), {});
  ASSERT_TRUE(all && own);
  EXPECT_LT(own->total, all->total);
  for (const Duty& duty : own->rows) EXPECT_EQ(duty.agency, health_);
  DutyQuery other;
  other.agency = finance_;
  const auto none = service_->Duties(Officer(health_), other);
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->rows.empty());
  EXPECT_EQ(service_->Report(Officer(health_), finance_, {2026, 1}).error().code(),
            ErrorCode::kNotFound);
}

TEST_F(ObligationTest, DutiesAreSortedByTheirLimit) {
  const auto list = service_->Duties(Coordinator(), {});
  ASSERT_TRUE(list);
  ASSERT_GT(list->rows.size(), 5U);
  Instant last = Instant::min();
  for (const Duty& duty : list->rows) {
    if (duty.holds || !duty.due) continue;
    EXPECT_LE(last, *duty.due);
    last = *duty.due;
  }
  DutyQuery few;
  few.limit = 3;
  const auto first = service_->Duties(Coordinator(), few);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->rows.size(), 3U);
  EXPECT_EQ(first->total, list->total);
  EXPECT_EQ(first->rows.front().Key(), list->rows.front().Key());
}

TEST_F(ObligationTest, AnOfficerSeesTheOwnRankAmongAll) {
  clock_.now = At("2026-08-15T08:00:00+07:00");
  Note("assurance.scan", health_, portal_);
  const auto all = service_->Ranking(Coordinator(), {2026, 8}, "department");
  const auto own = service_->Ranking(Officer(finance_), {2026, 8}, "department");
  ASSERT_TRUE(all && own) << all.error().Text();
  EXPECT_EQ(all->rows.size(), 2U);
  ASSERT_EQ(own->rows.size(), 1U);
  EXPECT_EQ(own->rows[0].agency.score.agency, finance_);
  EXPECT_EQ(own->of, all->of);
  EXPECT_GT(own->of, 0);
}

TEST_F(ObligationTest, AKindWithoutASetIsNotRanked) {
  EXPECT_EQ(service_->Ranking(Coordinator(), {2026, 1}, "nonsense").error().code(),
            ErrorCode::kNotFound);
}

TEST_F(ObligationTest, QuickWinsAreWhatTheScorecardReallyGives) {
  clock_.now = At("2026-08-15T08:00:00+07:00");
  const Month month{2026, 8};
  const auto report = service_->Report(Officer(health_), health_, month);
  ASSERT_TRUE(report) << report.error().Text();
  ASSERT_FALSE(report->wins.empty());
  const auto scan = std::ranges::find(report->wins, "OB-05.scan", &QuickWin::part);
  ASSERT_NE(scan, report->wins.end());
  EXPECT_EQ(scan->system, portal_);
  EXPECT_TRUE(std::ranges::is_sorted(report->wins, std::greater{}, &QuickWin::gain_centi));
  const int before = report->agency.score.score_centi;
  Note("assurance.scan", health_, portal_);
  const auto after = service_->Report(Officer(health_), health_, month);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->agency.score.score_centi - before, scan->gain_centi);
}

TEST_F(ObligationTest, EveryPointHasEvidence) {
  clock_.now = At("2026-08-15T08:00:00+07:00");
  Note("assurance.scan", health_, portal_);
  Note("system.level_approved", health_, portal_, {{"level", 3}});
  const auto report = service_->Report(Coordinator(), health_, {2026, 8});
  ASSERT_TRUE(report);
  int credits = 0;
  for (const auto& indicator : report->agency.score.indicators) {
    for (const auto& credit : indicator.duties) {
      if (credit.earned == 0) continue;
      ++credits;
      EXPECT_FALSE(credit.facts.empty()) << credit.duty;
      EXPECT_TRUE(std::ranges::any_of(report->duties, [&](const Duty& duty) {
        return duty.Key() == credit.duty;
      })) << credit.duty;
    }
  }
  EXPECT_GT(credits, 0);
}

TEST_F(ObligationTest, ARunningMonthCannotBeFrozen) {
  const auto frozen = FreezeMonth(*service_, Coordinator(), Month{2026, 1});
  ASSERT_FALSE(frozen);
  EXPECT_EQ(frozen.error().code(), ErrorCode::kFailedPrecondition);
  clock_.now = At("2026-02-01T00:00:00+07:00");
  EXPECT_TRUE(FreezeMonth(*service_, Coordinator(), Month{2026, 1}));
}

TEST_F(ObligationTest, AnOfficerDoesNotFreeze) {
  clock_.now = At("2026-02-03T08:00:00+07:00");
  EXPECT_EQ(FreezeMonth(*service_, Officer(health_), Month{2026, 1}).error().code(),
            ErrorCode::kDenied);
}

TEST_F(ObligationTest, AFrozenMonthStaysAsItIs) {
  Note("assurance.scan", health_, portal_);
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const Month july{2026, 7};
  const auto frozen = FreezeMonth(*service_, Coordinator(), july);
  ASSERT_TRUE(frozen) << frozen.error().Text();
  EXPECT_EQ(frozen->sha256.value.value, Sha256Hex(frozen->figures.value.value));
  const auto before = service_->Report(Coordinator(), health_, july);
  ASSERT_TRUE(before) << before.error().Text();
  EXPECT_TRUE(before->frozen);

  // Sources change afterwards: the system goes, the evidence is withdrawn, a new scan comes.
  const auto scan = service_->Current().value();
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto system, journal::Get<System>(writer, portal_.value));
    system.archived = true;
    system.level = 5;
    LACHAN_TRY_DO(journal::Update(writer, system, {.kind = "system.archived"}));
    return {};
  }));
  Note("assurance.scan", finance_, ledger_);
  Make({});  // as after a restart
  const auto scores = service_->Scores(july);
  ASSERT_TRUE(scores);
  EXPECT_TRUE((*scores)->frozen);
  EXPECT_EQ((*scores)->sha256, frozen->sha256.value.value);
  const auto after = service_->Report(Coordinator(), health_, july);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->agency.score.score_centi, before->agency.score.score_centi);
  EXPECT_EQ(after->agency.rank, before->agency.rank);
  ASSERT_EQ(after->duties.size(), before->duties.size());
  for (std::size_t i = 0; i < after->duties.size(); ++i) {
    EXPECT_EQ(after->duties[i].Key(), before->duties[i].Key());
    EXPECT_EQ(after->duties[i].status, before->duties[i].status);
    EXPECT_EQ(after->duties[i].discharged_by, before->duties[i].discharged_by);
  }
  const auto again = FreezeMonth(*service_, Coordinator(), july);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kConflict);
  const auto reader = store_->OpenReader(Coordinator()).value();
  EXPECT_EQ(journal::Get<ScoreMonth>(*reader, frozen->id)->figures.value.value,
            frozen->figures.value.value);
}

TEST_F(ObligationTest, TheSameMonthGivesTheSameBytes) {
  Note("assurance.scan", health_, portal_);
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const auto text = [&] {
    const auto situation = service_->At(directive::AssessmentInstant({2026, 7})).value();
    const auto scores = ScoreAll(Shipped(), service_->Card(Month{2026, 7}).value(),
                                 situation->snapshot, situation->assessment, {2026, 7});
    return FigureText(scores, AgencyTexts(scores, situation->assessment));
  };
  const std::string first = text();
  clock_.now += std::chrono::days(40);
  Note("assurance.scan", finance_, ledger_);
  Make({});
  EXPECT_EQ(first, text());
}

TEST_F(ObligationTest, TheDutiesOfOneAgencyAreReadAlone) {
  Note("assurance.scan", health_, portal_);
  clock_.now = At("2026-08-03T08:00:00+07:00");
  const auto frozen = FreezeMonth(*service_, Coordinator(), Month{2026, 7});
  ASSERT_TRUE(frozen);
  const auto& text = frozen->figures.value.value;
  const auto all = ParseDuties(text, Shipped()).value();
  for (const auto agency : {health_, finance_}) {
    const auto own = ParseDutiesOf(text, agency, Shipped());
    ASSERT_TRUE(own) << own.error().Text();
    const auto& expected = all.at(agency.value);
    ASSERT_EQ(own->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ((*own)[i].Key(), expected[i].Key());
      EXPECT_EQ((*own)[i].status, expected[i].status);
    }
  }
  EXPECT_TRUE(ParseDutiesOf(text, AgencyId{12345}, Shipped())->empty());
}

TEST_F(ObligationTest, FreezingDischargesTheDutyToRank) {
  clock_.now = At("2026-08-03T08:00:00+07:00");
  ASSERT_TRUE(FreezeMonth(*service_, Coordinator(), Month{2026, 7}));
  const auto situation = service_->Current().value();
  const auto duties = situation->assessment.Of(police_);
  const auto july = std::ranges::find_if(
      duties, [](const Duty& duty) { return duty.part == "OB-25" && duty.period == "2026-07"; });
  ASSERT_NE(july, duties.end());
  EXPECT_EQ(july->status, DutyStatus::kMet);
}

TEST_F(ObligationTest, FiguresThatAreNotOursAreRefused) {
  EXPECT_EQ(ParseFigures("{}").error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(ParseFigures("[1").error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(ParseFigures(R"({"month":"2026-07","judged_at":"2026-08-01T00:00:00Z","figures":{},)"
                         R"("scorecard":"x","agencies":[1]})")
                .error()
                .code(),
            ErrorCode::kCorrupt);
}

TEST_F(ObligationTest, InADemoTheHistoryCountsFromWhenItHappened) {
  clock_.now = At("2026-08-15T08:00:00+07:00");
  Note("assurance.scan", health_, portal_, {}, At("2026-05-10T09:00:00+07:00"));
  Make({.is_demo = true});
  const auto may = service_->At(directive::AssessmentInstant({2026, 5}));
  ASSERT_TRUE(may);
  const auto duties = (*may)->assessment.Of(health_);
  EXPECT_TRUE(std::ranges::any_of(
      duties, [](const Duty& duty) { return duty.part == "OB-05.scan" && duty.holds; }));
}

TEST_F(ObligationTest, PastMonthsOfADemoFollowFactsAboutThem) {
  clock_.now = At("2026-08-15T08:00:00+07:00");
  Make({.is_demo = true});
  const Month may{2026, 5};
  const int before = service_->Scores(may).value()->Find(health_)->score.points_centi;
  Note("system.level_approved", health_, portal_, {{"level", 3}}, At("2026-05-10T09:00:00+07:00"));
  EXPECT_GT(service_->Scores(may).value()->Find(health_)->score.points_centi, before);
}

TEST_F(ObligationTest, AMonthAheadHasNoScores) {
  EXPECT_EQ(service_->Scores({2026, 2}).error().code(), ErrorCode::kFailedPrecondition);
}

}  // namespace
}  // namespace lachan::obligations
