// SPDX-License-Identifier: Apache-2.0
#include "directive/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>
#include <tuple>

#include "directive/compile.h"
#include "directive/testing_load.h"

namespace lachan::directive {
namespace {

const Directive& Shipped() {
  static const auto* directive =
      new Directive(*CompileDirective(LoadDirectiveFolder("vn-thanh-hoa-2022")).value);
  return *directive;
}

Instant Day(std::string_view date) { return StartOfDay(*ParseDate(date)); }

FactView Fact(std::int64_t id, std::string kind, std::string_view date, std::int64_t agency,
              std::int64_t system = 0, Attributes attributes = {}) {
  FactView fact;
  fact.id = id;
  fact.kind = std::move(kind);
  fact.at = Day(date);
  fact.agency = {agency};
  fact.system = {system};
  fact.attributes = std::move(attributes);
  return fact;
}

/// Communes 1 to n, formed on 01/07/2025.
RegisterSnapshot Communes(int n) {
  RegisterSnapshot snapshot;
  for (int i = 1; i <= n; ++i) {
    AgencyView agency;
    agency.id = {i};
    agency.code = fmt::format("X{}", i);
    agency.kind = "commune";
    agency.validity.from = Day("2025-07-01");
    snapshot.agencies.push_back(agency);
  }
  snapshot.recording_since = Day("2026-01-01");
  return snapshot;
}

AgencyScore ScoreOf(const RegisterSnapshot& snapshot, const std::vector<FactView>& facts,
                    std::int64_t agency, std::string_view kind = "commune") {
  const Month month{2026, 10};
  const Assessment assessment =
      Assess(Shipped(), facts, snapshot, Shipped().calendar, AssessmentInstant(month));
  return Score(Shipped(), assessment, {agency}, kind, month);
}

TEST(Score, CountsInWholeNumbers) {
  const std::vector<FactView> facts = {Fact(1, "focal_point.confirmed", "2026-09-01", 1),
                                       Fact(2, "team.established", "2025-07-10", 1),
                                       Fact(3, "network.attested", "2026-10-20", 1)};
  const AgencyScore score = ScoreOf(Communes(1), facts, 1);
  ASSERT_EQ(score.indicators.size(), 4u);
  // Focal point late for 2025 (half), team in time, contact missing: 1 + 2 + 0 of 6.
  EXPECT_EQ(score.indicators[0].earned, 3);
  EXPECT_EQ(score.indicators[0].possible, 6);
  EXPECT_EQ(score.indicators[0].points_centi, 1500);
  EXPECT_EQ(score.indicators[1].state, IndicatorState::kNothingDue);
  EXPECT_EQ(score.indicators[2].points_centi, 2500);
  EXPECT_EQ(score.indicators[3].state, IndicatorState::kNothingDue);
  EXPECT_EQ(score.points_centi, 4000);
  EXPECT_EQ(score.possible_centi, 5500);
  EXPECT_EQ(score.score_centi, 7272);
  EXPECT_EQ(score.band, "B");
  EXPECT_EQ(score.overdue, 1);
}

TEST(Score, EveryPointLeadsToAFact) {
  const std::vector<FactView> facts = {Fact(1, "focal_point.confirmed", "2026-09-01", 1),
                                       Fact(2, "team.established", "2025-07-10", 1),
                                       Fact(3, "network.attested", "2026-10-20", 1)};
  for (const IndicatorScore& indicator : ScoreOf(Communes(1), facts, 1).indicators) {
    for (const DutyCredit& credit : indicator.duties) {
      EXPECT_TRUE(credit.earned == 0 || !credit.facts.empty()) << credit.duty;
    }
  }
}

TEST(Score, MissingDataIsNeitherZeroNorFull) {
  const AgencyScore silent = ScoreOf(Communes(1), {}, 1);
  EXPECT_EQ(silent.indicators[2].state, IndicatorState::kNotMeasured);
  EXPECT_EQ(silent.indicators[2].possible, 0);
  EXPECT_EQ(silent.indicators[2].duties.size(), 3u) << "not measured duties are listed";
  // Only 30 of 100 points are measured: shown, not ranked.
  EXPECT_EQ(silent.possible_centi, 3000);
  EXPECT_FALSE(silent.ranked);
  EXPECT_EQ(silent.band, "");
}

TEST(Score, EncouragedDutiesNeverLower) {
  std::vector<FactView> facts = {Fact(1, "focal_point.confirmed", "2025-07-10", 1),
                                 Fact(2, "focal_point.confirmed", "2026-01-05", 1),
                                 Fact(3, "focal_point.confirmed", "2026-07-01", 1),
                                 Fact(4, "team.established", "2025-07-10", 1)};
  const AgencyScore without = ScoreOf(Communes(1), facts, 1);
  facts.push_back(Fact(5, "expert.qualified", "2025-07-12", 1, 0, {{"expert", "e1"}}));
  const AgencyScore with = ScoreOf(Communes(1), facts, 1);
  EXPECT_EQ(without.indicators[0].possible, 6);
  EXPECT_EQ(with.indicators[0].possible, 8);
  EXPECT_GT(with.points_centi, without.points_centi);
}

TEST(Score, KindWithoutASetIsNotScored) { EXPECT_EQ(ScoreOf(Communes(1), {}, 1, "force").set, ""); }

AgencyScore Plain(std::int64_t agency, int points, int possible, int overdue = 0) {
  AgencyScore score;
  score.agency = {agency};
  score.scorecard = "2022-11";
  score.set = "commune";
  score.points_centi = points;
  score.possible_centi = possible;
  score.overdue = overdue;
  score.ranked = true;
  return score;
}

TEST(Rank, EqualAgenciesShareARankAndTheNextIsSkipped) {
  AgencyScore unranked = Plain(9, 9000, 10000);
  unranked.ranked = false;
  const std::vector<AgencyScore> scores = {Plain(4, 5000, 10000), Plain(2, 8000, 10000),
                                           Plain(3, 4000, 5000), Plain(1, 9000, 10000), unranked};
  const auto rankings = Rank(Shipped(), scores);
  ASSERT_EQ(rankings.size(), 1u);
  std::vector<std::pair<std::int64_t, int>> rows;
  for (const RankingRow& row : rankings[0].rows) rows.emplace_back(row.agency.value, row.rank);
  EXPECT_EQ(rows,
            (std::vector<std::pair<std::int64_t, int>>{{1, 1}, {2, 2}, {3, 2}, {4, 4}, {9, 0}}));
}

TEST(Rank, FewerOverdueBreaksATie) {
  const std::vector<AgencyScore> scores = {Plain(1, 8000, 10000, 3), Plain(2, 8000, 10000, 1)};
  const auto rankings = Rank(Shipped(), scores);
  EXPECT_EQ(rankings[0].rows[0].agency.value, 2);
  EXPECT_EQ(rankings[0].rows[1].rank, 2);
}

/// A province of the size that ARCHITECTURE speaks of.
struct Province {
  RegisterSnapshot snapshot;
  std::vector<FactView> facts;
};

Province BigProvince() {
  Province province;
  std::mt19937 random(7);
  const auto add = [&](int id, std::string code, std::string kind) {
    AgencyView agency;
    agency.id = {id};
    agency.code = std::move(code);
    agency.kind = std::move(kind);
    province.snapshot.agencies.push_back(std::move(agency));
  };
  for (int i = 1; i <= 20; ++i) add(i, fmt::format("S{}", i), "department");
  for (int i = 21; i <= 186; ++i) add(i, fmt::format("X{}", i), "commune");
  add(187, "CAT", "force");
  add(188, "BPTTH", "media");
  add(189, "DN1", "enterprise");
  add(190, "DN2", "enterprise");
  for (int i = 1; i <= 800; ++i) {
    SystemView system;
    system.id = {i};
    system.agency = {static_cast<std::int64_t>(random() % 186) + 1};
    system.level = static_cast<int>(random() % 4) + 1;
    system.in_operation_since = Day("2022-01-01");
    province.snapshot.systems.push_back(system);
  }
  const char* of_system[] = {"assurance.scan",       "assurance.hunt",  "system.level_approved",
                             "plan.response_issued", "assurance.drill", "soc.coverage"};
  const char* of_agency[] = {"focal_point.confirmed", "contact.published", "network.attested",
                             "network.breach",        "layer.evidenced",   "advisory.issued"};
  for (int i = 1; i <= 30'000; ++i) {
    FactView fact;
    fact.id = i;
    fact.at = Day("2022-11-01") + std::chrono::minutes{random() % 2'100'000};
    fact.agency = {static_cast<std::int64_t>(random() % 190) + 1};
    if (i % 2 == 0) {
      fact.kind = of_system[random() % 6];
      fact.system = {static_cast<std::int64_t>(random() % 800) + 1};
    } else {
      fact.kind = of_agency[random() % 6];
    }
    fact.attributes = {{"layer", std::to_string(random() % 4 + 1)},
                       {"advisory", std::to_string(i)},
                       {"level", "3"},
                       {"rule", "public_mail"},
                       {"breach", std::to_string(i)}};
    province.facts.push_back(std::move(fact));
  }
  return province;
}

auto Tied(const Duty& d) {
  return std::tie(d.part, d.agency, d.system, d.period, d.trigger, d.status, d.due, d.next_due,
                  d.discharged_at, d.discharged_by, d.earned, d.possible);
}

TEST(Assess, OrderOfFactsAndRegisterDoesNotMatter) {
  Province province = BigProvince();
  const Instant now = Day("2026-11-23");
  const Assessment first =
      Assess(Shipped(), province.facts, province.snapshot, Shipped().calendar, now);
  std::mt19937 random(11);
  std::ranges::shuffle(province.facts, random);
  std::ranges::shuffle(province.snapshot.agencies, random);
  std::ranges::shuffle(province.snapshot.systems, random);
  const Assessment second =
      Assess(Shipped(), province.facts, province.snapshot, Shipped().calendar, now);
  ASSERT_EQ(first.duties.size(), second.duties.size());
  for (std::size_t i = 0; i < first.duties.size(); ++i) {
    ASSERT_EQ(Tied(first.duties[i]), Tied(second.duties[i])) << first.duties[i].Key();
  }
}

TEST(Assess, PastDayIsTheSameWithLaterFactsLeftOut) {
  Province province = BigProvince();
  const Instant now = Day("2025-03-10");
  const Assessment whole =
      Assess(Shipped(), province.facts, province.snapshot, Shipped().calendar, now);
  std::erase_if(province.facts, [&](const FactView& fact) { return fact.at > now; });
  const Assessment past =
      Assess(Shipped(), province.facts, province.snapshot, Shipped().calendar, now);
  EXPECT_TRUE(std::ranges::equal(whole.duties, past.duties, {}, Tied, Tied));
}

TEST(Assess, KeysAreUnique) {
  const Province province = BigProvince();
  const Assessment assessment =
      Assess(Shipped(), province.facts, province.snapshot, Shipped().calendar, Day("2026-11-23"));
  std::vector<std::string> keys;
  for (const Duty& duty : assessment.duties) keys.push_back(duty.Key());
  std::ranges::sort(keys);
  EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end());
}

TEST(Assess, ProvinceIsQuick) {
  const Province province = BigProvince();
  const auto begin = std::chrono::steady_clock::now();
  const Assessment assessment = Assess(Shipped(), province.facts, province.snapshot,
                                       Shipped().calendar, AssessmentInstant({2026, 10}));
  const auto assessed = std::chrono::steady_clock::now();
  std::vector<AgencyScore> scores;
  for (const AgencyView& agency : province.snapshot.agencies) {
    scores.push_back(Score(Shipped(), assessment, agency.id, agency.kind, {2026, 10}));
  }
  const auto rankings = Rank(Shipped(), scores);
  const auto ranked = std::chrono::steady_clock::now();
  using std::chrono::milliseconds;
  const auto assess_ms = std::chrono::duration_cast<milliseconds>(assessed - begin).count();
  const auto score_ms = std::chrono::duration_cast<milliseconds>(ranked - assessed).count();
  std::cout << assessment.duties.size() << " duties in " << assess_ms
            << " ms, scores and ranking in " << score_ms << " ms\n";
  EXPECT_EQ(rankings.size(), 3u);
  // The target is 200 ms on an idle machine; sanitizers and shared machines get room.
  EXPECT_LT(assess_ms, 4000);
}

}  // namespace
}  // namespace lachan::directive
