// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/ports.h"
#include "spool_disk/disk.h"

namespace lachan::spool_disk {

/// Purpose      The counters of all sources in one file beside the spool's batches.
/// Concurrency  One thread.
/// Damage       Two slots, written in turn, in place: a torn write leaves the other, and a full
/// disk
///              has room for what has its place already. Docs: docs/formats/spool.md.
class AccountFile final : public pipeline::AccountKeeper {
 public:
  /// \error kExhausted, kUnavailable  the disk refuses
  static Result<std::unique_ptr<AccountFile>> Open(const std::filesystem::path& path, Disk& disk);
  ~AccountFile() override;

  std::optional<Kept> Load() override;
  Status Save(const Kept& kept) override;

 private:
  AccountFile(Disk& disk, Disk::File file) : disk_(disk), file_(file) {}
  Status Read();
  Status MakeRoom(std::uint64_t slot_bytes);

  Disk& disk_;
  Disk::File file_;
  std::uint64_t slot_bytes_ = 0;  ///< 0: nothing is there yet.
  std::uint64_t generation_ = 0;
  std::optional<Kept> newest_;
};

}  // namespace lachan::spool_disk
