// SPDX-License-Identifier: Apache-2.0
// Laws of the score, held against made-up duties.
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <random>
#include <thread>

#include "directive/score.h"
#include "directive/scorecard_text.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

const Directive& Shipped() {
  static const auto* directive =
      new Directive(*CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value);
  return *directive;
}
const Scorecard& Card() { return Shipped().scorecards.front(); }

constexpr Month kMonth{2026, 10};
Instant Now() { return AssessmentInstant(kMonth); }

void Fill(std::mt19937& random, Duty& duty) {
  duty.status = static_cast<DutyStatus>(random() % kDutyStatuses);
  duty.possible = duty.earned = 0;
  duty.holds = duty.late = false;
  switch (duty.status) {
    case DutyStatus::kMet:
      duty.possible = duty.earned = static_cast<int>(random() % 4) + 1;
      duty.holds = true;
      break;
    case DutyStatus::kMetLate:
      duty.possible = duty.earned = static_cast<int>(random() % 4) + 1;
      duty.holds = duty.late = true;
      break;
    case DutyStatus::kOverdue:
    case DutyStatus::kDueSoon:
      duty.possible = static_cast<int>(random() % 4) + 1;
      duty.earned = static_cast<int>(random() % static_cast<unsigned>(duty.possible));
      break;
    case DutyStatus::kOpen:
    case DutyStatus::kNotApplicable:
    case DutyStatus::kNotMeasured:
    case DutyStatus::kExempt:
      break;
  }
}

/// Duties of one agency: several systems, soft and hard ones, all states.
std::vector<Duty> SomeDuties(std::mt19937& random, AgencyId agency) {
  std::vector<Duty> duties;
  for (const Obligation& obligation : Shipped().obligations) {
    for (const Part& part : obligation.parts) {
      const int count = part.per == Part::Per::kSystem ? static_cast<int>(random() % 4) : 1;
      for (int i = 0; i < count; ++i) {
        if (random() % 5 == 0) continue;
        Duty duty;
        duty.obligation = obligation.id;
        duty.part = part.id;
        duty.agency = agency;
        if (part.per == Part::Per::kSystem) duty.system = {i + 1};
        duty.soft = part.soft;
        duty.due = Now() - std::chrono::hours(random() % 5000);
        Fill(random, duty);
        duty.discharged_by = {static_cast<std::int64_t>(duties.size()) + 1};
        duties.push_back(std::move(duty));
      }
    }
  }
  return duties;
}

AgencyScore Of(const std::vector<Duty>& duties, std::string_view kind = "department",
               AgencyId agency = {1}) {
  return Score(Shipped(), Card(), duties, Now(), agency, kind, kMonth);
}

std::string Bits(const AgencyScore& score) {
  std::string bits = fmt::format("{}/{}/{}/{}/{}/{}", score.points_centi, score.possible_centi,
                                 score.score_centi, score.overdue, score.band, score.ranked);
  for (const auto& one : score.indicators) {
    bits += fmt::format("|{} {} {} {} {}", one.id, static_cast<int>(one.state), one.earned,
                        one.possible, one.points_centi);
  }
  return bits;
}

void Meet(Duty& duty) {
  duty.possible = std::max(duty.possible, 1);
  duty.earned = duty.possible;
  duty.holds = true;
  duty.late = false;
  duty.status = DutyStatus::kMet;
}

TEST(ScoreLaws, OrderOfDutiesDoesNotMatter) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    auto duties = SomeDuties(random, {1});
    const auto before = Bits(Of(duties));
    std::ranges::shuffle(duties, random);
    ASSERT_EQ(Bits(Of(duties)), before);
  }
}

TEST(ScoreLaws, MeetingADutyNeverLowersAScore) {
  std::mt19937 random(6);
  int raised = 0;
  for (int round = 0; round < 2000; ++round) {
    auto duties = SomeDuties(random, {1});
    if (duties.empty()) continue;
    const auto before = Of(duties);
    Meet(duties[random() % duties.size()]);
    const auto after = Of(duties);
    ASSERT_GE(after.score_centi, before.score_centi) << round;
    ASSERT_GE(after.points_centi, before.points_centi) << round;
    ASSERT_LE(after.overdue, before.overdue) << round;
    raised += after.score_centi > before.score_centi ? 1 : 0;
  }
  EXPECT_GT(raised, 100);
}

