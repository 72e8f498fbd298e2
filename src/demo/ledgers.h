// SPDX-License-Identifier: Apache-2.0
/// \file
/// The ledgers of the demo province. Internal to the module.
#pragma once

#include "assurance/entities.h"
#include "demo/chronicle.h"
#include "demo/province.h"

namespace lachan::demo {

/// Whether a kind of evidence is kept in a ledger of its own.
bool HasLedger(AssuranceKind kind);
/// Enters what an assurance record would say into its ledger, with plausible details.
Status MakeLedgerRow(const RowMaker& rows, const journal::Caller& caller,
                     const AssuranceRecord& record);
/// What no duty asks for each time: devices, budgets, tasks of drills, systems that changed after
/// their plan, a layer that was lost.
void TellLedgers(const RowMaker& rows, const Province& province, Chronicle& chronicle);
/// Marks what is entered as demo.
void MarkLedgers(journal::Registers& registers);

}  // namespace lachan::demo
