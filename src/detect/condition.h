// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sigma's condition language: and, or, not, parentheses, `1 of them`, `all of selection_*`.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/atom.h"

namespace lachan::detect {

/// Search identifiers of a rule with what they mean, in the order of the rule.
using Identifiers = std::vector<std::pair<std::string, Expr>>;

/// Why a condition is refused, and what to do about it.
struct ConditionFault {
  std::string message, hint;
};

/// `text` with its identifiers put in. Precedence: not, and, or. Keywords in any case.
/// Refused: wrong syntax, an unknown identifier, nesting beyond 64, an aggregation (`|`).
/// \source Sigma specification 2.1.0, "Condition"
std::expected<Expr, ConditionFault> ParseCondition(std::string_view text,
                                                   const Identifiers& identifiers);

}  // namespace lachan::detect
