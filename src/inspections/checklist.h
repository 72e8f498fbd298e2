// SPDX-License-Identifier: Apache-2.0
/// \file
/// The lines of a checklist, worked out of the duties of an agency. Internal to the module.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "directive/assess.h"
#include "directive/directive.h"
#include "inspections/entities.h"

namespace lachan::inspections {

/// `count` of the systems (all when 0), chosen by `seed` alone: the same on any machine. In order
/// of id.
std::vector<SystemId> Sample(std::vector<SystemId> systems, std::size_t count, std::uint64_t seed);

/// One line for each part (and sampled system) that binds the agency: the least good state among
/// its duties, the evidence of all. In the directive's order.
std::vector<InspectionItem> LinesOf(const directive::Directive& directive,
                                    std::span<const directive::Duty> duties,
                                    std::span<const SystemId> sample);

}  // namespace lachan::inspections
