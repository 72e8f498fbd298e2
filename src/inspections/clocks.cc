// SPDX-License-Identifier: Apache-2.0
#include "inspections/clocks.h"

#include <algorithm>

namespace lachan::inspections {
namespace {

InspectionClock Clock(std::string_view code, std::optional<CivilDate> last_day,
                      std::optional<CivilDate> done_on, CivilDate today) {
  InspectionClock clock{code, ClockState::kWaiting, last_day, done_on};
  if (!last_day) return clock;
  if (done_on) {
    clock.state = *done_on <= *last_day ? ClockState::kMet : ClockState::kMetLate;
  } else {
    clock.state = today <= *last_day ? ClockState::kRunning : ClockState::kOverdue;
  }
  return clock;
}

/// A surprise is told on the day it starts.
CivilDate LastDayToAnnounce(const Inspection& inspection, const Limits& limits) {
  if (inspection.kind == InspectionKind::surprise) return inspection.starts_on;
  CivilDate last = AddDays(inspection.starts_on, -limits.plan_sent_before_visit);
  if (inspection.decision_on) {
    last = std::min(last, AddDays(*inspection.decision_on, limits.plan_sent_after_decision));
  }
  return last;
}

std::optional<CivilDate> After(const std::optional<CivilDate>& date, int days) {
  if (!date) return {};
  return AddDays(*date, days);
}

}  // namespace

std::string_view ToString(ClockState state) {
  switch (state) {
    case ClockState::kWaiting:
      return "waiting";
    case ClockState::kRunning:
      return "running";
    case ClockState::kMet:
      return "met";
    case ClockState::kMetLate:
      return "met_late";
    case ClockState::kOverdue:
      return "overdue";
  }
  return "";
}

std::vector<InspectionClock> ClocksOf(const Inspection& inspection, const Limits& limits,
                                      CivilDate today) {
  if (inspection.state.value == InspectionState::cancelled) return {};
  return {
      Clock("announce", LastDayToAnnounce(inspection, limits), inspection.announced_on.value,
            today),
      Clock("comment", After(inspection.draft_sent_on.value, limits.comment_on_draft),
            inspection.commented_on.value, today),
      Clock("conclude", After(inspection.field_ended_on.value, limits.conclusion_after_field_work),
            inspection.concluded_on.value, today)};
}

}  // namespace lachan::inspections
