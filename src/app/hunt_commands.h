// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands.h"

namespace lachan::app {

/// Prints a rule as a ClickHouse statement; needs no data folder. `request.rule` is an id in the
/// folders, or the path of a rule.
int RulesSql(const Settings& settings, const RuleRequest& request);

}  // namespace lachan::app
