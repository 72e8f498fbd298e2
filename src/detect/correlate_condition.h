// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what a correlation asks of its window, made ready to be asked often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detect/correlate_hash.h"
#include "detect/correlation_rule.h"
#include "detect/rule_set.h"

namespace lachan::detect {

/// The comparisons of a rule: all must hold.
class Limits {
 public:
  explicit Limits(const CorrelationRule& rule);
  bool Hold(double value) const {
    for (const CorrelationRule::Limit& limit : limits_) {
      if (!Holds(limit, value)) return false;
    }
    return true;
  }
  /// Below it they cannot hold; -infinity if there is no such bound.
  double least() const { return least_; }

 private:
  static bool Holds(const CorrelationRule::Limit& limit, double value);

  std::vector<CorrelationRule::Limit> limits_;
  double least_;
};

/// A boolean condition over the rule's targets.
class TargetCondition {
 public:
  explicit TargetCondition(const CorrelationRule& rule);
  bool exists() const { return exists_; }
  /// `present(target)` says whether the target is in the window.
  template <class Present>
  bool Holds(const Present& present) const {
    return Holds(root_, present);
  }

 private:
  struct Node {
    Expr::Op op = Expr::Op::kConst;
    bool value = false;
    std::size_t count = 0;
    std::vector<std::uint32_t> targets;  ///< kAtom: those with that name.
    std::vector<Node> children;
  };

  static Node Made(const Expr& expr, const CorrelationRule& rule);

  template <class Present>
  static bool Holds(const Node& node, const Present& present) {
    std::size_t held = 0;
    switch (node.op) {
      case Expr::Op::kConst:
        return node.value;
      case Expr::Op::kAtom:
        for (const std::uint32_t target : node.targets) {
          if (present(target)) return true;
        }
        return false;
      case Expr::Op::kNot:
        return !Holds(node.children[0], present);
      case Expr::Op::kAnd:
      case Expr::Op::kOr:
      case Expr::Op::kAtLeast:
        for (const Node& child : node.children) held += Holds(child, present) ? 1 : 0;
        if (node.op == Expr::Op::kAnd) return held == node.children.size();
        return held >= (node.op == Expr::Op::kOr ? 1 : node.count);
    }
    return false;
  }

  bool exists_ = false;
  Node root_;
};

/// Equal for rules that mean the same to a correlator's state: type, targets (by id, in order),
/// timespan, group-by with the fields behind it, condition. Titles, levels and the like do not
/// count, nor what the targets themselves look for.
Hash128 DefinitionHash(const RuleSet& rules, const CorrelationRule& rule);

}  // namespace lachan::detect
