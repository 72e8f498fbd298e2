// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace lachan::app {

inline constexpr std::string_view kVersion = LACHAN_VERSION;

}  // namespace lachan::app
