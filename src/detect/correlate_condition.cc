// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace lachan::detect {
namespace {

using Relation = CorrelationRule::Relation;

/// A text that cannot run into its neighbours.
void AppendPart(std::string& out, std::string_view part) {
  out += fmt::format("{}:{};", part.size(), part);
}

void AppendExpr(std::string& out, const Expr& expr) {
  out += fmt::format("({},{},{}", static_cast<int>(expr.op), expr.value, expr.count);
  if (expr.atom) AppendPart(out, expr.atom->field);
  for (const Expr& child : expr.children) AppendExpr(out, child);
  out += ')';
}

}  // namespace

Limits::Limits(const CorrelationRule& rule)
    : limits_(rule.limits), least_(-std::numeric_limits<double>::infinity()) {
  for (const auto& limit : limits_) {
    if (limit.relation == Relation::kEqual || limit.relation == Relation::kGreater ||
        limit.relation == Relation::kGreaterOrEqual) {
      least_ = std::max(least_, limit.bound);
    }
  }
}

bool Limits::Holds(const CorrelationRule::Limit& limit, double value) {
  switch (limit.relation) {
    case Relation::kEqual:
      return value == limit.bound;
    case Relation::kNotEqual:
      return value != limit.bound;
    case Relation::kLess:
      return value < limit.bound;
    case Relation::kLessOrEqual:
      return value <= limit.bound;
    case Relation::kGreater:
      return value > limit.bound;
    case Relation::kGreaterOrEqual:
      return value >= limit.bound;
  }
  return false;
}

TargetCondition::TargetCondition(const CorrelationRule& rule) : exists_(rule.condition) {
  if (rule.condition) root_ = Made(*rule.condition, rule);
}

TargetCondition::Node TargetCondition::Made(const Expr& expr, const CorrelationRule& rule) {
  Node node;
  node.op = expr.op;
  node.value = expr.value;
  node.count = expr.count;
  if (expr.atom) {
    for (std::size_t i = 0; i < rule.references.size(); ++i) {
      if (rule.references[i] == expr.atom->field) {
        node.targets.push_back(static_cast<std::uint32_t>(i));
      }
    }
  }
  for (const Expr& child : expr.children) node.children.push_back(Made(child, rule));
  return node;
}

Hash128 DefinitionHash(const RuleSet& rules, const CorrelationRule& rule) {
  std::string text = fmt::format("1 {} {} {} {};", static_cast<int>(rule.type),
                                 rule.timespan.count(), rule.percentile, rule.targets.size());
  for (std::size_t i = 0; i < rule.targets.size(); ++i) {
    AppendPart(text, rule.references[i]);
    AppendPart(text, rules.rules()[rule.targets[i]].id);
  }
  for (const auto& group : rule.groups) {
    AppendPart(text, group.name);
    for (const auto& field : group.fields) AppendPart(text, field);
  }
  text += ';';
  for (const auto& field : rule.value_fields) AppendPart(text, field);
  for (const auto& limit : rule.limits) {
    text += fmt::format("{} {};", static_cast<int>(limit.relation), limit.bound);
  }
  if (rule.condition) AppendExpr(text, *rule.condition);
  return SipHash128({}, text);
}

}  // namespace lachan::detect
