// SPDX-License-Identifier: Apache-2.0
/// \file
/// Random cases for the oracle: small directives, registers and journals full of edges.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "directive/assess.h"

namespace lachan::directive::oracle {

struct Case {
  Directive directive;  ///< One obligation of one part.
  std::vector<FactView> facts;
  RegisterSnapshot snapshot;
  Instant now;

  Part& part() { return directive.obligations.front().parts.front(); }
  const Part& part() const { return directive.obligations.front().parts.front(); }
};

/// The same case for the same seed on every machine.
Case RandomCase(std::uint64_t seed);
/// The same case with `now` on, just before or just after one of its own limits.
std::vector<Instant> Edges(const Case& one);
/// For people: rule, register, facts and now, a line each.
std::string Text(const Case& one);

}  // namespace lachan::directive::oracle
