// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/event.h"

namespace lachan::rulesets {

/// The subject of facts about a rule, whose own id is a text: ("rule", number).
inline constexpr std::string_view kRuleSubject = "rule";
std::int64_t RuleSubjectId(std::string_view rule_id);

/// "windows / process_creation"; empty for a correlation.
std::string LogSourceText(const LogSource& source);

}  // namespace lachan::rulesets
