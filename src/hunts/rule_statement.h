// SPDX-License-Identifier: Apache-2.0
/// \file
/// A rule as a statement that people read and may paste into a ClickHouse client.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "detect/rule_conditions.h"

namespace lachan::hunts {

struct PrintedRule {
  std::string id, title;
  std::string sql;                     ///< With the values in it, quoted.
  std::vector<std::string> confirmed;  ///< Tests that SQL narrows only; empty: exact.
};

/// \error kInvalidInput  the text is no detection rule; names what is wrong with it
Result<PrintedRule> PrintRule(const detect::SourceText& source);
PrintedRule PrintRule(const detect::RuleInfo& rule, const detect::Expr& condition);

}  // namespace lachan::hunts
