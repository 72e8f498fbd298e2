// SPDX-License-Identifier: Apache-2.0
/// \file
/// `lachan detect`, `lachan rules check` and `lachan mappings`: work on files, without a server or
/// a data folder. docs/operations/detect.md and mappings/README.md describe them.
#pragma once

#include <CLI/CLI.hpp>

namespace lachan::app {

/// Each adds a command that sets `status` when it has run: 0 nothing found or nothing wrong, 1
/// found or wrong, 2 it could not be done, 130 ended by the user.
void AddDetect(CLI::App& app, int& status);
void AddRulesCheck(CLI::App& rules, int& status);
void AddMappings(CLI::App& app, int& status);

}  // namespace lachan::app
