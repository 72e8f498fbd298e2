// SPDX-License-Identifier: Apache-2.0
/// \file
/// Pauses and exemptions of duties: proposed by one person, confirmed by another, ended by
/// decision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/directive.h"
#include "journal/registers.h"
#include "obligations/relief_entity.h"

namespace lachan::obligations {

/// Registers reliefs: what may be entered, and that only a proposal can be changed.
void AddRegisters(journal::Registers& registers, const directive::Directive* directive);

/// Purpose      The steps after the proposal.
/// Concurrency  Thread-safe.
class ReliefService {
 public:
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  explicit ReliefService(Deps deps) : deps_(deps) {}

  /// Puts a proposal in force: from now on duties are judged with it.
  /// \error kDenied              the caller does not see the whole province.
  /// \error kFailedPrecondition  the caller proposed it, or it is no proposal.
  Result<DutyRelief> Confirm(const journal::Caller& caller, std::int64_t id);
  /// Errors as Confirm().
  Result<DutyRelief> Refuse(const journal::Caller& caller, std::int64_t id,
                            std::string_view reason);
  /// Ends one in force.
  /// \param from    First day no longer; not before its first day. On its first day: it never held.
  /// \error kInvalidInput        such a day, or no reason.
  /// \error kFailedPrecondition  it is not in force.
  Result<DutyRelief> End(const journal::Caller& caller, std::int64_t id, CivilDate from,
                         std::string_view reason);

 private:
  Deps deps_;
};

/// The fact that puts a relief in force, with what the engine reads.
journal::FactDraft ReliefFact(const DutyRelief& relief);

}  // namespace lachan::obligations
