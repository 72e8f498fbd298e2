// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a scan found and what it could not read, for people.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detect/rule_set.h"
#include "indicators/indicator_set.h"
#include "scan/input.h"
#include "scan/scan.h"

namespace lachan::scan {

/// Matches of a tactic of MITRE ATT&CK, and of its techniques.
struct TacticCount {
  std::string name;
  std::uint64_t count = 0;
  std::vector<std::pair<std::string, std::uint64_t>> techniques;  ///< Most first.
};

struct SummaryInput {
  const ScanReport& report;
  const Inputs& inputs;
  const detect::RuleSet& rules;
  const indicators::IndicatorSet* indicators;  ///< May be absent.
  std::vector<TacticCount> tactics;            ///< In the order of the matrix.
};

/// Several paragraphs, times in UTC, each line ended.
std::string SummaryText(const SummaryInput& input);

/// "1,234,567".
std::string Grouped(std::uint64_t number);
/// "512 B", "1.29 GB": powers of 1000.
std::string ByteText(double bytes);
/// "0.31 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(double seconds);

}  // namespace lachan::scan
