// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/flat_record.h"

namespace lachan::formats {

struct KeyValueLimits {
  std::size_t pairs = 500;       ///< Further pairs are left out.
  std::size_t name_bytes = 128;  ///< A longer word before '=' is not a name.
};

/// A name and its value: views of the parsed text, of `arena` where escapes were resolved.
struct KeyValue {
  std::string_view name;
  std::string_view value;
};

/// `a=1 b="two words" c= FLAG d=4`: the pairs of a firewall or device line. Pairs are separated by
/// blanks, commas or semicolons; words without '=' are passed over. A name is made of letters,
/// digits and _ . - / Quotes are taken off, \" and \\ resolved.
/// \param out  Cleared first.
void ParseKeyValues(std::string_view text, TextArena& arena, std::vector<KeyValue>& out,
                    const KeyValueLimits& limits = {});

}  // namespace lachan::formats
