// SPDX-License-Identifier: Apache-2.0
/// \file
/// The units of 2022 that are gone, and the reorganisations of 2025 that ended them: two states of
/// one register. Internal to the module.
#pragma once

#include <string_view>

#include "core/time.h"
#include "demo/province.h"

namespace lachan::demo {

/// Stores the former units with a system and a contact each, and carries the reorganisations out.
/// Systems that passed become systems of their heirs in `province`.
/// \param province  Stored already.
Status TellFormerUnits(const RowMaker& rows, const journal::Caller& caller, const Clock& clock,
                       std::uint64_t seed, std::string_view units_csv,
                       std::string_view reorganisations_csv, Province& province);

}  // namespace lachan::demo
