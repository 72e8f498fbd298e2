// SPDX-License-Identifier: Apache-2.0
/// \file
/// Rules of single ledgers that need to look at other rows. Internal to the module.
#pragma once

#include "journal/registers.h"

namespace lachan::ledgers {

/// A new plan takes the place of older ones; one that is older than the last major change of its
/// system is outdated from the start.
Status PlaceInLine(const journal::RowChange& change);
/// A major change of a system makes its current plan outdated.
Status OutdatePlans(const journal::RowChange& change, const Clock& clock);

/// A drill of the whole province is held by the coordinator only.
Status OnlyCoordinatorDrillsProvince(journal::RowChange& change);

/// The check of a device, or of all, is noted at the devices.
Status NoteCheck(const journal::RowChange& change);
/// The review of a supplier, or of all, is noted at the suppliers.
Status NoteReview(const journal::RowChange& change);

/// Layers 2 and 3 are kept by different organisations.
/// \source CV 1552/BTTTT-CATTT: the assessor is independent
Status OtherProvider(journal::RowChange& change, const Clock& clock);
/// Writes layer.lost when a layer is lost.
Status NoteLoss(const journal::RowChange& change);

}  // namespace lachan::ledgers
