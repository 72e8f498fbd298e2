// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a declaration of a source may say.
#pragma once

#include <span>
#include <string_view>

#include "journal/registers.h"

namespace lachan::sources {

/// Adds the rules of the register of sources; it is there already.
///   network, client_certificate  of one enabled source only, whichever the agency: the sender is
///                                known by them. "taken:" names the other one.
///   sender                       one of Guides()
///   format                       one of `formats`, which must outlive the registers
void AddSourceRules(journal::Registers& registers, std::span<const std::string_view> formats);

}  // namespace lachan::sources
