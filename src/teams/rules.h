// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the rules of several registers share. Internal to the module.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"

namespace lachan::teams {

inline std::unexpected<Error> Wrong(std::string_view field, std::string_view message,
                                    std::string_view what) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::string(field), std::string(message)));
}

/// Refuses a change of what a fact was made of: the row is withdrawn and entered anew.
Status Fixed(const journal::RowChange& change, std::initializer_list<std::string_view> fields);

/// A row that a fact was made of does not come back.
Status NotRestored(const journal::RowChange& change);

/// Takes back the facts of `kind` that the row `id` of `entity` once wrote and that still count.
Status WithdrawFacts(journal::Writer& writer, std::string_view kind, std::string_view entity,
                     std::int64_t id);

void AddRosterRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::teams
