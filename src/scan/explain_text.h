// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/event.h"
#include "detect/rule.h"

namespace lachan::scan {

/// Why a rule holds for an event, or does not, as an indented list in the words of the console.
/// Each line ended; values made visible.
std::string ExplanationText(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event);
/// The same as a JSON object, without the rule's text.
std::string ExplanationJson(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event);

/// "windows / process_creation"; "any" where nothing is named.
std::string LogSourceText(const LogSource& source);

}  // namespace lachan::scan
