// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.h"
#include "journal/registers.h"

namespace lachan::ledgers {

/// Adds the ledgers, and to the register of systems (which must have been added) that a major
/// change makes its response plan outdated. `clock` must outlive the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::ledgers
