// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace lachan::unpack {

/// Bytes that come one after the other. One thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Waits for at least one byte and takes what is ready, at most `size` (not 0). 0 at the end.
  /// \error kUnavailable  reading failed
  /// \error kCorrupt      packed bytes are damaged or end early; what came before is good
  /// After an error or the end nothing more comes.
  virtual Result<std::size_t> Read(char* into, std::size_t size) = 0;
};

/// Bytes that are there already and stay there.
std::unique_ptr<ByteSource> FromView(std::string_view bytes);

}  // namespace lachan::unpack
