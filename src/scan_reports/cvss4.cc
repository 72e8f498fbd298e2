// SPDX-License-Identifier: Apache-2.0
// CVSS v4.0. Six equivalence classes (EQ) sort vectors into 270 groups, each with a score in the
// specification's table; within a group, the score falls with the distance from the group's worst
// vector, in proportion to the step down to the next group of each class.
//
// Everything is counted in tenths and in fractions of 840 = lcm(1 … 8, 10), so the result is exact.
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "scan_reports/cvss_metrics.h"

namespace lachan::scan_reports {
namespace {

/// Score in tenths by EQ1, EQ2, EQ3 and then EQ4 × 6 + EQ5 × 2 + EQ6; -1: no such group.
// clang-format off
constexpr std::int16_t kTable[3][2][3][18] = {
    {
        {{100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68},
         {98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48},
         {-1, 92, -1, 82, -1, 72, -1, 79, -1, 69, -1, 50, -1, 69, -1, 55, -1, 27}},
        {{99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53},
         {95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30},
         {-1, 86, -1, 75, -1, 52, -1, 71, -1, 52, -1, 29, -1, 63, -1, 29, -1, 17}},
    },
    {
        {{98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49},
         {94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25},
         {-1, 83, -1, 70, -1, 54, -1, 65, -1, 58, -1, 26, -1, 53, -1, 21, -1, 13}},
        {{95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30},
         {89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16},
         {-1, 71, -1, 59, -1, 30, -1, 58, -1, 26, -1, 15, -1, 23, -1, 13, -1, 6}},
    },
    {
        {{93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22},
         {85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8},
         {-1, 64, -1, 51, -1, 20, -1, 47, -1, 21, -1, 11, -1, 24, -1, 9, -1, 4}},
        {{88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11},
         {75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2},
         {-1, 53, -1, 24, -1, 14, -1, 24, -1, 12, -1, 5, -1, 10, -1, 3, -1, 1}},
    },
};
// clang-format on

struct Group {
  int eq1 = 0, eq2 = 0, eq3 = 0, eq4 = 0, eq5 = 0, eq6 = 0;
};

/// Empty when there is no such group.
std::optional<int> TableScore(const Group& g) {
  if (g.eq1 > 2 || g.eq2 > 1 || g.eq3 > 2 || g.eq4 > 2 || g.eq5 > 2 || g.eq6 > 1) return {};
  const int score = kTable[g.eq1][g.eq2][g.eq3][g.eq4 * 6 + g.eq5 * 2 + g.eq6];
  return score < 0 ? std::nullopt : std::optional(score);
}

/// What counts of each metric: modified before base, and the worst where nothing is said.
struct Values {
  std::string_view av, ac, at, pr, ui, vc, vi, va, sc, si, sa, e, cr, ir, ar;
};

Values ValuesOf(const CvssMetrics& m) {
  const auto worst = [&](const char* name, std::string_view value) {
    return m[name] == "X" ? value : m[name];
  };
  return {m.Modified("AV"), m.Modified("AC"), m.Modified("AT"), m.Modified("PR"), m.Modified("UI"),
          m.Modified("VC"), m.Modified("VI"), m.Modified("VA"), m.Modified("SC"), m.Modified("SI"),
          m.Modified("SA"), worst("E", "A"),  worst("CR", "H"), worst("IR", "H"), worst("AR", "H")};
}

Group GroupOf(const Values& v) {
  Group g;
  const bool all_open = v.av == "N" && v.pr == "N" && v.ui == "N";
  const bool any_open = v.av == "N" || v.pr == "N" || v.ui == "N";
  g.eq1 = all_open ? 0 : any_open && v.av != "P" ? 1 : 2;
  g.eq2 = v.ac == "L" && v.at == "N" ? 0 : 1;
  const bool any_high = v.vc == "H" || v.vi == "H" || v.va == "H";
  g.eq3 = v.vc == "H" && v.vi == "H" ? 0 : any_high ? 1 : 2;
  const bool beyond = v.sc == "H" || v.si == "H" || v.sa == "H";
  g.eq4 = v.si == "S" || v.sa == "S" ? 0 : beyond ? 1 : 2;
  g.eq5 = v.e == "A" ? 0 : v.e == "P" ? 1 : 2;
  const bool wanted =
      (v.cr == "H" && v.vc == "H") || (v.ir == "H" && v.vi == "H") || (v.ar == "H" && v.va == "H");
  g.eq6 = wanted ? 0 : 1;
  return g;
}

/// Steps from the worst value of a metric: its place in `order`.
int Steps(std::string_view value, std::string_view order) {
  return static_cast<int>(order.find(value.front()));
}

/// A metric of a group: the value that counts, and its values from worst to best.
struct Scale {
  std::string_view value, order;
};

/// Distance to the first of the group's worst vectors that is nowhere better. Each worst vector
/// has one letter a metric.
template <std::size_t N>
int Distance(const std::array<Scale, N>& scales, std::initializer_list<std::string_view> worst) {
  for (const auto vector : worst) {
    int sum = 0;
    bool fits = true;
    for (std::size_t i = 0; i < N && fits; ++i) {
      const int steps =
          Steps(scales[i].value, scales[i].order) - Steps(vector.substr(i, 1), scales[i].order);
      fits = steps >= 0;
      sum += steps;
    }
    if (fits) return sum;
  }
  return 0;
}

int DistanceInEq1(const Values& v, int eq1) {
  const std::array<Scale, 3> scales{{{v.av, "NALP"}, {v.pr, "NLH"}, {v.ui, "NPA"}}};
  if (eq1 == 0) return Distance(scales, {"NNN"});
  return eq1 == 1 ? Distance(scales, {"ANN", "NLN", "NNP"}) : Distance(scales, {"PNN", "ALP"});
}

int DistanceInEq2(const Values& v, int eq2) {
  const std::array<Scale, 2> scales{{{v.ac, "LH"}, {v.at, "NP"}}};
  return eq2 == 0 ? Distance(scales, {"LN"}) : Distance(scales, {"HN", "LP"});
}

int DistanceInEq36(const Values& v, int eq3, int eq6) {
  const std::array<Scale, 6> scales{
      {{v.vc, "HLN"}, {v.vi, "HLN"}, {v.va, "HLN"}, {v.cr, "HML"}, {v.ir, "HML"}, {v.ar, "HML"}}};
  if (eq3 == 0) {
    return eq6 == 0 ? Distance(scales, {"HHHHHH"}) : Distance(scales, {"HHLMMH", "HHHMMM"});
  }
  if (eq3 == 2) return Distance(scales, {"LLLHHH"});
  return eq6 == 0 ? Distance(scales, {"LHHHHH", "HLHHHH"})
                  : Distance(scales, {"LHLHMH", "LHHHMM", "HLHMHM", "HLLMHH", "LLHHHM"});
}

int DistanceInEq4(const Values& v, int eq4) {
  const std::array<Scale, 3> scales{{{v.sc, "SHLN"}, {v.si, "SHLN"}, {v.sa, "SHLN"}}};
  if (eq4 == 0) return Distance(scales, {"HSS"});
  return eq4 == 1 ? Distance(scales, {"HHH"}) : Distance(scales, {"LLL"});
}

/// Score of the next group down in EQ3 and EQ6, which move together.
std::optional<int> BelowInEq36(Group g) {
  if (g.eq6 == 0) {
    Group other = g;
    ++g.eq6;
    const auto first = TableScore(g);
    if (other.eq3 != 0) return first;
    ++other.eq3;
    const auto second = TableScore(other);
    return first && second ? std::max(first, second) : first ? first : second;
  }
  ++g.eq3;
  return TableScore(g);
}

}  // namespace

int ScoreV4(const CvssMetrics& metrics) {
  static constexpr std::int64_t kUnit = 840;
  static constexpr int kDepth1[] = {1, 4, 5}, kDepth2[] = {1, 2}, kDepth4[] = {6, 5, 4};
  static constexpr int kDepth36[3][2] = {{7, 6}, {8, 8}, {10, 10}};
  const Values v = ValuesOf(metrics);
  const auto none = [](std::string_view value) { return value == "N"; };
  if (none(v.vc) && none(v.vi) && none(v.va) && none(v.sc) && none(v.si) && none(v.sa)) return 0;
  const Group g = GroupOf(v);
  const int score = *TableScore(g);
  const auto below = [&](int Group::* eq) {
    Group lower = g;
    ++(lower.*eq);
    return TableScore(lower);
  };
  const struct {
    std::optional<int> lower;
    int distance, depth;
  } parts[] = {
      {below(&Group::eq1), DistanceInEq1(v, g.eq1), kDepth1[g.eq1]},
      {below(&Group::eq2), DistanceInEq2(v, g.eq2), kDepth2[g.eq2]},
      {BelowInEq36(g), DistanceInEq36(v, g.eq3, g.eq6), kDepth36[g.eq3][g.eq6]},
      {below(&Group::eq4), DistanceInEq4(v, g.eq4), kDepth4[g.eq4]},
      {below(&Group::eq5), 0, 1},
  };
  std::int64_t lost = 0, count = 0;  // `lost` in tenths × kUnit
  for (const auto& part : parts) {
    if (!part.lower) continue;
    ++count;
    lost += std::int64_t{score - *part.lower} * part.distance * (kUnit / part.depth);
  }
  if (count == 0) return score;
  const std::int64_t whole = kUnit * count;
  const std::int64_t exact = score * whole - lost;
  const std::int64_t rounded = (2 * exact + whole) / (2 * whole);
  return static_cast<int>(std::clamp<std::int64_t>(exact < 0 ? 0 : rounded, 0, 100));
}

}  // namespace lachan::scan_reports
