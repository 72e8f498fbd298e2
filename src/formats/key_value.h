// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lachan::formats {

struct KeyValueLimits {
  std::size_t pairs = 500;       ///< Further pairs are left out.
  std::size_t name_bytes = 128;  ///< A longer word before '=' is not a name.
};

struct KeyValue {
  std::string_view name;  ///< Points into the parsed text.
  std::string value;      ///< Quotes taken off, \" and \\ resolved.
};

/// `a=1 b="two words" c= FLAG d=4`: the pairs of a firewall or device line. Pairs are separated by
/// blanks, commas or semicolons; words without '=' are passed over. A name is made of letters,
/// digits and _ . - /
std::vector<KeyValue> ParseKeyValues(std::string_view text, const KeyValueLimits& limits = {});

}  // namespace lachan::formats
