// SPDX-License-Identifier: Apache-2.0
/// \file
/// A second judge of duties, for tests only: slow, plain, and written from the chapter "How a duty
/// is judged" of docs/formats/directive.md without looking at the engine.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "directive/assess.h"
#include "directive/testing_oracle_time.h"

namespace lachan::directive::oracle {

struct Verdict {
  std::string part;
  std::int64_t agency = 0, system = 0;
  std::string period;
  std::int64_t trigger = 0;
  std::string status;
  Micros due = kNever, next_due = kNever;  ///< kNever: none.
  bool holds = false, late = false;
  int earned = 0, possible = 0;
  std::vector<std::int64_t> by;
  bool is_absence = false;  ///< Of an absence the document says the status and the counts only.

  /// One line, for comparing and for people.
  std::string Text() const;
};

std::vector<Verdict> Judge(const Directive& directive, std::span<const FactView> facts,
                           const RegisterSnapshot& snapshot, Instant now);

}  // namespace lachan::directive::oracle
