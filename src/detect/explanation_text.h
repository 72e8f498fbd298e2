// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/event.h"
#include "detect/rule.h"

namespace lachan::detect {

/// Why a rule holds for an event, or does not, as an indented list; each line ended. In the same
/// words wherever people read it.
/// \param shown  Makes what rule or event say fit to be shown, with a limit in characters.
std::string ExplanationText(const RuleInfo& rule, const Explanation& explanation,
                            const Event& event,
                            std::string (*shown)(std::string_view text, std::size_t limit));

/// "windows / process_creation"; "any" where nothing is named.
std::string LogSourceText(const LogSource& source);

}  // namespace lachan::detect
