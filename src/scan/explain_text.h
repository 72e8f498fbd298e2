// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/event.h"
#include "detect/rule.h"

namespace lachan::scan {

/// Why a rule holds for an event, or does not, as detect::ExplanationText says it, fit for a
/// terminal.
std::string ExplanationText(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event);
/// The same as a JSON object, without the rule's text.
std::string ExplanationJson(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event);

}  // namespace lachan::scan
