// SPDX-License-Identifier: Apache-2.0
/// \file
/// The windows of a correlator as bytes, where it can give and take them. Internal to the module.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::pipeline {

/// Whether a correlator can be kept: Save() gives bytes that Load() takes, also one of other rules.
template <class C>
inline constexpr bool kWindowsAreKept = requires(C& correlator, std::string_view bytes) {
  { correlator.Save() } -> std::convertible_to<std::string>;
  { correlator.Load(bytes) } -> std::convertible_to<Status>;
};

/// Nothing when it cannot be kept.
template <class C>
std::optional<std::string> SaveWindows(C& correlator) {
  if constexpr (kWindowsAreKept<C>) {
    return correlator.Save();
  } else {
    return std::nullopt;
  }
}

/// False when `bytes` cannot be used; the correlator is then empty.
template <class C>
bool LoadWindows(C& correlator, std::string_view bytes) {
  if constexpr (kWindowsAreKept<C>) {
    return Status(correlator.Load(bytes)).has_value();
  } else {
    return false;
  }
}

}  // namespace lachan::pipeline
