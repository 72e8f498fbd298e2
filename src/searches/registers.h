// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/registers.h"

namespace lachan::searches {

/// The receipts of exports.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::searches
