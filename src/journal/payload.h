// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "journal/fact.h"

namespace lachan::journal {

/// The payload as named texts, for those who judge facts by attributes: scalars of the top level,
/// then members of "new" and the new values of "changed" that the top level does not name. Numbers
/// in decimal, booleans as "true"/"false", null left out. A payload that is no object gives
/// nothing.
std::vector<std::pair<std::string, std::string>> FlatPayload(const Fact& fact);

}  // namespace lachan::journal
