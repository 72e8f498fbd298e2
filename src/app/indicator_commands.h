// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

namespace lachan::app {

/// lachan indicators …: lists of indicators of a running server, over its API with an API token.
void AddIndicators(CLI::App& app, int& status);

}  // namespace lachan::app
