// SPDX-License-Identifier: Apache-2.0
// Scorecards of the console, what-if, and the pages' data.
#include "ranking/views.h"

#include <gtest/gtest.h>

#include "ranking/testing_ranking.h"

namespace lachan::ranking {
namespace {

using obligations::At;
using obligations::Shipped;

class ScorecardTest : public RankingTest {
 protected:
  void SetUp() override {
    RankingTest::SetUp();
    clock_.now = At("2026-08-03T08:00:00+07:00");
  }
  static directive::Scorecard NewCard(std::string_view from = "2026-08-01") {
    auto card = Shipped().scorecards.front();
    card.id = "2026-moi";
    card.validity.from = StartOfDay(ParseDate(from).value());
    card.late_earned = 0;
    card.bands[0].from_centi = 9000;
    return card;
  }
  ScorecardVersion Saved(const directive::Scorecard& card) {
    auto row = scorecards_->Save(
        Proposer(), {0, "Bộ tiêu chí mới", "QĐ 99/QĐ-UBND", directive::ScorecardText(card)});
    EXPECT_TRUE(row) << row.error().Text();
    return row ? *row : ScorecardVersion{};
  }
};

TEST_F(ScorecardTest, IsDecreedByTwoPersonsAndInForceFromItsMonth) {
  const auto draft = Saved(NewCard());
  ASSERT_TRUE(scorecards_->Propose(Proposer(), draft.id));
  EXPECT_EQ(obligations_->Card(Month{2026, 8}).value()->id, "2022-11")
      << "not before it is decreed";
  EXPECT_FALSE(scorecards_->Decree(Proposer(), draft.id, draft.sha256.value.value));
  EXPECT_EQ(scorecards_->Decree(Confirmer(), draft.id, "00").error().code(), ErrorCode::kConflict);
  const auto decreed = scorecards_->Decree(Confirmer(), draft.id, draft.sha256.value.value);
  ASSERT_TRUE(decreed) << decreed.error().Text();
  EXPECT_EQ(obligations_->Card(Month{2026, 7}).value()->id, "2022-11");
  EXPECT_EQ(obligations_->Card(Month{2026, 8}).value()->id, "2026-moi");
  EXPECT_EQ(obligations_->Scores(Month{2026, 8}).value()->scorecard, "2026-moi");
  EXPECT_EQ(obligations_->Scores(Month{2026, 7}).value()->scorecard, "2022-11");
}

TEST_F(ScorecardTest, AnUnfinishedDraftIsKeptButNotProposed) {
  auto card = NewCard();
  card.sets[0].indicators[0].weight = 3;
  const auto draft = Saved(card);
  const auto refused = scorecards_->Propose(Proposer(), draft.id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidInput);
  ASSERT_FALSE(refused.error().fields().empty());
  EXPECT_NE(refused.error().fields()[0].message.find("100"), std::string::npos);
}

TEST_F(ScorecardTest, DoesNotReachIntoAFrozenMonth) {
  FreezeJuly();
  const auto checked = scorecards_->Check({"x", directive::ScorecardText(NewCard("2026-07-01"))});
  ASSERT_TRUE(checked);
  EXPECT_TRUE(std::ranges::any_of(checked->findings, [](const Diagnostic& finding) {
    return finding.code == "scorecard.from.frozen";
  }));
}

TEST_F(ScorecardTest, TheHashOfADecreedOneIsHeld) {
  const auto draft = Saved(NewCard());
  ASSERT_TRUE(scorecards_->Propose(Proposer(), draft.id));
  ASSERT_TRUE(scorecards_->Decree(Confirmer(), draft.id, draft.sha256.value.value));
  ASSERT_TRUE(store_->Change(Coordinator(), [&](journal::Writer& writer) -> Status {
    return writer.AdjustWithoutFact(
        schema::Describe<ScorecardVersion>(), draft.id,
        std::vector<journal::FieldValue>{{"content", draft.content.value.value + "\n"}});
  }));
  Make(false);
  EXPECT_EQ(obligations_->Scores(kJuly).error().code(), ErrorCode::kCorrupt);
}

TEST_F(ScorecardTest, WhatIfTheSameCardMovesNobody) {
  const auto frozen = FreezeJuly();
  for (const Month month : {kJuly, Month{2026, 8}}) {
    const auto answer = AskWhatIf(*obligations_, Shipped(), Shipped().scorecards.front(), month);
    ASSERT_TRUE(answer) << answer.error().Text();
    EXPECT_EQ(answer->from_frozen, month == kJuly);
    ASSERT_EQ(answer->sets.size(), 1U);
    EXPECT_EQ(answer->sets[0].counts.same, 2);
    for (const auto& row : answer->sets[0].rows) EXPECT_EQ(row.before, row.after);
  }
  EXPECT_EQ(obligations_->Frozen(kJuly).value()->sha256.value.value, frozen.sha256.value.value);
}

TEST_F(ScorecardTest, WhatIfSaysWhoMoves) {
  FreezeJuly();
  auto card = Shipped().scorecards.front();
  // Everything on scanning, which only one agency did.
  for (auto& indicator : card.sets[0].indicators) indicator.weight = indicator.id == "D6" ? 91 : 1;
  const auto answer = AskWhatIf(*obligations_, Shipped(), card, kJuly);
  ASSERT_TRUE(answer);
  const auto& rows = answer->sets[0].rows;
  EXPECT_EQ(rows[0].agency, health_);
  EXPECT_GT(rows[0].after.score_centi, rows[0].before.score_centi);
  EXPECT_EQ(rows[0].after.band, "A");
  EXPECT_EQ(answer->sets[0].counts.band_up, 1);
}

TEST_F(ScorecardTest, WhatIfWithADutyThatWasNotFrozenLooksAtTheFacts) {
  FreezeJuly();
  auto card = Shipped().scorecards.front();
  card.sets[0].indicators[0].parts.push_back("OB-18");
  card.sets[0].indicators[0].window_months = 24;
  const auto answer = AskWhatIf(*obligations_, Shipped(), card, kJuly);
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->from_frozen);
}

TEST_F(ScorecardTest, LeagueCountsWhatItLists) {
  FreezeJuly();
  const auto league = views_->LeagueOf(Coordinator(), kJuly, "department");
  ASSERT_TRUE(league) << league.error().Text();
  ASSERT_EQ(league->rows.size(), 2U);
  EXPECT_EQ(league->months.size(), 13U);
  EXPECT_EQ(league->rows[0].trend.size(), 13U);
  int bands = 0, steps = 0;
  for (const auto& [band, count] : league->bands) bands += count;
  for (const int count : league->histogram) steps += count;
  EXPECT_EQ(bands, league->table.of);
  EXPECT_EQ(steps, league->table.of);
  // Two agencies: a median would tell each what the other has.
  const auto own = views_->LeagueOf(Officer(finance_), kJuly, "department");
  ASSERT_TRUE(own);
  EXPECT_EQ(own->rows.size(), 1U);
  EXPECT_FALSE(own->median_centi);
  EXPECT_TRUE(own->histogram.empty());
}

TEST_F(ScorecardTest, HeatMapsAgreeWithEachOther) {
  FreezeJuly();
  const auto month = views_->HeatOfMonth(Coordinator(), kJuly).value();
  const auto part = views_->HeatOfPart(Coordinator(), kJuly, "OB-05.scan").value();
  const auto agency = views_->HeatOfAgency(Coordinator(), kJuly, health_).value();
  const auto letter = [&](const Heat& heat, std::string_view key, std::string_view column) {
    const auto place = std::ranges::find(heat.columns, column) - heat.columns.begin();
    for (const auto& row : heat.rows) {
      if (row.key == key) return row.cells.at(static_cast<std::size_t>(place));
    }
    return '!';
  };
  const auto id = std::to_string(health_.value);
  EXPECT_EQ(letter(month, id, "OB-05.scan"), 'm');
  EXPECT_EQ(letter(part, id, "2026-07"), 'm');
  EXPECT_EQ(letter(agency, "OB-05.scan", "2026-07"), 'm');
  EXPECT_EQ(letter(month, std::to_string(finance_.value), "OB-05.scan"), 'x');
  EXPECT_EQ(views_->HeatOfMonth(Officer(finance_), kJuly).value().rows.size(), 1U);
  EXPECT_FALSE(views_->HeatOfAgency(Officer(finance_), kJuly, health_));
  EXPECT_EQ(views_->HeatOfPart(Coordinator(), kJuly, "OB-0").error().code(), ErrorCode::kNotFound);
}

TEST_F(ScorecardTest, TilesShowNothingWhereNothingIsKnown) {
  FreezeJuly();
  const auto tiles = views_->TilesOf(Coordinator(), kJuly, "score").value();
  ASSERT_EQ(tiles.rows.size(), 2U);
  EXPECT_EQ(tiles.rows[0].code, "STC");
  EXPECT_TRUE(tiles.frozen.back());
  EXPECT_EQ(tiles.rows[1].bands.size(), 13U);
  EXPECT_TRUE(tiles.rows[1].values.back());
  EXPECT_FALSE(tiles.rows[1].values.front()) << "a year before the books began";
  EXPECT_EQ(views_->TilesOf(Officer(finance_), kJuly, "overdue").value().rows.size(), 1U);
}

}  // namespace
}  // namespace lachan::ranking
