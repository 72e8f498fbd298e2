// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

namespace lachan::app {

/// lachan events search|export: asks a running server over its API, with an API token.
void AddEvents(CLI::App& app, int& status);

}  // namespace lachan::app
