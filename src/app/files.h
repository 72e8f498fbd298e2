// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the product reads from disk at start: rules, mappings, directive, console. Every reader
/// names the folder that is missing and what should be there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/settings.h"
#include "base/result.h"
#include "detect/rule_set.h"
#include "directive/compile.h"
#include "levels/controls.h"
#include "normalise/mappings.h"
#include "web_api/console_routes.h"

namespace lachan::app {

/// A text file and its name below the folder it was found in.
struct TextFile {
  std::string path;  ///< "windows/new_admin.yml"
  std::string text;
};

/// Files below `folder` with one of `endings`, by name. Links out of the folder are not followed.
/// \error kInvalidInput  no such folder; more than 20,000 files or 256 MiB.
Result<std::vector<TextFile>> ReadFolder(const std::string& folder,
                                         const std::vector<std::string>& endings);

/// The whole of a file. \error kNotFound \error kUnavailable
Result<std::string> ReadFile(const std::string& path);

/// `path` as given, or, when relative and absent, below the folder of the installation (beside the
/// program or the source tree it was built from).
std::string FindInstalled(const std::string& path);

/// Compiles the rule folders. Rejected rules are in the set's report, never an error here.
/// \param cache_folder  Keeps compiled pattern databases; may be empty.
Result<std::shared_ptr<const detect::RuleSet>> LoadRules(const std::vector<std::string>& folders,
                                                         const std::string& cache_folder);
/// The files of a directive's folder, as they are.
Result<std::vector<directive::SourceText>> ReadDirective(const std::string& folder);
/// \error kInvalidInput  with every finding of the compiler.
Result<directive::Directive> LoadDirective(const std::string& folder);
/// The controls that levels ask for. \error kInvalidInput  names file and row.
Result<levels::Catalogue> LoadControls(const std::string& folder);
/// \error kInvalidInput  with every finding of the compiler.
Result<normalise::Mappings> LoadMappings(const std::string& folder);
/// An empty map when the console was not built: the API works without.
web_api::ConsoleFiles LoadConsole(const std::string& folder);

}  // namespace lachan::app
