// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/text.h"
#include "detect/yaml_node.h"

namespace lachan::detect {

/// Text of a rule as messages quote it: the beginning of what is long.
inline std::string Quoted(std::string_view text) { return "'" + Ellipsis(text, 200) + "'"; }

/// Collects findings about one file.
class Reporter {
 public:
  Reporter(std::string path, std::vector<Diagnostic>& findings)
      : path_(std::move(path)), findings_(findings) {}

  /// \param hint  What to do about it.
  void Error(const YamlNode& at, std::string code, std::string message, std::string hint) {
    ++errors_;
    Add(Diagnostic::Severity::kError, at, std::move(code), std::move(message), std::move(hint));
  }
  void Warn(const YamlNode& at, std::string code, std::string message, std::string hint = {}) {
    Add(Diagnostic::Severity::kWarning, at, std::move(code), std::move(message), std::move(hint));
  }
  void Note(const YamlNode& at, std::string code, std::string message) {
    Add(Diagnostic::Severity::kNote, at, std::move(code), std::move(message), {});
  }
  std::size_t errors() const { return errors_; }
  const std::string& path() const { return path_; }

 private:
  void Add(Diagnostic::Severity severity, const YamlNode& at, std::string code, std::string message,
           std::string hint) {
    findings_.push_back({severity, std::move(code), std::move(message), std::move(hint),
                         Place{path_, at.line, at.column}});
  }

  std::string path_;
  std::vector<Diagnostic>& findings_;
  std::size_t errors_ = 0;
};

}  // namespace lachan::detect
