// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/registers.h"

namespace lachan::registry {

/// Adds agencies, systems, address ranges, contact points, suppliers, sources, and what belongs to
/// systems.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::registry
