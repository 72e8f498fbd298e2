// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where the units of a file (lines, JSON objects, <Event> elements, chunks) begin and end, in
/// bytes that come in pieces.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/slice.h"

namespace lachan::scan {

/// What a framer found in the bytes it was given.
struct Framed {
  std::size_t done = 0;                ///< Bytes that are whole units and what lies between them.
  std::vector<Slice::Extent> records;  ///< See Slice; places count from the first byte given.
  std::vector<UnreadUnit> unread;      ///< See Slice.
};

/// Purpose     Divides a stream. Keeps what is open between calls: wrappers, not bytes.
/// Concurrency One thread.
class Framer {
 public:
  virtual ~Framer() = default;
  /// \param bytes   All that follow those called done; fewer than 4 GiB.
  /// \param at_end  Nothing follows them: everything gets done.
  virtual Framed Frame(std::string_view bytes, bool at_end) = 0;
  /// The unit at the beginning is larger than may be kept: looks for its end only.
  /// \return bytes that belong to it; fewer than given, or all with `over` true, at its end.
  struct Skipped {
    std::size_t bytes = 0;
    bool over = false;
  };
  virtual Skipped Skip(std::string_view bytes) = 0;
};

/// \param format  Not kEmpty or kOther.
std::unique_ptr<Framer> MakeFramer(Format format);

}  // namespace lachan::scan
