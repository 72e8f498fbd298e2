// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "inspections/entities.h"

namespace lachan::inspections {

/// Time limits in calendar days.
/// \source TT 03/2017/TT-BTTTT Đ11, kept as the province's habit after 18/8/2026 (a setting).
struct Limits {
  int plan_sent_after_decision = 10;
  int plan_sent_before_visit = 10;  ///< Periodic inspections only.
  int comment_on_draft = 5;
  int conclusion_after_field_work = 30;
};

enum class ClockState : std::uint8_t { kWaiting, kRunning, kMet, kMetLate, kOverdue };
/// "waiting", "running", "met", "met_late", "overdue".
std::string_view ToString(ClockState state);

struct InspectionClock {
  std::string_view code;  ///< "announce", "comment", "conclude".
  ClockState state = ClockState::kWaiting;
  std::optional<CivilDate> last_day;  ///< Last day in time; empty while waiting.
  std::optional<CivilDate> done_on;
};

/// The clocks of an inspection on a day, in the order in which they run.
std::vector<InspectionClock> ClocksOf(const Inspection& inspection, const Limits& limits,
                                      CivilDate today);

}  // namespace lachan::inspections
