// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::spool_disk {

/// Everything the spool asks of the operating system, one method a call, so that a test can fail
/// each in turn. Errors: kExhausted for a full disk or quota, kUnavailable for the rest; the
/// message names the file and the system's reason.
class Disk {
 public:
  /// Descriptor of an open file.
  using File = int;
  virtual ~Disk() = default;

  /// A new file for writing at its end. \error kConflict  it exists
  virtual Result<File> Create(const std::filesystem::path& path) = 0;
  /// An existing file (made if `make`) for reading and writing.
  virtual Result<File> Open(const std::filesystem::path& path, bool make) = 0;
  /// Writes all parts, one after the other, from `offset`; may write less than asked, as the system
  /// does.
  virtual Result<std::size_t> Write(File file, std::span<const std::string_view> parts,
                                    std::uint64_t offset) = 0;
  /// Up to `size` bytes from `offset`; fewer at the end of the file.
  virtual Result<std::string> Read(File file, std::uint64_t offset, std::size_t size) = 0;
  /// Makes what was written durable. A failure is final: the caller must not try again and believe.
  virtual Status Flush(File file) = 0;
  virtual Status FlushFolder(const std::filesystem::path& folder) = 0;
  virtual Status Truncate(File file, std::uint64_t size) = 0;
  virtual Status Rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Status Remove(const std::filesystem::path& path) = 0;
  virtual Status MakeFolder(const std::filesystem::path& path) = 0;
  virtual Result<std::uint64_t> Size(File file) = 0;
  /// Bytes that the file system of `folder` still has for us.
  virtual Result<std::uint64_t> Free(const std::filesystem::path& folder) = 0;
  /// Names of the entries of `folder`, sorted.
  virtual Result<std::vector<std::string>> List(const std::filesystem::path& folder) = 0;
  /// Keeps other processes out until the file is closed. \error kFailedPrecondition  held elsewhere
  virtual Status Lock(File file) = 0;
  virtual void Close(File file) = 0;
};

/// The real one.
class PosixDisk : public Disk {
 public:
  Result<File> Create(const std::filesystem::path& path) override;
  Result<File> Open(const std::filesystem::path& path, bool make) override;
  Result<std::size_t> Write(File file, std::span<const std::string_view> parts,
                            std::uint64_t offset) override;
  Result<std::string> Read(File file, std::uint64_t offset, std::size_t size) override;
  Status Flush(File file) override;
  Status FlushFolder(const std::filesystem::path& folder) override;
  Status Truncate(File file, std::uint64_t size) override;
  Status Rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status Remove(const std::filesystem::path& path) override;
  Status MakeFolder(const std::filesystem::path& path) override;
  Result<std::uint64_t> Size(File file) override;
  Result<std::uint64_t> Free(const std::filesystem::path& folder) override;
  Result<std::vector<std::string>> List(const std::filesystem::path& folder) override;
  Status Lock(File file) override;
  void Close(File file) override;
};

}  // namespace lachan::spool_disk
