// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::assurance {

/// The port to the contents of evidence files. A content is named by its SHA-256 (64 hex digits),
/// never changed and never removed. Thread-safe.
class EvidenceStore {
 public:
  virtual ~EvidenceStore() = default;
  /// Durable when it returns; the same bytes again are success without effect.
  /// \return the SHA-256.
  /// \error kExhausted    the disk is full.
  /// \error kUnavailable  the disk refuses.
  virtual Result<std::string> Put(std::string_view bytes) = 0;
  /// \error kNotFound  nothing of this name, or not a name.
  /// \error kCorrupt   the bytes no longer have this hash.
  virtual Result<std::string> Get(std::string_view sha256) = 0;
  /// Whether it could be written to now; for /readyz.
  virtual Status Check() = 0;
};

}  // namespace lachan::assurance
