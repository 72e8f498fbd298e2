// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

#include "app/settings.h"

namespace lachan::app {

/// Adds `lachan directive check|show|status|explain|diff`. \param load  Reads the settings that the
/// options --config, --data and --set give.
void AddDirective(CLI::App& app, int& status, const std::function<void(CLI::App&)>& add_settings,
                  const std::function<Result<Settings>()>& load);

}  // namespace lachan::app
