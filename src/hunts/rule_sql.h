// SPDX-License-Identifier: Apache-2.0
/// \file
/// A Sigma rule as a condition over table `events` (docs/formats/sigma.md, "As SQL").
///
/// Not everything that a rule may ask can be said in SQL with the very meaning that the matcher
/// gives it: PCRE2, case beyond ASCII, fields compared with fields. So a rule becomes two
/// conditions: no match lies outside `candidates`, and all inside `certain` match. What lies
/// between is for the matcher to decide; usually that is nothing.
#pragma once

#include <string>
#include <vector>

#include "detect/atom.h"
#include "detect/rule.h"
#include "events/hunt_sql.h"

namespace lachan::hunts {

struct RuleCondition {
  std::string candidates;
  std::string certain;
  /// Tests that SQL narrows only: "CommandLine re '…'". Empty when both conditions are the same
  /// but for values with unusual bytes.
  std::vector<std::string> confirmed;

  /// True when only values with unusual bytes (see the source) are left to the matcher.
  bool is_exact() const { return confirmed.empty(); }
};

/// Needles in one multiSearch call.
inline constexpr std::size_t kMostNeedles = 200;
/// Bytes of parameters of one statement: they travel in the address of a request.
inline constexpr std::size_t kMostParameterBytes = 192 << 10;

/// The conditions for a rule; their parameters go to `statement`. Exceptions of the tuning are not
/// part of it.
RuleCondition CompileRule(const detect::RuleInfo& rule, const detect::Expr& condition,
                          events::Statement& statement);

/// An ASCII text, in lower case, of at least three characters, that is in every text that `regex`
/// is found in, whatever its case; empty where none is known.
std::string NecessaryLiteral(std::string_view regex);

}  // namespace lachan::hunts
