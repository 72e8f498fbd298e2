// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a change of a contact point brings with it. Internal to the module.
#pragma once

#include "base/result.h"
#include "journal/state_store.h"
#include "teams/entities.h"

namespace lachan::teams {

/// Open links of a contact point become void.
Status VoidLinks(journal::Writer& writer, std::int64_t contact);

/// "focal_point.left" when the agency of `contact` has no other focal point in use.
Status NoteLeft(journal::Writer& writer, const ContactPoint& contact);

}  // namespace lachan::teams
