// SPDX-License-Identifier: Apache-2.0
#include "scan/opened_file.h"

namespace lachan::scan {

OpenedFile::OpenedFile(const InputFile& file, const SourceWatch& watch, BufferPool& pool,
                       const CutLimits& limits) {
  auto opened = OpenFile(file.path, watch);
  if (!opened) {
    error_ = std::move(opened).error();
    return;
  }
  source_ = Unpacked(*std::move(opened));
  const std::string_view head = source_->Peek(kSniffBytes);
  sniffed_ = Sniff(head, head.size() < kSniffBytes);
  if (sniffed_.format == Format::kEmpty) {
    // Nothing in it, perhaps because it could not be read.
    char byte = 0;
    if (head.empty()) {
      if (auto read = source_->Read(&byte, 1); !read) error_ = std::move(read).error();
    }
    return;
  }
  if (sniffed_.format != Format::kOther) cutter_.emplace(*source_, sniffed_.format, pool, limits);
}

std::optional<Slice> OpenedFile::Next() { return cutter_ ? cutter_->Next() : std::nullopt; }

std::optional<Error> OpenedFile::error() const {
  if (error_) return error_;
  return cutter_ ? cutter_->error() : std::nullopt;
}

}  // namespace lachan::scan
