// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "scan/buffer.h"
#include "scan/cutter.h"
#include "scan/input.h"
#include "scan/slice.h"
#include "scan/sniff.h"
#include "scan/source.h"

namespace lachan::scan {

/// A file from its opening to its last slice. One thread.
class OpenedFile {
 public:
  /// Opens, unpacks, tells the format. What cannot be opened has an error() and no slices.
  OpenedFile(const InputFile& file, const SourceWatch& watch, BufferPool& pool,
             const CutLimits& limits);

  const Sniffed& sniffed() const { return sniffed_; }
  /// Nothing at the end, and where nothing can be read.
  std::optional<Slice> Next();
  /// Why the file could not be read, or not to its end.
  std::optional<Error> error() const;

 private:
  Sniffed sniffed_;
  std::optional<Error> error_;
  std::unique_ptr<PeekSource> source_;
  std::optional<Cutter> cutter_;
};

}  // namespace lachan::scan
