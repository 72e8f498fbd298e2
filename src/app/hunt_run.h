// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

namespace lachan::app {

/// lachan hunt: runs a hunt on a running server over its API. Exit status: 0 nothing found, 1
/// something found, 2 not done.
void AddHunt(CLI::App& app, int& status);

}  // namespace lachan::app
