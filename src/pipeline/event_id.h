// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "core/time.h"

namespace lachan::pipeline {

/// Identity of a batch, from which those of its events follow: 48 bits of milliseconds since 1970,
/// then 32 bits of the process and 24 of a counter, then 24 bits of ordinal in the batch.
struct BatchId {
  std::uint64_t milliseconds = 0;
  std::uint64_t nonce = 0;  ///< 56 bits.

  /// 26 characters of Crockford's base 32 that sort by time, as ULIDs do. Ordinal 0 names the
  /// batch, 1…16,777,215 its events. The same batch and ordinal always give the same text.
  /// \source ulid/spec, "Canonical String Representation"
  std::string Text(std::uint32_t ordinal) const;
};

/// Hands out batch identities. Thread-safe; unique across restarts by 32 random bits a process.
class BatchIds {
 public:
  BatchIds();
  BatchId Next(Instant now);

 private:
  std::uint64_t process_;
  std::atomic<std::uint32_t> counter_{0};
};

}  // namespace lachan::pipeline
