// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who answered for a system when, and what an agency reads of those it came from.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "register/reorganisation.h"

namespace lachan::registry {

/// A stretch in which one agency answered for a system.
struct OwnerSpan {
  AgencyId agency;
  std::optional<CivilDate> from, to;  ///< First and last day; absent = open.
  ReorganisationId reorganisation;    ///< The one it began with; 0 = none.
};

/// The owners of a system in order of time; always at least one, and they cover all time.
/// \param reader  Of full reach.
/// \error kNotFound  no such system.
Result<std::vector<OwnerSpan>> OwnersOf(journal::Reader& reader, SystemId system);
/// The span that holds on a day.
const OwnerSpan& OwnerOn(const std::vector<OwnerSpan>& owners, CivilDate day);

/// What an agency reads besides its own: see docs/formats/reorganisation.md.
/// \param reader  Of full reach.
Result<journal::Inheritance> InheritanceOf(journal::Reader& reader, AgencyId agency);

}  // namespace lachan::registry
