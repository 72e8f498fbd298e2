// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace lachan::formats {

/// True if `text` is well-formed UTF-8, many bytes at a time: for what is asked of every record.
bool IsUtf8(std::string_view text);

}  // namespace lachan::formats
