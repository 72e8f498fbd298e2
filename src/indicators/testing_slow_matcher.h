// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: what occurs in a value, said as plainly as possible. The specification of Match().
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "indicators/indicator.h"

namespace lachan::indicators::testing {

/// Indices of the indicators that occur in `value` and are valid at `now`. Does not know U-labels
/// in values, nor the limits on repetition.
std::set<std::uint32_t> SlowMatch(std::span<const Indicator> indicators, std::string_view value,
                                  Instant now);

}  // namespace lachan::indicators::testing
