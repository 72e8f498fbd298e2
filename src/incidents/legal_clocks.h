// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "directive/incident_clock.h"
#include "incidents/entities.h"
#include "journal/fact.h"

namespace lachan::incidents {

/// The reporting clocks that the law sets for `incident`, by the regime in force when it was
/// detected.
/// \param facts  Facts of the incident; notices sent and its changes are read.
/// \source directive data incident_clocks.yaml, which cites the clause of each clock
std::vector<directive::IncidentClock> LegalClocks(const directive::Directive& directive,
                                                  const Incident& incident,
                                                  std::span<const Fact> facts, Instant now);

}  // namespace lachan::incidents
