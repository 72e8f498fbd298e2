// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>

namespace lachan::bodies {

/// Why a request is not taken; each protocol says it in its own words.
struct Trouble {
  int status = 400;  ///< Of HTTP.
  std::string what;
  std::chrono::seconds retry_after{0};  ///< 0: coming again does not help.
};

template <class T>
using Taking = std::expected<T, Trouble>;

/// Bytes that must be readable behind a body whose parser reads over the end.
inline constexpr std::size_t kPadding = 64;

}  // namespace lachan::bodies
