// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "intake_files/positions.h"

struct gzFile_s;

namespace lachan::intake_files {

/// Prints of bytes: 16 hex digits of their SHA-256.
std::string Print(std::string_view bytes);

/// A file that is read while others write it, unpacked if it is gzip. One thread.
class OpenFile {
 public:
  /// Follows no symbolic link unless `follow`.
  /// \error kNotFound, kDenied, kUnavailable; kUnsupported: not a regular file
  static Result<std::unique_ptr<OpenFile>> Open(const std::string& path, bool follow);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t device() const { return device_; }
  std::uint64_t inode() const { return inode_; }
  bool is_packed() const { return packed_ != nullptr; }
  FileKind kind() const { return kind_; }

  struct Now {
    std::uint64_t size = 0;     ///< On disk.
    std::int64_t modified = 0;  ///< Nanoseconds since 1970.
    bool is_linked = true;      ///< Some folder still has it.
  };
  Now now() const;

  /// At most `size` bytes (unpacked) from `offset` on; fewer at the end. Forwards is cheap in
  /// packed files, backwards begins anew.
  /// \error kUnavailable  reading failed
  /// \error kCorrupt      packed data is damaged or ends early
  Result<std::string> Read(std::uint64_t offset, std::size_t size);
  /// Looks at the first bytes again: a file that was empty has a kind only later.
  void Sniff();

 private:
  OpenFile() = default;

  int file_ = -1;
  ::gzFile_s* packed_ = nullptr;
  std::uint64_t device_ = 0, inode_ = 0;
  FileKind kind_ = FileKind::kUtf8;
};

}  // namespace lachan::intake_files
