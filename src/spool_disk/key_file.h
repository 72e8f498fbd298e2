// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spool_disk/disk.h"

namespace lachan::spool_disk {

/// Purpose      Prints of the idempotency keys of batches whose files are gone, the newest of them:
///              what a sender sends again after a start is known still.
/// Concurrency  One thread.
/// Limits       `capacity` prints of 48 bytes, in a ring that has its place on the disk from the
///              beginning: a full disk does not stand in its way.
/// Damage       A print that does not check is forgotten. Docs: docs/formats/spool.md.
class KeyFile {
 public:
  static constexpr std::size_t kCapacity = 100'000;

  /// \error kExhausted, kUnavailable  the disk refuses
  static Result<std::unique_ptr<KeyFile>> Open(const std::filesystem::path& path,
                                               std::size_t capacity, Disk& disk);
  ~KeyFile();

  /// Oldest first.
  std::vector<std::string> Prints() const;
  /// Durable when it returns. \param keys  As senders gave them; oldest first.
  Status Add(std::span<const std::string> keys);

 private:
  KeyFile(Disk& disk, Disk::File file, std::size_t capacity)
      : disk_(disk), file_(file), capacity_(capacity) {}

  Disk& disk_;
  Disk::File file_;
  const std::size_t capacity_;
  std::uint64_t next_ = 1;  ///< Number of the next print: its place is the rest by `capacity_`.
};

}  // namespace lachan::spool_disk
