// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "base/result.h"

namespace lachan::app {

/// Whether the addresses of the settings can be bound now, so that a busy port is told before any
/// long work. The servers bind them later and say the same if somebody came in between.
/// \error kUnavailable   in use or not ours; names the setting and the address
/// \error kInvalidInput  not an address
Status CheckPorts(const Settings& settings);

}  // namespace lachan::app
