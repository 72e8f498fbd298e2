// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a rule needs of an event to be able to hold: its log source and fields. Values are not
/// looked at.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/rule_set.h"

namespace lachan::rulesets {

/// The fields that rules name, numbered from 0.
class FieldNumbers {
 public:
  std::uint32_t Of(const std::string& name);
  /// The number, or size() when no rule names it.
  std::uint32_t Find(const std::string& name) const;
  const std::string& Name(std::uint32_t number) const { return names_[number]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> names_;
};

/// A condition with its tests reduced to "the field is there". Without negation: what is under a
/// `not` is turned round.
struct Need {
  enum class Op : std::uint8_t { kNothing, kNever, kField, kAll, kSome };
  Op op = Op::kNothing;
  std::uint32_t field = 0;  ///< kField.
  std::size_t count = 0;    ///< kSome: so many of `parts`.
  std::vector<Need> parts = {};
};

/// By the index of the rules; correlations need nothing here.
struct Requirements {
  FieldNumbers fields;
  std::vector<Need> needs;

  static Requirements Of(const detect::RuleSet& rules);
};

/// Whether `need` can be met when only the fields with true in `present` are there.
bool CanMeet(const Need& need, const std::vector<bool>& present);
/// The fewest fields that would have to be there as well; empty when it can be met or never can.
std::vector<std::uint32_t> Missing(const Need& need, const std::vector<bool>& present);

}  // namespace lachan::rulesets
