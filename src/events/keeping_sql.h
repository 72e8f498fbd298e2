// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whole statements for the calls of EventKeeping.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "events/event_keeping.h"
#include "events/event_schema.h"
#include "events/hunt_sql.h"

namespace lachan::events {

/// Rows of (class UInt8, Monday as days since 1970 Int64, rows UInt64, bytes UInt64).
Statement WeeksStatement(const Layout& layout);
/// One row (rows UInt64, oldest Int64, newest Int64, last received Int64).
Statement WeekStatement(RetentionClass kept_as, CivilDate monday);
/// Rows of (agency Int64, system Int64, rows UInt64).
Statement WeekOwnersStatement(RetentionClass kept_as, CivilDate monday);
Statement DropWeekStatement(RetentionClass kept_as, CivilDate monday, const Layout& layout);

/// Copies what the hold has not yet.
Result<Statement> HoldStatement(std::int64_t hold, const Query& query, const Scope& scope);
/// One row (events UInt64, digest String): of the event table.
Result<Statement> MatchingStatement(const Query& query, const Scope& scope);
/// The same of these events as the hold has them.
Result<Statement> KeptStatement(std::int64_t hold, const Query& query, const Scope& scope);
/// Rows that the hold has more than once in the span of `query`.
Result<Statement> TwiceStatement(std::int64_t hold, const Query& query);
/// Removes the hold's events in the span of `query`, so that they can be copied anew.
Result<Statement> ForgetStatement(std::int64_t hold, const Query& query, const Layout& layout);
/// One row (events UInt64, digest String, oldest Int64, newest Int64).
Statement HeldStatement(std::int64_t hold);
Statement ReleaseStatement(std::int64_t hold, const Layout& layout);
/// One row (bytes UInt64).
Statement HeldBytesStatement(const Layout& layout);

/// Rows of (class UInt8, day as days since 1970 Int64, rows UInt64).
Statement VolumeStatement(CivilDate first);
/// Rows of (source Int64, last receipt Int64).
Statement LastReceivedStatement(Instant since);
/// Rows of (name String, path String, free UInt64, total UInt64).
Statement DisksStatement(const Layout& layout);

}  // namespace lachan::events
