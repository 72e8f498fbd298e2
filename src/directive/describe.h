// SPDX-License-Identifier: Apache-2.0
/// \file
/// A directive's data in plain words, and what differs between two editions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directive/directive.h"

namespace lachan::directive {

/// "5 ngày làm việc", "6 months, whatever day it is".
std::string LimitText(const TimeLimit& limit, Language language);
/// When a part is due, in one sentence.
std::string RuleText(const Part& part, Language language);
/// Whom a part binds, and when: "departments; communes from 01/07/2025".
std::string BindingText(const Directive& directive, const Part& part, Language language);

/// Everything a reader should compare, by name: "due", "binds", "weight", …
using Fields = std::vector<std::pair<std::string, std::string>>;
Fields FieldsOf(const Directive& directive, const Part& part, Language language);

struct Difference {
  enum class Kind : std::uint8_t { kAdded, kRemoved, kChanged };
  Kind kind = Kind::kChanged;
  std::string what;    ///< "clause", "part", "role", "clock", "holiday", "scorecard", "directive".
  std::string id;      ///< "OB-05.scan"
  std::string field;   ///< Of a change: "due", "binds", …; empty else.
  std::string before;  ///< Empty for what was added.
  std::string after;   ///< Empty for what was removed.
  Text title;
  std::string clause;              ///< Of a part.
  std::vector<std::string> kinds;  ///< Whom it binds, in either edition: kinds of agencies …
  std::vector<std::string> roles;  ///< … and roles. Empty: nobody in particular.
};
std::string_view ToString(Difference::Kind kind);

/// What changed from `before` to `after`, in the order of the later edition; what is gone last.
/// \param language  Of `before` and `after` texts.
std::vector<Difference> Diff(const Directive& before, const Directive& after, Language language);

}  // namespace lachan::directive
