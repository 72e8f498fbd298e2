// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the change of law in 2026 asks of a system, and by when.
/// \source Luật 116/2025 Đ45; NĐ 331/2026 Đ39.1
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "levels/criteria.h"

namespace lachan::levels {

/// What is known of a system.
struct SystemStanding {
  bool is_running = false;
  bool is_ended = false;
  std::optional<CivilDate> registered_on = {};  ///< Also the start of an investment.
  std::optional<CivilDate> approved_on = {};    ///< Level decision in force.
  Regime approved_under = Regime::nd85;
  /// All controls of the standard of 2026 were confirmed as met.
  std::optional<CivilDate> new_conditions_on = {};
};

enum class TransitionState : std::uint8_t { kMet, kDue, kOverdue };

struct TransitionDuty {
  std::string_view id;  ///< "classify", "finish_nd85", "new_conditions"
  CivilDate due{};      ///< Last good day.
  TransitionState state = TransitionState::kDue;
  std::optional<CivilDate> done_on;
  std::string_view vi, en, basis;
};

struct TransitionDates {
  RegimeDates regimes = {};
  CivilDate law_from{std::chrono::year{2026}, std::chrono::month{7}, std::chrono::day{1}};
  /// Breach begins on these days.
  CivilDate finish_nd85_by{std::chrono::year{2027}, std::chrono::month{1}, std::chrono::day{1}};
  CivilDate new_conditions_by{std::chrono::year{2027}, std::chrono::month{7}, std::chrono::day{1}};
};

/// Duties of the transition that bind the system, in order of their dates; none when it is ended or
/// lies wholly under the new rules. A system that runs without ever having been classified is not
/// spoken of in the law's transition: it counts as overdue.
std::vector<TransitionDuty> TransitionDuties(const SystemStanding& system, CivilDate today,
                                             const TransitionDates& dates = {});

}  // namespace lachan::levels
