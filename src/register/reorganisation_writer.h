// SPDX-License-Identifier: Apache-2.0
/// \file
/// Writes a planned reorganisation, and takes one back, inside a transaction. Internal to the
/// module.
#pragma once

#include "journal/registers.h"
#include "register/reorganiser.h"

namespace lachan::registry {

/// \param row  The stored row of the reorganisation.
/// \return how many rows passed.
Result<std::int64_t> WriteReorganisation(journal::Writer& writer,
                                         const journal::Registers& registers,
                                         const ReorganisationPlan& plan, const Reorganisation& row);

Result<std::vector<Obstacle>> FindObstacles(journal::Reader& reader,
                                            const journal::Registers& registers,
                                            const Reorganisation& row);
/// Takes its steps back, the last first; there must be no obstacles.
Status TakeBack(journal::Writer& writer, const journal::Registers& registers,
                const Reorganisation& row);

}  // namespace lachan::registry
