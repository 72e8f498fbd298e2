// SPDX-License-Identifier: Apache-2.0
/// \file
/// What makes a shift right, and confirmed months that no longer are. Internal to the module.
#pragma once

#include "base/result.h"
#include "journal/state_store.h"
#include "teams/entities.h"

namespace lachan::teams {

/// \error kInvalidInput  fields "ends_at", "member_id".
Status CheckShift(journal::Reader& reader, const DutyShift& shift);

/// Takes back the confirmation of the months that [from, to) touches and that are no longer whole.
Status RecheckMonths(journal::Writer& writer, AgencyId agency, Instant from, Instant to);

}  // namespace lachan::teams
