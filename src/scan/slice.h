// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/columns.h"
#include "scan/buffer.h"
#include "scan/sniff.h"

namespace lachan::scan {

/// Why something could not be read.
enum class Unread : std::uint8_t {
  kMalformed,      ///< Not in the format of its file.
  kTooLarge,       ///< Beyond a limit in bytes or fields.
  kTooDeep,        ///< Beyond the limit on objects and arrays within one another.
  kCutOff,         ///< The file ends within it.
  kDamagedRecord,  ///< Of an event log.
  kDamagedChunk,   ///< Of an event log; its records are read as far as possible.
};
inline constexpr std::size_t kUnreadKinds = 6;

/// A unit that cannot be read.
struct UnreadUnit {
  std::uint64_t unit = 0;  ///< Number of the line or record within its slice, from 1.
  Unread why = Unread::kMalformed;
};

/// Whole units (lines, records, chunks) of a file, in order.
struct Slice {
  Format format = Format::kText;
  Buffer bytes;
  /// Of JSON documents and XML: where records begin and end in `bytes`. Those of size 0 cannot be
  /// read and are in `unread`. Lines and chunks are found by whoever reads them.
  struct Extent {
    std::uint32_t begin = 0, size = 0;
  };
  std::vector<Extent> records;
  /// A single unit that cannot be read, without bytes; of lines.
  std::vector<UnreadUnit> unread;
  /// Of lines: what the header lines before this slice said of the columns.
  formats::ColumnHeader columns;
};

}  // namespace lachan::scan
