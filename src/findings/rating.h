// SPDX-License-Identifier: Apache-2.0
/// \file
/// How urgent a finding is. Pure.
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "findings/entities.h"

namespace lachan::findings {

/// By when findings are to be fixed. All figures are proposals: the law names none.
struct Deadlines {
  /// Whole days by severity, from informational to critical; 0: no limit.
  std::array<int, 5> days{0, 180, 90, 30, 7};
  /// The same for what is known to be exploited or reached from the Internet.
  std::array<int, 5> urgent_days{0, 90, 30, 7, 3};
  /// For what lets an attacker in and take control, from the second it was known.
  std::chrono::hours control{72};
};

/// The limit: the end of the last day, or for control the second. Empty: none.
std::optional<Instant> DueOf(const Finding& finding, Instant from, const Deadlines& deadlines);

/// For sorting, highest first: severity, then control, known exploitation, exposure, probability.
std::int64_t PriorityOf(const Finding& finding);

/// Sets control (unless a person did), priority, and a limit that only moves nearer.
/// \param from  Since when what is new is known.
void Rate(Finding& finding, Instant from, const Deadlines& deadlines);

/// The word that binds the facts of one opening together: "LH-00012", "LH-00012.2".
std::string LinkOf(const Finding& finding);

bool IsToDo(FindingStatus status);

}  // namespace lachan::findings
