// SPDX-License-Identifier: Apache-2.0
/// \file
/// The checks of a planned reorganisation. Internal to the module.
#pragma once

#include "register/reorganisation_plan.h"

namespace lachan::registry {

/// Reads predecessors and successors into the plan; finds wrong numbers of them, units that do not
/// exist on the date, codes and names that are taken, parents that cannot be.
Status CheckUnits(journal::Reader& reader, ReorganisationPlan& plan);
/// Finds later reorganisations of the same units.
Status CheckHistory(journal::Reader& reader, ReorganisationPlan& plan);

/// Whether making `parent` the parent of `agency` would close a circle.
Result<bool> ClosesCircle(journal::Reader& reader, std::int64_t agency, AgencyId parent);
/// An agency of the same name and kind whose time overlaps; none when there is none.
/// \param but  Ids that do not count.
Result<std::optional<Agency>> OverlappingNamesake(journal::Reader& reader, const Agency& agency,
                                                  const std::vector<std::int64_t>& but);

}  // namespace lachan::registry
