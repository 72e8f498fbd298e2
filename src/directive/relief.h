// SPDX-License-Identifier: Apache-2.0
/// \file
/// Pauses and exemptions, read from facts. Internal to the module.
#pragma once

#include <unordered_map>
#include <vector>

#include "directive/assess.h"
#include "directive/fact_index.h"

namespace lachan::directive {

/// One relief as it is known at the instant of the assessment.
struct Relief {
  std::int64_t fact = 0;
  bool is_pause = false;
  std::string_view part;  ///< Of a part, or of an obligation with all its parts.
  SystemId system;        ///< 0: whatever system.
  Instant from;
  Instant to;  ///< First instant no longer; kNoEnd where it is open.

  static constexpr Instant kNoEnd{std::chrono::sys_days{std::chrono::year{2262} / 1 / 1}};
  bool Contains(Instant instant) const { return from <= instant && instant < to; }
};

/// Those of one duty.
struct DutyReliefs {
  std::vector<const Relief*> all;  ///< By fact id.
  Stops stops;                     ///< Of all of them.
  Stops pauses;                    ///< Of the pauses only: what moves the date of a period.

  /// The exemption that holds at `instant`; null when there is none.
  const Relief* ExemptAt(Instant instant) const;
};

class Reliefs {
 public:
  Reliefs(const FactIndex& facts, Instant now);
  bool HasAny(AgencyId agency) const { return by_agency_.contains(agency.value); }
  /// \param system  0: only reliefs that name no system.
  DutyReliefs Of(AgencyId agency, const Part& part, std::string_view obligation,
                 SystemId system) const;

 private:
  std::unordered_map<std::int64_t, std::vector<Relief>> by_agency_;
};

}  // namespace lachan::directive
