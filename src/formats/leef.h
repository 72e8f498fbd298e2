// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "formats/key_value.h"

namespace lachan::formats {

struct LeefLimits {
  std::size_t attributes = 500;  ///< Further attributes are left out.
  std::size_t key_bytes = 128;   ///< A longer word before '=' is no attribute.
};

/// One record in QRadar's Log Event Extended Format. Views point into the parsed text.
struct LeefRecord {
  std::string_view version, vendor, product, product_version, event_id;
  std::vector<KeyValue> attributes;
};

/// \param text  Begins with "LEEF:".
/// \return empty when the header's parts are not there.
/// \source IBM QRadar, "LEEF event components": versions 1.0 (tab) and 2.0 (a delimiter of choice,
///         a character or its number in hex: "x5E", "0x5E")
std::optional<LeefRecord> ParseLeef(std::string_view text, const LeefLimits& limits = {});

}  // namespace lachan::formats
