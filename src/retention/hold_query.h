// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "events/event_store.h"
#include "retention/entities.h"

namespace lachan::retention {

/// What a hold asks of the event store, without its span. The text must be one that the hunt
/// language takes.
/// \error kInvalidInput  its query or a host cannot be read
Result<events::Query> QueryOf(const LegalHold& hold);
events::Scope ScopeOf(const LegalHold& hold);

/// Whether the hold wants events with a time in [from, to).
bool Touches(const LegalHold& hold, Instant from, Instant to);
/// Whether its events may not go now.
bool IsActive(const LegalHold& hold);

}  // namespace lachan::retention
