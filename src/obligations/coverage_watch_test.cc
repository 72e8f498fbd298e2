// SPDX-License-Identifier: Apache-2.0
#include "obligations/coverage_watch.h"

#include "obligations/obligation_service.h"
#include "obligations/testing_province.h"

namespace lachan::obligations {
namespace {

class CoverageTest : public ProvinceTest {
 protected:
  void SetUp() override {
    ProvinceTest::SetUp();
    clock_.now = At("2025-04-01T08:00:00+07:00");  // Within 60 days of the coordinator's start.
    police_ = AddAgency("CAT", AgencyKind::force, true);
    health_ = AddAgency("SYT", AgencyKind::department);
    system_ = AddSystem(health_, "Hồ sơ sức khoẻ");
    watch_ = std::make_unique<CoverageWatch>(
        CoverageWatch::Options{.silent_after = std::chrono::minutes{60}},
        CoverageWatch::Deps{*store_, clock_, [this]() -> Result<std::vector<SourceHeard>> {
                              return std::vector<SourceHeard>{{health_, system_, heard_},
                                                              {health_, SystemId{}, true}};
                            }});
  }
  int Look() {
    const auto written = watch_->Look();
    EXPECT_TRUE(written) << written.error().Text();
    return written.value_or(-1);
  }
  directive::DutyStatus StatusOfSystem() {
    ObligationService service({}, {*store_, Shipped(), clock_});
    DutyQuery query;
    query.part = "OB-20.soc";
    query.system = system_;
    const auto list = service.Duties(Coordinator(), query);
    EXPECT_TRUE(list && list->rows.size() == 1);
    return list && !list->rows.empty() ? list->rows[0].status
                                       : directive::DutyStatus::kNotApplicable;
  }

  AgencyId police_, health_;
  SystemId system_;
  bool heard_ = false;
  std::unique_ptr<CoverageWatch> watch_;
};

TEST_F(CoverageTest, LogsThatArriveDischargeTheDutyToWatch) {
  EXPECT_EQ(Look(), 0) << "what was never covered is not lost";
  heard_ = true;
  EXPECT_EQ(Look(), 1);
  EXPECT_EQ(Look(), 0) << "nothing changed";
  EXPECT_EQ(StatusOfSystem(), directive::DutyStatus::kMet);
}

TEST_F(CoverageTest, SilenceReopensItButNotRightAfterAStart) {
  heard_ = true;
  EXPECT_EQ(Look(), 1);
  heard_ = false;
  clock_.now += std::chrono::minutes{30};
  EXPECT_EQ(Look(), 0) << "the intake has not listened long enough";
  clock_.now += std::chrono::minutes{31};
  EXPECT_EQ(Look(), 1);
  EXPECT_EQ(Look(), 0);
  EXPECT_NE(StatusOfSystem(), directive::DutyStatus::kMet);
  heard_ = true;
  EXPECT_EQ(Look(), 1);
  EXPECT_EQ(StatusOfSystem(), directive::DutyStatus::kMet);
}

TEST_F(CoverageTest, AMonitoringThatStaysSilentIsALayerLostUntilLogsArriveAgain) {
  const auto layers = [&] {
    journal::FactQuery query;
    query.kinds = {"layer.lost", "layer.evidenced"};
    std::string kinds;
    const auto reader = store_->OpenReader(Coordinator()).value();
    const auto facts = reader->Facts(query).value();
    for (const auto& fact : facts) {
      EXPECT_EQ(fact.agency, health_);
      EXPECT_NE(fact.payload.find(R"("layer":2)"), std::string::npos) << fact.payload;
      kinds += fact.kind + " ";
    }
    return kinds;
  };
  heard_ = true;
  EXPECT_EQ(Look(), 1);
  heard_ = false;
  clock_.now += std::chrono::hours{2};
  EXPECT_EQ(Look(), 1) << "the system only";
  clock_.now += std::chrono::days{7} - std::chrono::seconds{1};
  EXPECT_EQ(Look(), 0);
  EXPECT_EQ(layers(), "");
  clock_.now += std::chrono::seconds{1};
  EXPECT_EQ(Look(), 1);
  EXPECT_EQ(Look(), 0) << "said once";
  EXPECT_EQ(layers(), "layer.lost ");
  heard_ = true;
  EXPECT_EQ(Look(), 2) << "the system and the layer";
  EXPECT_EQ(Look(), 0);
  EXPECT_EQ(layers(), "layer.lost layer.evidenced ");
}

TEST_F(CoverageTest, WhatNeverSentIsNoLayerLost) {
  clock_.now += std::chrono::days{30};
  EXPECT_EQ(Look(), 0);
}

}  // namespace
}  // namespace lachan::obligations
