// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: runs the text cases of tests/directives. docs/formats/directive.md describes them.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "directive/directive.h"

namespace lachan::directive {

/// What a file's cases covered and what went wrong.
struct CaseReport {
  int cases = 0;
  int expectations = 0;
  std::map<std::string, std::set<std::string>> names;  ///< Obligation or clock → names of cases.
  std::vector<std::string> failures;                   ///< "file:line: …"
};

/// Runs every case of one file against `directive`.
void RunCaseFile(const Directive& directive, const std::filesystem::path& path, CaseReport& report);

}  // namespace lachan::directive
