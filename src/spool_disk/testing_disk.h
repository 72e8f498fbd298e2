// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "spool_disk/disk.h"

namespace lachan::spool_disk {

/// A folder of its own under the system's temporary one, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The real disk, but its n-th changing call fails (from 0; -1: none), and `times` in all. Flushes
/// nothing: no file here outlives its test.
class FaultyDisk final : public PosixDisk {
 public:
  enum class Fault { kIo, kFull, kShortWrite };
  FaultyDisk(int fail_at, Fault fault, int times = 1)
      : fail_at_(fail_at), times_(times), fault_(fault) {}

  bool fired() const { return fired_; }
  bool flush_failed() const { return flush_failed_; }

  Result<File> Create(const std::filesystem::path& path) override;
  Result<File> Open(const std::filesystem::path& path, bool make) override;
  Result<std::size_t> Write(File file, std::span<const std::string_view> parts,
                            std::uint64_t offset) override;
  Status Flush(File file) override;
  Status FlushFolder(const std::filesystem::path& folder) override;
  Status Truncate(File file, std::uint64_t size) override;
  Status Remove(const std::filesystem::path& path) override;
  Status MakeFolder(const std::filesystem::path& path) override;
  Result<std::uint64_t> Free(const std::filesystem::path&) override { return free; }

  std::uint64_t free = 1ull << 40;

 private:
  bool Fails();
  std::unexpected<Error> Failure() const;

  int fail_at_, times_, calls_ = 0;
  Fault fault_;
  bool fired_ = false, flush_failed_ = false;
};

}  // namespace lachan::spool_disk
