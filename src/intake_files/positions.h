// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far each file was read; survives a crash at any instruction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::intake_files {

/// What a file holds, told from its first bytes. Names reach disk; never renumber.
enum class FileKind : std::uint8_t { kUtf8 = 0, kUtf16Le = 1, kUtf16Be = 2, kEvtx = 3 };

/// Of one file, or of one life of a file that is emptied and written anew.
struct FilePosition {
  std::string id;      ///< 16 characters, random: part of the batches' idempotency keys.
  std::string source;  ///< Of its rule.
  std::string path;    ///< Where it was seen last.
  std::uint64_t device = 0, inode = 0;
  std::uint32_t head_size = 0;  ///< Bytes that `head` speaks of, at most kPrintBytes.
  std::string head;  ///< Print of the first bytes: tells a file from another on the same inode.
  std::string tail;  ///< Print of at most kPrintBytes before `done`: tells a copy from a namesake.
  /// Bytes (unpacked) that are durable. Names of units never change: they are in the keys.
  std::uint64_t done = 0;
  /// > done: done…next was handed over, perhaps without an answer; it is handed over again as the
  /// same batch, so that it can be recognised.
  std::uint64_t next = 0;
  /// Print of at most kPrintBytes before `next`; empty: nothing is on its way, or it is not known.
  std::string next_tail = {};
  FileKind kind = FileKind::kUtf8;
  bool is_packed = false;    ///< gzip.
  bool is_skipping = false;  ///< `done` lies within a line that is too long.
  bool is_ended = false;     ///< Rotated away, read to its end, or gone: kept to know copies of it.
  /// formats::ColumnHeader::Encode() of the lines before `done`: what the columns are behind it.
  std::string header = {};
  std::int64_t seen = 0;  ///< Last time it was there, in seconds since 1970.
};

inline constexpr std::size_t kPrintBytes = 1024;

/// "crc32c {json}"; one line without its end.
std::string EncodePosition(const FilePosition& position);
/// Nothing for a line that is torn or damaged.
std::optional<FilePosition> DecodePosition(std::string_view line);

/// Purpose      A file to which positions are appended; the last line of an id counts. It is
///              written anew when it has grown too much.
/// Concurrency  One thread.
/// Crash        A torn last line is not there: its batch is then handed over again.
class Positions {
 public:
  /// \error kUnavailable  the file cannot be read or written
  static Result<Positions> Open(std::string path);
  Positions(Positions&& other) noexcept;
  Positions& operator=(Positions&& other) noexcept;
  ~Positions();

  const std::map<std::string, FilePosition>& all() const { return all_; }
  /// Durable when it returns.
  Status Put(std::span<const FilePosition> positions);
  /// Forgets what ended and was not seen since `before` (seconds since 1970).
  Status Prune(std::int64_t before);

 private:
  explicit Positions(std::string path) : path_(std::move(path)) {}
  Status Rewrite();

  std::string path_;
  int file_ = -1;
  std::size_t lines_ = 0;
  std::map<std::string, FilePosition> all_;  // by id
};

}  // namespace lachan::intake_files
