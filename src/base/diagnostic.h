// SPDX-License-Identifier: Apache-2.0
/// \file
/// Findings about documents that people write (rules, directives, settings, uploads): everything
/// that is wrong, in one pass, with its place and a hint.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lachan {

/// A place in a text file; line and column count from 1, 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// One finding. `code` is stable and searchable.
struct Diagnostic {
  enum class Severity { kNote, kWarning, kError };
  Severity severity = Severity::kError;
  std::string code;     ///< e.g. "sigma.modifier.unknown"
  std::string message;  ///< What is wrong, naming the offending text.
  std::string hint;     ///< What to write instead; may be empty.
  Place where;

  /// "rules/x.yml:12:3: error: unknown modifier 'foo' [sigma.modifier.unknown]; use …"
  std::string Text() const;
};

/// Outcome of compiling a document: all findings, and a value only if it is usable.
template <class T>
struct Compiled {
  std::optional<T> value;
  std::vector<Diagnostic> findings;
};

}  // namespace lachan
