// SPDX-License-Identifier: Apache-2.0
#include "directive/directive.h"

#include <algorithm>

namespace lachan::directive {
namespace {

std::string_view Value(const std::vector<std::pair<std::string, std::string>>& attributes,
                       std::string_view name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

bool LiteralHolds(const Condition::Literal& literal,
                  const std::vector<std::pair<std::string, std::string>>& attributes) {
  const std::string_view value = Value(attributes, literal.name);
  const bool holds =
      literal.value.empty() ? value == "true" || value == "1" : value == literal.value;
  return holds != literal.negated;
}

}  // namespace

std::string_view ToString(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return "high";
    case Confidence::kMediumHigh:
      return "medium_high";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kLow:
      return "low";
    case Confidence::kProposal:
      return "proposal";
  }
  return {};
}

std::string_view ToString(Measured measured) {
  switch (measured) {
    case Measured::kComputed:
      return "computed";
    case Measured::kDeclared:
      return "declared";
    case Measured::kNotMeasurable:
      return "not_measurable";
  }
  return {};
}

bool Condition::Holds(const std::vector<std::pair<std::string, std::string>>& attributes) const {
  return std::ranges::all_of(all_of, [&](const std::vector<Literal>& any_of) {
    return std::ranges::any_of(
        any_of, [&](const Literal& literal) { return LiteralHolds(literal, attributes); });
  });
}

const Obligation* Directive::FindObligation(std::string_view wanted) const {
  const auto at = std::ranges::find(obligations, wanted, &Obligation::id);
  return at == obligations.end() ? nullptr : &*at;
}

const Part* Directive::FindPart(std::string_view wanted) const {
  for (const Obligation& obligation : obligations) {
    const auto at = std::ranges::find(obligation.parts, wanted, &Part::id);
    if (at != obligation.parts.end()) return &*at;
  }
  return nullptr;
}

const Clause* Directive::FindClause(std::string_view wanted) const {
  const auto at = std::ranges::find(clauses, wanted, &Clause::id);
  return at == clauses.end() ? nullptr : &*at;
}

const Scorecard* Directive::ScorecardAt(Instant instant) const {
  const auto at = std::ranges::find_if(
      scorecards, [&](const Scorecard& card) { return card.validity.Contains(instant); });
  return at == scorecards.end() ? nullptr : &*at;
}

}  // namespace lachan::directive