TEST(ScoreLaws, DoingALateDutyNeverLowersAScore) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    auto duties = SomeDuties(random, {1});
    const auto overdue = std::ranges::find(duties, DutyStatus::kOverdue, &Duty::status);
    if (overdue == duties.end()) continue;
    const auto before = Of(duties);
    overdue->earned = overdue->possible;
    overdue->holds = overdue->late = true;
    overdue->status = DutyStatus::kMetLate;
    // Items done in time before may count half now; a duty of one item cannot lose.
    if (overdue->possible == 1) {
      ASSERT_GE(Of(duties).score_centi, before.score_centi) << round;
    }
  }
}

TEST(ScoreLaws, WhatIsEncouragedNeverLowersAScore) {
  std::mt19937 random(8);
  for (int round = 0; round < 2000; ++round) {
    auto duties = SomeDuties(random, {1});
    std::vector<Duty> without;
    for (const Duty& duty : duties) {
      if (!duty.soft) without.push_back(duty);
    }
    for (const auto& one : Of(without).indicators) {
      const auto all = Of(duties);
      const auto same = std::ranges::find(all.indicators, one.id, &IndicatorScore::id);
      ASSERT_GE(same->points_centi, one.points_centi) << one.id;
    }
  }
}

TEST(ScoreLaws, PointsStayWithinTheWeights) {
  std::mt19937 random(9);
  for (int round = 0; round < 500; ++round) {
    for (const char* kind : {"department", "district", "commune", "enterprise"}) {
      const auto score = Of(SomeDuties(random, {1}), kind);
      int possible = 0;
      for (const auto& one : score.indicators) {
        ASSERT_GE(one.points_centi, 0);
        ASSERT_LE(one.points_centi, one.weight * 100);
        if (one.state == IndicatorState::kMeasured)
          possible += one.weight * 100;
        else
          ASSERT_EQ(one.points_centi, 0) << "what is not measured brings nothing";
      }
      ASSERT_EQ(score.possible_centi, possible);
      ASSERT_LE(score.points_centi, possible);
      ASSERT_LE(score.score_centi, 10000);
    }
  }
}

TEST(ScoreLaws, TotalsAnewAreTheSame) {
  std::mt19937 random(10);
  for (int round = 0; round < 300; ++round) {
    auto score = Of(SomeDuties(random, {1}));
    const auto before = Bits(score);
    Total(Card(), score);
    ASSERT_EQ(Bits(score), before);
  }
}

std::vector<AgencyScore> SomeScores(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<AgencyScore> scores;
  for (int agency = 1; agency <= 60; ++agency) {
    scores.push_back(Of(SomeDuties(random, {agency}), "commune", {agency}));
  }
  return scores;
}

std::string Bits(const std::vector<AgencyScore>& scores) {
  std::string bits;
  for (const auto& ranking : Rank(Card(), scores)) {
    for (const auto& row : ranking.rows) {
      bits += fmt::format("{} {} {} {};", row.agency.value, row.rank, row.score_centi, row.band);
    }
  }
  return bits;
}

TEST(ScoreLaws, ARankingDoesNotDependOnTheOrderOfItsAgencies) {
  std::mt19937 random(12);
  auto scores = SomeScores(3);
  const auto before = Bits(scores);
  for (int round = 0; round < 50; ++round) {
    std::ranges::shuffle(scores, random);
    ASSERT_EQ(Bits(scores), before);
  }
}

TEST(ScoreLaws, ARankIsOneMoreThanTheNumberOfBetterAgencies) {
  for (unsigned seed = 1; seed < 20; ++seed) {
    const auto scores = SomeScores(seed);
    for (const auto& ranking : Rank(Card(), scores)) {
      for (const auto& row : ranking.rows) {
        if (row.rank == 0) continue;
        const auto me = std::ranges::find(scores, row.agency, &AgencyScore::agency);
        const auto better = std::ranges::count_if(scores, [&](const AgencyScore& other) {
          if (!other.ranked) return false;
          const auto left = std::int64_t{other.points_centi} * me->possible_centi;
          const auto right = std::int64_t{me->points_centi} * other.possible_centi;
          return left != right ? left > right : other.overdue < me->overdue;
        });
        ASSERT_EQ(row.rank, better + 1);
      }
    }
  }
}

