// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"

namespace lachan::ledgers {

/// Least share of the money for information technology that goes into security, from a day on.
struct BudgetFloor {
  CivilDate since{};
  int percent = 0;
};

/// "2019-06-07:10,2026-07-01:15".
/// \error kInvalidInput  another shape; names the part.
Result<std::vector<BudgetFloor>> ParseBudgetFloors(std::string_view text);

/// The floor of a year: the last one that was in force on a day of it; 0 = none.
int FloorOf(const std::vector<BudgetFloor>& floors, int year);

}  // namespace lachan::ledgers
