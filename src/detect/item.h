// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a search identifier's YAML ("Image|endswith: …") to an expression over atoms.
#pragma once

#include <optional>

#include "detect/atom.h"
#include "detect/reporter.h"
#include "detect/rule.h"
#include "detect/yaml_node.h"

namespace lachan::detect {

/// A search identifier: a map (all hold), a list of maps (any holds), a list of keywords or one
/// keyword. Errors go to `reporter`; nothing is returned then.
/// \source Sigma specification 2.1.0, "Detection"; appendix "modifiers"
std::optional<Expr> ReadIdentifier(const YamlNode& node, const CompileOptions& options,
                                   Reporter& reporter);

}  // namespace lachan::detect
