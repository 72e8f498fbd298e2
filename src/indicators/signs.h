// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what a long value could hold, seen in one pass of 64 bytes at a time.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace lachan::indicators {

/// A value shorter than this has marks instead (marks.h).
inline constexpr std::size_t kLong = 64;

struct Signs {
  bool url = false;     ///< ":/"; rarely wrong.
  bool at = false;      ///< An @.
  bool digest = false;  ///< 16 hex digits at a place where a run of 32 would have some.
  /// Of `digest`: no run of 32 lies before.
  std::size_t digest_from = 0;
};

/// \param value  kLong bytes at least.
Signs SignsOf(std::string_view value);

using SignsWay = Signs (*)(std::string_view);
/// What SignsOf may be on this processor and those that can less, the best first.
std::vector<SignsWay> WaysToSeeSigns();

}  // namespace lachan::indicators
