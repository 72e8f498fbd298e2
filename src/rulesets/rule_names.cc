// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_names.h"

#include "base/hash.h"
#include "rulesets/entities.h"

LACHAN_ENTITY_CODE(lachan::RuleSetEntry);
LACHAN_ENTITY_CODE(lachan::RuleVersion);
LACHAN_ENTITY_CODE(lachan::RuleChange);
LACHAN_ENTITY_CODE(lachan::RuleException);
LACHAN_ENTITY_CODE(lachan::RuleHits);
LACHAN_ENTITY_CODE(lachan::RuleMeter);
LACHAN_ENTITY_CODE(lachan::LogInventory);

namespace lachan::rulesets {

std::int64_t RuleSubjectId(std::string_view rule_id) {
  const auto digest = Sha256(rule_id);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return static_cast<std::int64_t>(number >> 2);  // Positive, with room.
}

std::string LogSourceText(const LogSource& source) {
  std::string text;
  for (const auto* part : {&source.product, &source.category, &source.service}) {
    if (part->empty()) continue;
    if (!text.empty()) text += " / ";
    text += *part;
  }
  return text;
}

}  // namespace lachan::rulesets
