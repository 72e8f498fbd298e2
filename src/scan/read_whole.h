// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace lachan::scan {

/// A file's bytes, unpacked and in UTF-8 (see source.h).
/// \error kNotFound, kDenied, kUnavailable, kCorrupt
/// \error kExhausted  more than `limit` bytes
Result<std::string> ReadWhole(const std::string& path, std::size_t limit);

}  // namespace lachan::scan
