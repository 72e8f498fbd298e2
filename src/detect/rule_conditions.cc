// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_conditions.h"

#include "detect/rule_set_impl.h"

namespace lachan::detect {

RuleConditions ReadConditions(std::span<const SourceText> sources, const CompileOptions& options) {
  RuleSet::Impl impl;
  RuleSetBuilder builder(impl, options);
  builder.Read(sources);
  builder.FinishConditions();
  return {std::move(impl.report), std::move(impl.rules), std::move(impl.conditions)};
}

}  // namespace lachan::detect