// REL-30: the same on any number of threads and in any locale.
TEST(ScoreLaws, TheSameBitsOnAnyThreadAndInAnyLocale) {
  const auto expected = Bits(SomeScores(4));
  for (const int threads : {1, 2, 8}) {
    std::vector<std::string> results(static_cast<std::size_t>(threads));
    std::vector<std::thread> workers;
    for (auto& result : results) workers.emplace_back([&result] { result = Bits(SomeScores(4)); });
    for (auto& worker : workers) worker.join();
    for (const auto& result : results) EXPECT_EQ(result, expected);
  }
  const std::string before = std::setlocale(LC_ALL, nullptr);
  int tried = 0;
  for (const char* name : {"C", "C.UTF-8", "C.utf8", "vi_VN.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    ++tried;
    EXPECT_EQ(Bits(SomeScores(4)), expected) << name;
  }
  std::setlocale(LC_ALL, before.c_str());
  EXPECT_GE(tried, 2);
}

ScorecardReading Read(const std::string& text) {
  return ReadScorecardText({"scorecard.yaml", text}, Shipped());
}
bool Has(const ScorecardReading& reading, std::string_view code) {
  return std::ranges::find(reading.findings, code, &Diagnostic::code) != reading.findings.end();
}
std::string With(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(ScorecardTextTest, GoesOutAndComesBack) {
  const auto text = ScorecardText(Card());
  const auto reading = Read(text);
  for (const auto& finding : reading.findings) ADD_FAILURE() << finding.Text();
  EXPECT_EQ(ScorecardText(reading.card), text);
  std::mt19937 random(2);
  EXPECT_EQ(
      Bits(Score(Shipped(), reading.card, SomeDuties(random, {1}), Now(), {1}, "commune", kMonth)),
      [] {
        std::mt19937 again(2);
        return Bits(Of(SomeDuties(again, {1}), "commune"));
      }());
}

TEST(ScorecardTextTest, QuotesWhatPeopleWrite) {
  Scorecard card = Card();
  card.sets[0].title.vi = "Sở \"A\": \\ # [x] {y}\ttab";
  const auto reading = Read(ScorecardText(card));
  EXPECT_TRUE(reading.is_valid());
  EXPECT_EQ(reading.card.sets[0].title.vi, card.sets[0].title.vi);
}

TEST(ScorecardTextTest, SaysEverythingThatIsWrong) {
  const auto text = ScorecardText(Card());
  EXPECT_TRUE(Has(Read(With(text, "weight: 30", "weight: 31")), "directive.scorecard.weights"));
  EXPECT_TRUE(Has(Read(With(text, "\"OB-02\"", "\"OB-99\"")), "directive.part.unknown"));
  EXPECT_TRUE(Has(Read(With(text, "\"OB-02\"", "\"OB-10\"")), "directive.scorecard.twice"));
  EXPECT_TRUE(
      Has(Read(With(text, "from_percent: 65", "from_percent: 85")), "directive.scorecard.bands"));
  EXPECT_TRUE(Has(Read(With(text, "kinds: [\"commune\"]", "kinds: [\"department\"]")),
                  "directive.scorecard.twice"));
  EXPECT_TRUE(Has(Read(With(text, "2022-11-01", "2022-11-02")), "directive.scorecard.from"));
  EXPECT_TRUE(Has(Read("scorecards: []"), "directive.scorecard.one"));
  EXPECT_FALSE(Read("}{").is_valid());
  // What could be read is kept, so that a draft may be saved half done.
  EXPECT_EQ(Read(With(text, "weight: 30", "weight: 31")).card.sets.size(), Card().sets.size());
}

}  // namespace
}  // namespace lachan::directive
