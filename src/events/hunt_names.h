// SPDX-License-Identifier: Apache-2.0
/// \file
/// Codes of agencies and names of sources, which a person writes in place of their ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::events {

struct HuntName {
  std::string text;  ///< What is written: `agency:SNV`, `source:"Tường lửa"`.
  std::int64_t id = 0;
  std::string label;  ///< What is shown when it is offered: "SNV — Sở Nội vụ".
};

/// Only what the asker may see: a name that is not here is unknown, whoever else has it.
struct HuntNames {
  std::vector<HuntName> agencies;
  std::vector<HuntName> sources;  ///< Several may have one name.

  /// Names of the values of `field`; null when they have none.
  const std::vector<HuntName>* Of(std::string_view field) const {
    return field == "agency" ? &agencies : field == "source" ? &sources : nullptr;
  }
};

}  // namespace lachan::events
