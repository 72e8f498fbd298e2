// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/settings.h"

namespace lachan::app {

/// What `lachan logs import` is asked.
struct LogImportOrder {
  std::vector<std::string> paths;  ///< Files, folders, "-".
  std::string server;              ///< "https://host:port"; empty: http.address of the settings.
  std::string token;               ///< Of the source; empty: the environment's LACHAN_TOKEN.
  std::string authority;           ///< PEM file that vouches for the server; empty: the system's.
  bool as_json = false;
};

/// Sends files through a running server, and prints a receipt. 1: something was not taken, 2: it
/// was not done to its end.
int LogsImport(const Settings& settings, const LogImportOrder& order);

}  // namespace lachan::app
