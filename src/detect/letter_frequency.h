// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: which pieces of a literal are worth looking for.
#pragma once

#include <string_view>

namespace lachan::detect {

/// Roughly how often a byte of a log is this one, ignoring case.
inline double FrequencyOf(char c) {
  constexpr std::string_view kCommon = "etaoinsrhlcdmup ";
  const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  if (kCommon.contains(lower)) return 0.04;
  return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ? 0.015 : 0.012;
}

/// Roughly how often a text begins at a place of a log.
inline double FrequencyOf(std::string_view text) {
  double frequency = 1;
  for (const char c : text) frequency *= FrequencyOf(c);
  return frequency;
}

}  // namespace lachan::detect
