// SPDX-License-Identifier: Apache-2.0
/// \file
/// One Sigma document: a detection rule, a correlation or a filter.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "detect/atom.h"
#include "detect/correlation_rule.h"
#include "detect/reporter.h"
#include "detect/rule.h"
#include "detect/yaml_node.h"

namespace lachan::detect {

struct DetectionDocument {
  RuleInfo info;
  bool has_id = false;
  Expr condition;
};

struct CorrelationDocument {
  RuleInfo info;
  bool has_id = false;
  int column = 1;
  CorrelationRule rule;  ///< `rule`, `targets` and the groups' `fields` are set when resolving.
  std::map<std::string, std::map<std::string, std::string>>
      aliases;  ///< alias → reference → field.
};

struct FilterDocument {
  RuleInfo info;
  bool has_id = false;
  bool for_any = false;
  std::vector<std::string> rules;  ///< Ids or names.
  Expr condition;
};

struct SkippedDocument {};
struct RejectedDocument {};

using Document = std::variant<RejectedDocument, SkippedDocument, DetectionDocument,
                              CorrelationDocument, FilterDocument>;

/// Reads one document. All that is wrong goes to `reporter`, in one pass.
Document ReadDocument(const YamlDocument& document, const CompileOptions& options,
                      Reporter& reporter);

}  // namespace lachan::detect
