// SPDX-License-Identifier: Apache-2.0
/// \file
/// `lachan structure …`: load a list of agencies and reorganisations, read the register as on a
/// day.
#pragma once

#include <cstdint>
#include <string>

#include "app/settings.h"

namespace lachan::app {

struct StructureRequest {
  std::string agencies, reorganisations;  ///< Files; either may be empty.
  bool apply = false;
  std::string date;         ///< "2024-12-31"; empty = today.
  std::int64_t system = 0;  ///< Of `owner`.
};

/// Tries the lists, or loads them; prints the receipt. Server stopped.
int StructureLoad(const Settings& settings, const StructureRequest& request);
/// Agencies of a day; also beside a running server.
int StructureAgencies(const Settings& settings, const StructureRequest& request);
/// Who answered for a system on a day, and when else; also beside a running server.
int StructureOwner(const Settings& settings, const StructureRequest& request);

}  // namespace lachan::app
