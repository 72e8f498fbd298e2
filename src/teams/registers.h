// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"
#include "teams/entities.h"

namespace lachan::teams {

/// Adds the registers of this module and their rules; those of agencies, contact points and
/// evidence must be there. `clock` must outlive the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock);

/// "CG-0012": how facts name an expert, for good.
std::string ExpertKey(std::int64_t expert);

/// Whether the person is with the agency on `day`, and the contract of a hired one runs.
bool IsWith(const Expert& expert, CivilDate day);
/// Whether the decision says on `day` that the standard is met.
bool Holds(const Qualification& qualification, CivilDate day);
/// Last day on which both hold; absent = no end known.
std::optional<CivilDate> QualifiedUntil(const Qualification& qualification, const Expert& expert);

}  // namespace lachan::teams
