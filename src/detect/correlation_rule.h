// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "detect/atom.h"

namespace lachan::detect {

/// A correlation as the document says it, with its references resolved.
/// \source Sigma specification 2.1.0, "Sigma correlation rules"
struct CorrelationRule {
  enum class Type {
    kEventCount,
    kValueCount,
    kTemporal,
    kTemporalOrdered,
    kValueSum,
    kValueAverage,
    kValuePercentile,
  };
  enum class Relation { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
  /// The value must be in this relation to `bound`.
  struct Limit {
    Relation relation = Relation::kGreaterOrEqual;
    double bound = 0;
  };
  /// One field (or alias) of group-by.
  struct Group {
    std::string name;
    /// Field to read for each target, in the order of `targets`; empty: the target has none.
    std::vector<std::string> fields;
  };

  std::size_t rule = 0;  ///< Own index in RuleSet::rules().
  Type type = Type::kEventCount;
  std::vector<std::string> references;  ///< As written, names or ids.
  std::vector<std::size_t> targets;     ///< Indexes in RuleSet::rules(), one per reference.
  Duration timespan{};
  std::vector<Group> groups;
  std::vector<Limit> limits;              ///< All must hold.
  std::vector<std::string> value_fields;  ///< Of value_*; several count distinct tuples.
  double percentile = 50;
  bool generate = false;  ///< The targets raise alerts of their own as well.
  /// Temporal with a boolean condition: atoms' `field` is a reference. Else empty.
  std::optional<Expr> condition;
};

}  // namespace lachan::detect
