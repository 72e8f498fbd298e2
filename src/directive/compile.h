// SPDX-License-Identifier: Apache-2.0
/// \file
/// YAML texts → Directive, and the matrix that shows no clause was forgotten.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "directive/directive.h"

namespace lachan::directive {

/// A file of a directive's folder: its name within the folder and its bytes.
struct SourceText {
  std::string path;  ///< "obligations.yaml"; decides what is read from it.
  std::string text;
};

/// Limits on what people may hand in. Anchors and aliases are refused altogether.
struct YamlLimits {
  static constexpr std::size_t kMaxBytes = 1 << 20;  ///< Of one file.
  static constexpr int kMaxDepth = 24;
  static constexpr int kMaxNodes = 60'000;
};

/// The names a folder consists of; all are required.
/// directive.yaml, clauses.yaml, facts.yaml, obligations.yaml, calendar.yaml,
/// incident_clocks.yaml, scorecard.yaml
std::span<const std::string_view> DirectiveFiles();

/// Reads a whole directive. Reports everything wrong in one pass: unknown keys, unknown kinds of
/// facts, clauses without obligation or reason, indicator weights that do not make 100, …
/// `value` is set only when no finding is an error.
Compiled<Directive> CompileDirective(std::span<const SourceText> sources);

/// One row: a clause and what serves it.
struct TraceRow {
  std::string clause;
  Text title;
  std::vector<std::string> obligations;
  Text none;  ///< Reason when there are no obligations.
};
/// Clauses in the directive's order.
std::vector<TraceRow> TraceabilityMatrix(const Directive& directive);

}  // namespace lachan::directive
