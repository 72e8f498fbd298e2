// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: the small province of obligations/testing_province.h with the services of the
/// ranking, in January 2026's shoes: health and finance with a system each.
#pragma once

#include <memory>

#include "assurance/entities.h"
#include "obligations/testing_province.h"
#include "ranking/appeals.h"
#include "ranking/scorecards.h"
#include "ranking/sign_off.h"
#include "ranking/views.h"
#include "ranking/what_if.h"

namespace lachan::ranking {

class RankingTest : public obligations::ProvinceTest {
 protected:
  static constexpr Month kJuly{2026, 7};

  void SetUp() override {
    ProvinceTest::SetUp();
    health_ = AddAgency("SYT", AgencyKind::department);
    finance_ = AddAgency("STC", AgencyKind::department);
    police_ = AddAgency("CAT", AgencyKind::force, true);
    portal_ = AddSystem(health_, "Cổng thông tin", 3);
    ledger_ = AddSystem(finance_, "Kế toán");
    Make(false);
  }
  /// A demo's past follows what is entered later about it.
  void Make(bool is_demo) {
    obligations_ = std::make_unique<obligations::ObligationService>(
        obligations::ObligationService::Options{.is_demo = is_demo},
        obligations::ObligationService::Deps{*store_, obligations::Shipped(), clock_});
    sign_off_ = std::make_unique<SignOff>(
        SignOff::Options{.is_demo = is_demo},
        SignOff::Deps{*store_, obligations::Shipped(), *obligations_, clock_});
    appeals_ = std::make_unique<Appeals>(
        Appeals::Options{},
        Appeals::Deps{*store_, obligations::Shipped(), *obligations_, *sign_off_, clock_});
    scorecards_ = std::make_unique<Scorecards>(
        Scorecards::Deps{*store_, obligations::Shipped(), *obligations_, clock_});
    views_ = std::make_unique<Views>(
        Views::Deps{*store_, obligations::Shipped(), *obligations_, clock_});
  }
  static journal::Caller Proposer() { return Coordinator(1); }
  static journal::Caller Confirmer() {
    return {AccountId{2}, "Lãnh đạo", journal::Reach::Everything()};
  }
  /// July with a scan of health's portal, frozen on the 3rd of August by two persons.
  ScoreMonth FreezeJuly() {
    for (const char* day : {"2026-01-05T08:00:00+07:00", "2026-07-02T08:00:00+07:00"}) {
      clock_.now = obligations::At(day);
      Note("assurance.scan", health_, portal_);
    }
    clock_.now = obligations::At("2026-08-03T08:00:00+07:00");
    const auto proposal = sign_off_->Propose(Proposer(), kJuly);
    EXPECT_TRUE(proposal) << proposal.error().Text();
    const auto frozen = sign_off_->Confirm(Confirmer(), kJuly, proposal->sha256.value.value);
    EXPECT_TRUE(frozen) << frozen.error().Text();
    return frozen ? *frozen : ScoreMonth{};
  }
  /// An overdue duty of the agency in the month, with the indicator it feeds.
  std::pair<std::string, std::string> Overdue(AgencyId agency, Month month) {
    const auto scores = obligations_->Scores(month).value();
    for (const auto& indicator : scores->Latest().Find(agency)->score.indicators) {
      for (const auto& credit : indicator.duties) {
        if (credit.possible > 0 && credit.earned == 0) return {indicator.id, credit.duty};
      }
    }
    ADD_FAILURE() << "nothing is overdue";
    return {};
  }

  AgencyId health_, finance_, police_;
  SystemId portal_, ledger_;
  std::unique_ptr<obligations::ObligationService> obligations_;
  std::unique_ptr<SignOff> sign_off_;
  std::unique_ptr<Appeals> appeals_;
  std::unique_ptr<Scorecards> scorecards_;
  std::unique_ptr<Views> views_;
};

}  // namespace lachan::ranking
