// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lachan::formats {

/// `text` in double quotes with everything escaped that JSON asks for. \source RFC 8259 §7
std::string QuoteJson(std::string_view text);

}  // namespace lachan::formats
