// SPDX-License-Identifier: Apache-2.0
#include "rulesets/attack.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lachan::rulesets {
namespace {

constexpr std::array<AttackTactic, 16> kTactics = {{
    {"reconnaissance", "Reconnaissance"},
    {"resource-development", "Resource Development"},
    {"initial-access", "Initial Access"},
    {"execution", "Execution"},
    {"persistence", "Persistence"},
    {"privilege-escalation", "Privilege Escalation"},
    {"defense-evasion", "Defense Evasion"},
    {"stealth", "Stealth"},
    {"defense-impairment", "Defense Impairment"},
    {"credential-access", "Credential Access"},
    {"discovery", "Discovery"},
    {"lateral-movement", "Lateral Movement"},
    {"collection", "Collection"},
    {"command-and-control", "Command and Control"},
    {"exfiltration", "Exfiltration"},
    {"impact", "Impact"},
}};

bool IsTechnique(std::string_view text) {
  // t + digits, and perhaps a point and digits.
  if (text.size() < 5 || text[0] != 't') return false;
  const auto rest = text.substr(1);
  return std::ranges::all_of(rest, [](char c) { return (c >= '0' && c <= '9') || c == '.'; }) &&
         std::ranges::count(rest, '.') <= 1 && rest.front() != '.' && rest.back() != '.';
}

/// Groups and programs ("attack.g0007", "attack.s0002") are no tactics.
bool IsOther(std::string_view text) {
  return text.size() > 1 && (text[0] == 'g' || text[0] == 's' || text[0] == 'c') &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::span<const AttackTactic> AttackTactics() { return kTactics; }

AttackTags AttackTagsOf(const detect::RuleInfo& rule) {
  AttackTags tags;
  for (const auto& tag : rule.tags) {
    std::string text = AsciiLower(tag);
    if (!text.starts_with("attack.")) continue;
    text.erase(0, 7);
    if (IsTechnique(text)) {
      text[0] = 'T';
      tags.techniques.insert(std::move(text));
    } else if (!text.empty() && !IsOther(text)) {
      std::ranges::replace(text, '_', '-');
      tags.tactics.insert(std::move(text));
    }
  }
  return tags;
}

std::string_view TechniqueOf(std::string_view technique) {
  return technique.substr(0, technique.find('.'));
}

TacticsOfTechniques::TacticsOfTechniques(std::span<const AttackTags> rules) {
  for (const auto& rule : rules) {
    if (rule.tactics.size() != 1) continue;
    for (const auto& technique : rule.techniques) known_[technique].insert(*rule.tactics.begin());
  }
}

std::vector<std::pair<std::string, std::string>> TacticsOfTechniques::CellsOf(
    const AttackTags& rule) const {
  std::vector<std::pair<std::string, std::string>> cells;
  for (const auto& technique : rule.techniques) {
    std::set<std::string> tactics;
    if (const auto at = known_.find(technique); at != known_.end()) {
      std::ranges::set_intersection(rule.tactics, at->second,
                                    std::inserter(tactics, tactics.end()));
    }
    if (tactics.empty()) tactics = rule.tactics;
    if (tactics.empty()) tactics.insert("");
    for (const auto& tactic : tactics) cells.emplace_back(tactic, technique);
  }
  return cells;
}

}  // namespace lachan::rulesets
