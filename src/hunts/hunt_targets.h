// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a hunt looks for, made ready.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hunts/entities.h"
#include "hunts/sweep.h"
#include "indicators/read.h"
#include "rulesets/rule_versions.h"

namespace lachan::hunts {

/// Up to so many rules, SQL finds the candidates first; more are matched in all events at once.
inline constexpr std::size_t kMostNarrowedRules = 25;

/// What people should know about how a hunt looked. Codes are names of texts in the console.
struct HuntNote {
  std::string code;
  std::string rule = {};                  ///< Id, where it is about one.
  std::string title = {};                 ///< Its title, or who did something.
  std::vector<std::string> details = {};  ///< Findings, or tests of the rule.
  std::int64_t count = 0, of = 0;
};
/// As the record of the hunt keeps them; some hundred at most.
std::string NotesJson(std::span<const HuntNote> notes);

struct HuntTargets {
  SweepTargets sweep;
  std::size_t rules = 0, indicators = 0;
  /// rule_rejected, rule_skipped, rule_confirmed (SQL only narrows it, because of these tests),
  /// indicators_left_out.
  std::vector<HuntNote> notes;

  /// The rule at this index came with the hunt.
  bool IsGiven(std::size_t rule) const;
};

/// \error kInvalidInput  field "rules", "rule_sets", "rule_text", "indicators" or "query": what is
///                       wrong with it; or nothing to look for
/// \param names  What its query may say in place of ids; null: ids only.
Result<HuntTargets> TargetsOf(const Hunt& hunt, const rulesets::CompiledVersion& version,
                              std::shared_ptr<const events::HuntNames> names = {});

/// The JSON array of texts or whole numbers of a field.
Result<std::vector<std::string>> TextsIn(const std::string& json, std::string_view field);
Result<std::vector<std::int64_t>> NumbersIn(const std::string& json, std::string_view field);

}  // namespace lachan::hunts
