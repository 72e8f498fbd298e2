// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/time.h"
#include "web/http.h"

namespace lachan::web_api {

/// A point in time as people give it: RFC 3339, "now", or so long ago ("-15m", "-24h", "-7d").
/// \error kInvalidInput  none of these
Result<Instant> ParseMoment(std::string_view text, Instant now);
/// The query parameter `name`; nothing when it is absent or empty.
Result<std::optional<Instant>> QueryMoment(const web::Request& request, std::string_view name,
                                           Instant now);

}  // namespace lachan::web_api
