// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/cvss.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "scan_reports/cvss_metrics.h"

namespace lachan::scan_reports {
namespace {

// ---- which metrics there are --------------------------------------------------------------------

constexpr std::string_view kV2[] = {"AV:L,A,N", "AC:H,M,L", "Au:M,S,N",
                                    "C:N,P,C",  "I:N,P,C",  "A:N,P,C"};
constexpr std::string_view kV2Extra[] = {"E:U,POC,F,H,ND",     "RL:OF,TF,W,U,ND", "RC:UC,UR,C,ND",
                                         "CDP:N,L,LM,MH,H,ND", "TD:N,L,M,H,ND",   "CR:L,M,H,ND",
                                         "IR:L,M,H,ND",        "AR:L,M,H,ND"};
constexpr std::string_view kV3[] = {"AV:N,A,L,P", "AC:L,H",  "PR:N,L,H", "UI:N,R",
                                    "S:U,C",      "C:H,L,N", "I:H,L,N",  "A:H,L,N"};
constexpr std::string_view kV3Extra[] = {
    "E:X,H,F,P,U", "RL:X,U,W,T,O",  "RC:X,C,R,U", "CR:X,H,M,L",  "IR:X,H,M,L",
    "AR:X,H,M,L",  "MAV:X,N,A,L,P", "MAC:X,L,H",  "MPR:X,N,L,H", "MUI:X,N,R",
    "MS:X,U,C",    "MC:X,H,L,N",    "MI:X,H,L,N", "MA:X,H,L,N"};

/// A row "C:H,L,N" of a value and its weight.
double WeightOf(std::string_view value, std::initializer_list<std::pair<const char*, double>> all) {
  for (const auto& [name, weight] : all) {
    if (value == name) return weight;
  }
  return 1.0;  // Not defined.
}

// ---- 2.0 ----------------------------------------------------------------------------------------

int ScoreV2(const CvssMetrics& m) {
  const auto impact_of = [&](const char* name) {
    return WeightOf(m[name], {{"N", 0.0}, {"P", 0.275}, {"C", 0.660}});
  };
  const double impact =
      10.41 * (1 - (1 - impact_of("C")) * (1 - impact_of("I")) * (1 - impact_of("A")));
  const double exploitability = 20 * WeightOf(m["AV"], {{"L", 0.395}, {"A", 0.646}, {"N", 1.0}}) *
                                WeightOf(m["AC"], {{"H", 0.35}, {"M", 0.61}, {"L", 0.71}}) *
                                WeightOf(m["Au"], {{"M", 0.45}, {"S", 0.56}, {"N", 0.704}});
  const double score =
      ((0.6 * impact) + (0.4 * exploitability) - 1.5) * (impact == 0 ? 0.0 : 1.176);
  return static_cast<int>(std::lround(std::max(0.0, score) * 10));
}

// ---- 3.0 and 3.1 --------------------------------------------------------------------------------

/// Smallest number with one decimal that is not below `score`, as tenths. \source v3.1 Appendix A
int RoundUp(double score, bool is_31) {
  if (!is_31) return static_cast<int>(std::ceil(score * 10));
  const auto whole = std::llround(score * 100'000);
  return static_cast<int>(whole % 10'000 == 0 ? whole / 10'000 : whole / 10'000 + 1);
}

double AttackVector(std::string_view value) {
  return WeightOf(value, {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}});
}
double AttackComplexity(std::string_view value) {
  return WeightOf(value, {{"L", 0.77}, {"H", 0.44}});
}
double Privileges(std::string_view value, bool changed) {
  return WeightOf(value, {{"N", 0.85}, {"L", changed ? 0.68 : 0.62}, {"H", changed ? 0.5 : 0.27}});
}
double Interaction(std::string_view value) { return WeightOf(value, {{"N", 0.85}, {"R", 0.62}}); }
double ImpactOf(std::string_view value) {
  return WeightOf(value, {{"H", 0.56}, {"L", 0.22}, {"N", 0.0}});
}
double Requirement(std::string_view value) {
  return WeightOf(value, {{"H", 1.5}, {"M", 1.0}, {"L", 0.5}});
}

double TemporalFactor(const CvssMetrics& m) {
  return WeightOf(m["E"], {{"H", 1.0}, {"F", 0.97}, {"P", 0.94}, {"U", 0.91}}) *
         WeightOf(m["RL"], {{"U", 1.0}, {"W", 0.97}, {"T", 0.96}, {"O", 0.95}}) *
         WeightOf(m["RC"], {{"C", 1.0}, {"R", 0.96}, {"U", 0.92}});
}

double Exploitability(const CvssMetrics& m, bool modified, bool changed) {
  const auto of = [&](const char* name) { return modified ? m.Modified(name) : m[name]; };
  return 8.22 * AttackVector(of("AV")) * AttackComplexity(of("AC")) *
         Privileges(of("PR"), changed) * Interaction(of("UI"));
}

int BaseV3(const CvssMetrics& m, bool is_31) {
  const bool changed = m["S"] == "C";
  const double iss = 1 - (1 - ImpactOf(m["C"])) * (1 - ImpactOf(m["I"])) * (1 - ImpactOf(m["A"]));
  const double impact =
      changed ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
  if (impact <= 0) return 0;
  const double sum = impact + Exploitability(m, false, changed);
  return RoundUp(std::min((changed ? 1.08 : 1.0) * sum, 10.0), is_31);
}

int EnvironmentalV3(const CvssMetrics& m, bool is_31) {
  const bool changed = m.Modified("S") == "C";
  const auto part = [&](const char* impact, const char* requirement) {
    return 1 - Requirement(m[requirement]) * ImpactOf(m.Modified(impact));
  };
  const double miss = std::min(1 - part("C", "CR") * part("I", "IR") * part("A", "AR"), 0.915);
  const double bent = is_31 ? std::pow(miss * 0.9731 - 0.02, 13) : std::pow(miss - 0.02, 15);
  const double impact = changed ? 7.52 * (miss - 0.029) - 3.25 * bent : 6.42 * miss;
  if (impact <= 0) return 0;
  const double sum = impact + Exploitability(m, true, changed);
  const int inner = RoundUp(std::min((changed ? 1.08 : 1.0) * sum, 10.0), is_31);
  return RoundUp(inner / 10.0 * TemporalFactor(m), is_31);
}

int ScoreV3(const CvssMetrics& m, bool is_31) {
  static constexpr const char* kEnvironmental[] = {"CR",  "IR", "AR", "MAV", "MAC", "MPR",
                                                   "MUI", "MS", "MC", "MI",  "MA"};
  for (const char* name : kEnvironmental) {
    if (m.IsDefined(name)) return EnvironmentalV3(m, is_31);
  }
  const int base = BaseV3(m, is_31);
  if (!m.IsDefined("E") && !m.IsDefined("RL") && !m.IsDefined("RC")) return base;
  return RoundUp(base / 10.0 * TemporalFactor(m), is_31);
}

bool Is(std::string_view value, std::initializer_list<std::string_view> one_of) {
  return std::ranges::find(one_of, value) != one_of.end();
}

}  // namespace

std::string_view ToString(CvssVersion version) {
  switch (version) {
    case CvssVersion::kNone:
      return "";
    case CvssVersion::kV2:
      return "2.0";
    case CvssVersion::kV30:
      return "3.0";
    case CvssVersion::kV31:
      return "3.1";
    case CvssVersion::kV40:
      return "4.0";
  }
  return "";
}

Result<Cvss> ComputeCvss(std::string_view vector) {
  vector = Trim(vector);
  Cvss cvss;
  cvss.vector = std::string(vector);
  for (const bool is_31 : {true, false}) {
    const std::string_view prefix = is_31 ? "CVSS:3.1/" : "CVSS:3.0/";
    if (!vector.starts_with(prefix)) continue;
    LACHAN_TRY(const auto m, CvssMetrics::Read(vector.substr(prefix.size()), kV3, kV3Extra));
    cvss.version = is_31 ? CvssVersion::kV31 : CvssVersion::kV30;
    cvss.tenths = ScoreV3(m, is_31);
    return cvss;
  }
  if (constexpr std::string_view kPrefix = "CVSS:4.0/"; vector.starts_with(kPrefix)) {
    LACHAN_TRY(const auto m, CvssMetrics::ReadV4(vector.substr(kPrefix.size())));
    cvss.version = CvssVersion::kV40;
    cvss.tenths = ScoreV4(m);
    return cvss;
  }
  if (vector.starts_with("CVSS2#")) vector.remove_prefix(6);
  if (vector.starts_with('(') && vector.ends_with(')'))
    vector = vector.substr(1, vector.size() - 2);
  LACHAN_TRY(const auto m, CvssMetrics::Read(vector, kV2, kV2Extra));
  cvss.vector = std::string(vector);
  cvss.version = CvssVersion::kV2;
  cvss.tenths = ScoreV2(m);
  return cvss;
}

Level LevelOfScore(int tenths) {
  if (tenths >= 90) return Level::critical;
  if (tenths >= 70) return Level::high;
  if (tenths >= 40) return Level::medium;
  return tenths > 0 ? Level::low : Level::informational;
}

bool GivesControl(const Cvss& cvss) {
  const std::string_view vector = cvss.vector;
  switch (cvss.version) {
    case CvssVersion::kNone:
      return false;
    case CvssVersion::kV2: {
      const auto m = CvssMetrics::Read(vector, kV2, kV2Extra);
      return m && Is((*m)["AV"], {"N", "A"}) && (*m)["Au"] == "N" && (*m)["C"] == "C" &&
             (*m)["I"] == "C";
    }
    case CvssVersion::kV30:
    case CvssVersion::kV31: {
      const auto m = CvssMetrics::Read(vector.substr(9), kV3, kV3Extra);
      return m && Is((*m)["AV"], {"N", "A"}) && (*m)["PR"] == "N" && (*m)["UI"] == "N" &&
             (*m)["C"] == "H" && (*m)["I"] == "H";
    }
    case CvssVersion::kV40: {
      const auto m = CvssMetrics::ReadV4(vector.substr(9));
      return m && Is((*m)["AV"], {"N", "A"}) && (*m)["PR"] == "N" && (*m)["UI"] == "N" &&
             (*m)["VC"] == "H" && (*m)["VI"] == "H";
    }
  }
  return false;
}

bool IsRemote(const Cvss& cvss) {
  if (cvss.version == CvssVersion::kNone) return true;
  const std::string_view vector = cvss.vector;
  const auto at = vector.find("AV:");
  return at == std::string_view::npos || at + 3 >= vector.size() || vector[at + 3] == 'N' ||
         vector[at + 3] == 'A';
}

}  // namespace lachan::scan_reports
