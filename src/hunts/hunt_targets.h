// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a hunt looks for, made ready.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hunts/entities.h"
#include "hunts/sweep.h"
#include "indicators/read.h"
#include "rulesets/rule_versions.h"

namespace lachan::hunts {

/// Up to so many rules, SQL finds the candidates first; more are matched in all events at once.
inline constexpr std::size_t kMostNarrowedRules = 25;

struct HuntTargets {
  SweepTargets sweep;
  std::size_t rules = 0, indicators = 0;
  std::string note;  ///< What was left out; for people.
};

/// \error kInvalidInput  field "rules", "rule_sets", "indicators" or "query": what is wrong with
/// it;
///                       or nothing to look for
Result<HuntTargets> TargetsOf(const Hunt& hunt, const rulesets::CompiledVersion& version);

/// The JSON array of texts or whole numbers of a field.
Result<std::vector<std::string>> TextsIn(const std::string& json, std::string_view field);
Result<std::vector<std::int64_t>> NumbersIn(const std::string& json, std::string_view field);

}  // namespace lachan::hunts
