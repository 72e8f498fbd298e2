// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::unpack {

/// \source RFC 1952; RFC 9110 §8.4.1 (deflate: RFC 1950, and RFC 1951 as some send it); RFC 8878
enum class Packing : std::uint8_t { kGzip, kDeflate, kZstd };

struct UnpackLimits {
  std::size_t bytes = 64u << 20;  ///< Of what comes out.
  std::size_t ratio = 0;          ///< Out to in, beyond `ratio_from` bytes out; 0: any.
  std::size_t ratio_from = 4u << 20;
};

/// What `packed` holds. The string has room for some more bytes (parsers read over the end).
/// \error kInvalidInput  damaged, cut off, or packed in another way
/// \error kExhausted     a limit
Result<std::string> UnpackAll(std::string_view packed, Packing packing, const UnpackLimits& limits);

}  // namespace lachan::unpack
