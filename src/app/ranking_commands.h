// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/settings.h"

namespace lachan::app {

struct RankingRequest {
  std::string month;                ///< "2026-10"; the last that has ended when empty.
  std::string kind = "department";  ///< Of agency.
  bool card = false;                ///< export: the canonical bytes and not the table.
};

// All read a data folder that a server may be working on. Exit status as in commands.h.

/// The table of a month.
int RankingShow(const Settings& settings, const RankingRequest& request);
/// Holds frozen months and addenda against their hashes; all of them when no month is given.
int RankingVerify(const Settings& settings, const RankingRequest& request);
/// The table as CSV, or the canonical figures of a frozen month, to standard output.
int RankingExport(const Settings& settings, const RankingRequest& request);

}  // namespace lachan::app
