// SPDX-License-Identifier: Apache-2.0
/// \file
/// What decides how long an event is kept, in one byte that is stored with it (column `class`).
/// Months are not stored: they are settings, and a new one holds for what is stored already.
#pragma once

#include <algorithm>
#include <cstdint>

namespace lachan::events {

/// Protection level of the system (1–5, 0 unknown), and whether it belongs to a service provider on
/// the network. Names of bits reach disk; never renumber.
struct RetentionClass {
  static constexpr std::uint8_t kLevelBits = 7, kProviderBit = 8;

  std::uint8_t level = 0;
  bool is_provider = false;

  constexpr std::uint8_t Byte() const {
    return static_cast<std::uint8_t>(std::min<std::uint8_t>(level, 5) |
                                     (is_provider ? kProviderBit : 0));
  }
  static constexpr RetentionClass Of(std::uint8_t byte) {
    return {std::min<std::uint8_t>(byte & kLevelBits, 5), (byte & kProviderBit) != 0};
  }
  friend constexpr bool operator==(RetentionClass, RetentionClass) = default;
};

}  // namespace lachan::events
