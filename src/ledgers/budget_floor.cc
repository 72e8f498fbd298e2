// SPDX-License-Identifier: Apache-2.0
#include "ledgers/budget_floor.h"

#include <charconv>

#include "base/text.h"

namespace lachan::ledgers {

Result<std::vector<BudgetFloor>> ParseBudgetFloors(std::string_view text) {
  std::vector<BudgetFloor> floors;
  if (Trim(text).empty()) return floors;
  for (const auto part : Split(text, ',')) {
    const auto one = Trim(part);
    const auto colon = one.find(':');
    BudgetFloor floor;
    const auto day = ParseDate(one.substr(0, colon));
    const auto number =
        colon == std::string_view::npos ? std::string_view{} : one.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), floor.percent);
    if (!day || number.empty() || error != std::errc{} || end != number.data() + number.size() ||
        floor.percent < 0 || floor.percent > 100) {
      return Fail(ErrorCode::kInvalidInput, "'{}' is not a day and a percentage, as 2026-07-01:15",
                  PrintableForLog(one, 60));
    }
    floor.since = *day;
    floors.push_back(floor);
  }
  return floors;
}

int FloorOf(const std::vector<BudgetFloor>& floors, int year) {
  const BudgetFloor* last = nullptr;
  for (const auto& floor : floors) {
    if (static_cast<int>(floor.since.year()) > year) continue;
    if (last == nullptr || floor.since > last->since) last = &floor;
  }
  return last == nullptr ? 0 : last->percent;
}

}  // namespace lachan::ledgers
