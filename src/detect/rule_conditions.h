// SPDX-License-Identifier: Apache-2.0
/// \file
/// What detections ask of an event, for compilers to other languages. Much quicker than RuleSet,
/// because nothing is made that matches.
#pragma once

#include <span>
#include <vector>

#include "detect/atom.h"
#include "detect/rule.h"

namespace lachan::detect {

struct RuleConditions {
  CompileReport report;          ///< Without `always_evaluated`.
  std::vector<RuleInfo> rules;   ///< As RuleSet::rules() of the same sources.
  std::vector<Expr> conditions;  ///< By rule, filters included; of correlations unused.
};

RuleConditions ReadConditions(std::span<const SourceText> sources,
                              const CompileOptions& options = {});

}  // namespace lachan::detect
