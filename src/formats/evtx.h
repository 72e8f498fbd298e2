// SPDX-License-Identifier: Apache-2.0
/// \file
/// Windows event logs (.evtx) straight to fields: no JSON, no XML text in between.
/// docs/formats/evtx.md says what the fields are called.
/// \source Windows XML Event Log (EVTX) format, libevtx documentation; [MS-EVEN6] 2.2.12 (BinXml)
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "core/flat_record.h"

namespace lachan::formats {

inline constexpr std::size_t kEvtxHeader = 4096;  ///< Bytes before the first chunk.
inline constexpr std::size_t kEvtxChunk = 65536;  ///< Bytes.

/// How many chunks a file's header names; 0 when it is none.
std::size_t EvtxChunksNamed(std::string_view header);

struct EvtxLimits {
  std::size_t depth = 32;      ///< Of elements, and of BinXML within values.
  std::size_t fields = 4'000;  ///< Of a record; further ones are left out and the record counted.
  /// Different names that one reader remembers; fields with further ones, or with one of over 256
  /// characters, have no name.
  std::size_t names = 50'000;
  /// Work for one chunk: about one step a token, a field and 16 bytes of made-up text. An ordinary
  /// chunk takes some ten thousand. When they are used up the rest of the chunk counts as damaged.
  std::size_t steps = 1'000'000;
};

struct EvtxCounts {
  std::uint64_t records = 0;            ///< Handed out.
  std::uint64_t damaged_records = 0;    ///< Skipped; a damaged stretch between records is one.
  std::uint64_t truncated_records = 0;  ///< Handed out, but a limit left fields out.
  std::uint64_t damaged_chunks = 0;     ///< Wrong signature, checksum or size; read all the same.
};

/// A view over the bytes of a file. What its header says of the number of chunks is not relied on.
class EvtxFile {
 public:
  /// \error kInvalidInput  not an event log.
  static Result<EvtxFile> Open(std::string_view bytes);
  /// Also those that were never used (all zero) and one that the file's end cuts off.
  std::size_t chunks() const;
  /// 64 KiB, the last one perhaps less. Chunks do not depend on one another.
  std::string_view chunk(std::size_t index) const;

 private:
  explicit EvtxFile(std::string_view chunks) : chunks_(chunks) {}
  std::string_view chunks_;
};

/// Reads the records of chunks, one after the other. One thread; memory is used again.
class EvtxReader {
 public:
  /// \param names  Outlives the reader; other readers of the same thread may share it.
  explicit EvtxReader(NameTable& names, const EvtxLimits& limits = {});
  EvtxReader(EvtxReader&&) noexcept;
  EvtxReader& operator=(EvtxReader&&) noexcept;
  ~EvtxReader();

  /// \param chunk  Stays where it is until the next Start(): fields point into it.
  void Start(std::string_view chunk);
  /// Fills `record` with the next record; false at the chunk's end, `record` is then empty.
  /// Damaged records are skipped. Views stay valid until the next Start().
  bool Next(FlatRecord& record);
  const EvtxCounts& counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::formats
