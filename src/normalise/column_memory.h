// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.h"
#include "formats/columns.h"

namespace lachan::normalise {

/// Purpose      Remembers, for each sender, the header lines of logs with columns (W3C, Zeek), and
///              tells the normaliser which header a line stands under.
/// Concurrency  Thread-safe.
/// Limits       kSenders senders, kHeaders headers each; beyond, the ones met first are forgotten.
///              Of the bytes kept over a restart, kKeptBytes: those of the latest senders.
class ColumnMemory {
 public:
  static constexpr std::size_t kSenders = 4'096, kHeaders = 32, kKeptBytes = 4u << 20;

  /// Sets `record.format` where it is empty and a header of this sender has as many columns as the
  /// line; of several the one met last. Header lines are remembered.
  void Describe(RawRecord& record);

  /// Grows with each header that was not known.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
  /// What is remembered, as bytes for a file.
  std::string Encode() const;
  /// Remembers what Encode() gave; of damaged bytes what is before the damage.
  void Decode(std::string_view bytes);

 private:
  struct Sender {
    formats::ColumnHeader header;       // That is being read.
    std::vector<std::string> declared;  // Oldest first.
    std::uint64_t used = 0;
  };

  void Take(const RawRecord& record);

  void Remember(Sender& sender, const std::string& declared);

  std::atomic<bool> any_ = false;
  std::atomic<std::uint64_t> version_ = 0;
  mutable std::mutex mutex_;
  std::map<std::pair<std::int64_t, std::string>, Sender> senders_;  // Guarded by mutex_.
  std::uint64_t clock_ = 0;                                         // Guarded by mutex_.
};

}  // namespace lachan::normalise
