// SPDX-License-Identifier: Apache-2.0
/// \file
/// Rules from files and folders that a command line names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/vocabulary.h"
#include "detect/rule_set.h"

namespace lachan::app {

/// What a command line says about rules.
struct RuleFiles {
  std::vector<std::string> paths;      ///< Files or folders; none: the shipped rules.
  std::string placeholders;            ///< YAML file: name → value or list of values.
  std::optional<Level> minimum_level;  ///< Lower ones are skipped.
  bool uses_cache = true;
};

/// Compiles them, with a cache of pattern databases in $XDG_CACHE_HOME/lachan/rules.
/// \error kInvalidInput, kNotFound  a path that cannot be read, or placeholders that are wrong.
///        Rejected rules are in the set's report, never an error here.
Result<detect::RuleSet> Compile(const RuleFiles& files);

/// "3,110 found = 3,105 loaded + 2 rejected + 3 skipped".
std::string CountsText(const detect::CompileReport& report);

/// Index of the rule with this id or title.
/// \error kNotFound  names those that are alike
Result<std::size_t> FindRule(const detect::RuleSet& rules, const std::string& wanted);

/// "product=windows,category=process_creation". \error kInvalidInput
Result<LogSource> ParseLogSource(const std::string& text);

/// "critical", … \error kInvalidInput
Result<Level> ParseLevel(const std::string& text);

}  // namespace lachan::app
