// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "journal/state_store.h"

namespace lachan::journal {

/// Outcome of walking the whole journal.
struct VerifyReport {
  std::int64_t facts = 0;  ///< Good facts read, from the genesis.
  std::string head_hash;   ///< Hash of the last good fact; print it, keep it elsewhere.
  std::optional<std::int64_t>
      first_bad;     ///< Id of the first fact missing or wrong; absent = intact.
  std::string what;  ///< What does not fit there, for a person.
};

/// Recomputes the chain from the genesis: gaps, changed fields, changed order.
/// \param expected_head  Hash noted earlier at `expected_id` (0 = none), to find a cut-off tail and
/// a
///   journal that was rebuilt from some fact on.
Result<VerifyReport> VerifyJournal(Reader& reader, std::int64_t expected_id = 0,
                                   std::string_view expected_head = {});

}  // namespace lachan::journal
