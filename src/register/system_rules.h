// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the register of systems and of what belongs to them holds together.
#pragma once

#include "base/result.h"
#include "journal/registers.h"
#include "register/entities.h"

namespace lachan::registry {

/// Answers of a system that cannot all be right, each with the field to mend. Field messages are
/// keys: "secret_but_public", "personal_but_public", "subjects_without_data", "secret_on_internet",
/// "service_but_isolated", "level_below:3", "exposure_contradicts", "before_start", "not_ended".
std::vector<Error::Field> Contradictions(const System& system);

/// Hook: keeps `exposure` and `is_public` in step, dates in step with the state, and refuses
/// contradictions in what is changed.
Status SystemRules(journal::RowChange& change);

/// Hook: one spelling of a network, taken once; inside another agency's only when delegated.
/// Field messages: "taken:<whose>", "inside:<network> (<whose>)", "around:<network> (<whose>)".
Status AddressRules(journal::RowChange& change);

/// Adds products, domains, links and suppliers of systems.
void AddSystemParts(journal::Registers& registers);

}  // namespace lachan::registry
