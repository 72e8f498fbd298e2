// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "scan/framer.h"
#include "scan/slice.h"
#include "scan/source.h"

namespace lachan::scan {

struct CutLimits {
  std::size_t slice_bytes = 4 << 20;
  std::size_t unit_bytes = 16 << 20;  ///< A larger line or record is passed over and counted.
};

/// Purpose      Cuts a file into slices of whole units.
/// Concurrency  One thread; the pool may be shared.
/// Limits       CutLimits: at most a slice and a unit are held.
class Cutter {
 public:
  /// \param format  Not kEmpty or kOther.
  Cutter(PeekSource& source, Format format, BufferPool& pool, const CutLimits& limits = {});

  /// The next slice; nothing at the end.
  std::optional<Slice> Next();
  /// Set when the file could not be read to its end, or an event log has fewer chunks than its
  /// header names.
  const std::optional<Error>& error() const { return error_; }

 private:
  void PassHeader();
  void CheckLength();
  std::optional<Slice> NextSlice();
  bool Fill(Buffer& buffer);
  std::optional<Slice> Cut(Buffer& buffer);
  std::optional<Slice> PassOver(Buffer& buffer);

  PeekSource& source_;
  const Format format_;
  BufferPool& pool_;
  const CutLimits limits_;
  std::unique_ptr<Framer> framer_;
  formats::ColumnHeader columns_;  ///< Of the lines that come next.
  Buffer carry_;                   ///< Bytes of a unit whose end is not there yet.
  bool at_end_ = false, is_short_ = false;
  std::uint64_t chunks_named_ = 0;  ///< By the header of an event log.
  std::uint64_t cut_ = 0;           ///< Bytes handed out in slices.
  std::optional<Error> error_;
};

}  // namespace lachan::scan
