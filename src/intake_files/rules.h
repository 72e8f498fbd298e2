// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "normalise/pattern.h"

namespace lachan::intake_files {

/// Which files belong to a source. docs/operations/senders-files.md has examples.
struct FileRule {
  std::string source;                ///< Id or name in the register of sources.
  std::vector<std::string> paths;    ///< Absolute; * ? [] {a,b} as in the shell, also in folders.
  std::vector<std::string> exclude;  ///< Patterns for the whole path.
  std::string format;                ///< Empty: that of the source, else found out.
  std::string host;                  ///< For records that name no host themselves.
  /// A line that matches begins a record; the lines up to the next such line belong to it. Null:
  /// each line is a record.
  std::shared_ptr<const normalise::Pattern> begins;
  bool from_end = false;  ///< Of files that are there when the rule is new: only what is added.
};

/// Reads the YAML text of a file of rules.
/// \error kInvalidInput  names line, key and what would be right; a source or path twice, unknown
///        keys, relative paths, expressions that do not compile
Result<std::vector<FileRule>> ParseFileRules(std::string_view yaml);

}  // namespace lachan::intake_files
