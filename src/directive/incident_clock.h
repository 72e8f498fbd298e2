// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reporting clocks of one incident, by the law in force when it was detected.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/id.h"
#include "core/time.h"
#include "directive/assess.h"
#include "directive/directive.h"

namespace lachan::directive {

/// An incident as the clocks see it.
struct IncidentView {
  IncidentId id;
  Instant detected_at;
  /// Flags that rules name: serious, beyond_capacity, national_security, serious_disruption,
  /// dangerous, provider, personal_data, personal_data_harm, location_or_biometric, processor,
  /// complex, may_be_serious, notice_before_end, focal_point_changed, … ("true" or absent).
  Attributes attributes;
  /// Other starting points: excess_found, serious_found, occurrence, personal_data_found, received,
  /// response_ended, final_report_sent, focal_point_changed.
  std::vector<std::pair<std::string, Instant>> moments;
  std::optional<Instant> closed_at;
};

/// Names reach the API.
enum class ClockStatus {
  kRunning,    ///< Limit not reached.
  kImmediate,  ///< Owed now.
  kMet,
  kMissed,
  kMetLate,
  kWaiting,     ///< Its starting point has not come yet.
  kContinuous,  ///< As long as the incident lasts; no instant of breach.
};
/// "running", "immediate", "met", "missed", "met_late", "waiting", "continuous".
std::string_view ToString(ClockStatus status);

struct IncidentClock {
  std::string code;    ///< "N2"
  std::string regime;  ///< "2026"
  Text title;
  std::optional<Instant> t0;
  std::optional<Instant> due;  ///< First instant of breach.
  ClockStatus status = ClockStatus::kWaiting;
  Text recipient;
  std::string recipient_role;  ///< Office; who held it on a day is the register's to say.
  std::string form;
  std::string clause;
  Confidence confidence = Confidence::kHigh;
  std::vector<std::int64_t> discharged_by;
  std::optional<Instant> discharged_at;
  /// The incident was detected under the older law and was still open when this one came: shown
  /// beside the clocks that bind.
  bool informative = false;
};

/// Clocks that the incident's attributes call for, in the directive's order.
/// \param facts  Facts of any incident; those whose attribute `incident` is this id are read.
std::vector<IncidentClock> IncidentClocks(const Directive& directive, const IncidentView& incident,
                                          std::span<const FactView> facts,
                                          const HolidayCalendar& calendar, Instant now);

/// Code of the proposed severity grade, best match first in the data; empty when none fits.
std::string ProposedSeverity(const Directive& directive, const Attributes& attributes);

}  // namespace lachan::directive
