// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/registers.h"

namespace lachan::ranking {

/// Adds appeals and scorecards, for lists and exports; their services make and change them.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::ranking
