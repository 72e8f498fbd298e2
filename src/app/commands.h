// SPDX-License-Identifier: Apache-2.0
/// \file
/// What `lachan <command>` does. Each returns the exit status: 0 fine, 1 the thing asked about is
/// not fine (journal touched, rules rejected), 2 it could not be done.
#pragma once

#include <string>
#include <vector>

#include "app/settings.h"

namespace lachan::app {

int Serve(const Settings& settings);
int Doctor(const Settings& settings);
int AuditVerify(const Settings& settings, std::int64_t expected_id,
                const std::string& expected_head);
int PrintOpenApi();
int RulesCheck(const std::vector<std::string>& folders);
int CreateAccount(const Settings& settings, const std::string& login, const std::string& name,
                  const std::string& role, std::int64_t agency);

}  // namespace lachan::app
