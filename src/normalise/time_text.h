// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/time.h"

namespace lachan::normalise {

/// A time as log fields write it: RFC 3339 with or without offset, "Nov 23 11:05:06", "23/Nov/2026:
/// 11:05:06", "23-Nov-2026 11:05:06", "Mon Nov 23 11:05:06 2026", an offset or a zone's name behind
/// it; seconds since 1970 with a fraction, or whole milli-, micro- or nanoseconds (told apart by
/// their size).
///
/// \param zone  Offset for texts without one.
/// \return empty when it is none of these or outside the years 1970–2261.
std::optional<Instant> ParseTimeText(std::string_view text, Instant received_at,
                                     std::chrono::minutes zone);

}  // namespace lachan::normalise
