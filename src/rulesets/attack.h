// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/rule.h"

namespace lachan::rulesets {

struct AttackTactic {
  std::string_view id;  ///< As tags have it: "initial-access".
  std::string_view name;
};
/// In the order of the matrix. Identifiers and names only.
/// \source MITRE ATT&CK, Enterprise
std::span<const AttackTactic> AttackTactics();

/// Tactics and techniques that the tags of a rule name: "attack.initial_access" → "initial-access",
/// "attack.t1059.001" → "T1059.001".
struct AttackTags {
  std::set<std::string> tactics, techniques;
};
AttackTags AttackTagsOf(const detect::RuleInfo& rule);

/// "T1059.001" → "T1059".
std::string_view TechniqueOf(std::string_view technique);

/// Which tactics a technique belongs to, as the rules themselves tell: tags do not pair the two.
/// What a rule of one tactic says is believed; where a rule names several, those of its tactics
/// that are known for the technique, else all of them.
class TacticsOfTechniques {
 public:
  explicit TacticsOfTechniques(std::span<const AttackTags> rules);
  /// The cells (tactic, technique) of a rule; the tactic is empty where none is named.
  std::vector<std::pair<std::string, std::string>> CellsOf(const AttackTags& rule) const;

 private:
  std::map<std::string, std::set<std::string>, std::less<>> known_;
};

}  // namespace lachan::rulesets
