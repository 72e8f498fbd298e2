// SPDX-License-Identifier: Apache-2.0
#include "scan/cutter.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "formats/evtx.h"

namespace lachan::scan {
namespace {

/// Takes the header lines of `text`, which begins with a line.
void TakeHeaders(std::string_view text, formats::ColumnHeader& header) {
  for (std::size_t at = text.starts_with('#') ? 0 : text.find("\n#"); at < text.size();) {
    const std::size_t begin = text[at] == '\n' ? at + 1 : at;
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    header.Take(line);
    at = text.find("\n#", end);
  }
}

}  // namespace

Cutter::Cutter(PeekSource& source, Format format, BufferPool& pool, const CutLimits& limits)
    : source_(source), format_(format), pool_(pool), limits_(limits), framer_(MakeFramer(format)) {
  // Chunks without the header of a file come from carving.
  if (format == Format::kEvtx && !source.Peek(8).starts_with("ElfChnk")) PassHeader();
}

void Cutter::PassHeader() {
  std::array<char, formats::kEvtxHeader> header{};
  std::size_t passed = 0;
  while (passed < header.size() && !at_end_) {
    const auto count = source_.Read(header.data() + passed, header.size() - passed);
    at_end_ = !count || *count == 0;
    if (!count) error_ = count.error();
    if (!at_end_) passed += *count;
  }
  chunks_named_ = formats::EvtxChunksNamed({header.data(), passed});
  if (at_end_ && !error_) error_ = Error{ErrorCode::kCorrupt, "cut off within its header"};
}

/// A part that was not copied would else look as if nothing had been found in it.
void Cutter::CheckLength() {
  const std::uint64_t whole = cut_ / formats::kEvtxChunk;
  if (error_ || whole >= chunks_named_) return;
  error_ = Error{
      ErrorCode::kCorrupt,
      fmt::format("cut off: its header names {} chunks, {} are here whole", chunks_named_, whole)};
}

/// Reads until the buffer is full, the source ends, or more would have to be waited for.
/// \return false when it ended.
bool Cutter::Fill(Buffer& buffer) {
  is_short_ = false;
  while (buffer.room() > 0 && !is_short_) {
    const std::size_t wanted = buffer.room();
    auto count = source_.Read(buffer.end(), wanted);
    if (!count) {
      error_ = std::move(count).error();
      return false;
    }
    if (*count == 0) return false;
    buffer.SetSize(buffer.size() + *count);
    is_short_ = *count < wanted;
  }
  return true;
}

/// The whole units of the buffer; nothing if there is none yet.
std::optional<Slice> Cutter::Cut(Buffer& buffer) {
  Framed framed = framer_->Frame(buffer.view(), at_end_);
  if (framed.done == 0) return std::nullopt;
  const std::string_view rest = buffer.view().substr(framed.done);
  if (!rest.empty()) {
    carry_ = pool_.Take(std::max(rest.size(), limits_.slice_bytes));
    carry_.Append(rest);
  }
  buffer.SetSize(framed.done);
  cut_ += framed.done;
  buffer.Pad();
  Slice slice;
  slice.format = format_;
  slice.columns = columns_;
  if (format_ == Format::kText) TakeHeaders(buffer.view(), columns_);
  slice.bytes = std::move(buffer);
  slice.records = std::move(framed.records);
  slice.unread = std::move(framed.unread);
  return slice;
}

/// A unit that is too large: reads up to its end and keeps nothing.
std::optional<Slice> Cutter::PassOver(Buffer& buffer) {
  while (true) {
    const Framer::Skipped skipped = framer_->Skip(buffer.view());
    const std::string rest(buffer.view().substr(skipped.bytes));
    buffer.SetSize(0);
    buffer.Append(rest);
    if (skipped.over || at_end_) break;
    at_end_ = !Fill(buffer);
    if (at_end_ && buffer.size() == rest.size()) break;
  }
  carry_ = std::move(buffer);
  Slice slice;
  slice.format = format_;
  slice.records = {{0, 0}};
  slice.unread = {{1, Unread::kTooLarge}};
  return slice;
}

std::optional<Slice> Cutter::Next() {
  auto slice = NextSlice();
  if (!slice) CheckLength();
  return slice;
}

std::optional<Slice> Cutter::NextSlice() {
  while (!at_end_ || carry_.size() > 0) {
    Buffer buffer = std::move(carry_);
    if (buffer.capacity() == 0) buffer = pool_.Take(limits_.slice_bytes);
    if (!at_end_) at_end_ = !Fill(buffer);
    while (true) {
      if (auto slice = Cut(buffer)) return slice;
      if (buffer.size() == 0) return std::nullopt;
      if (buffer.size() > limits_.unit_bytes) return PassOver(buffer);
      if (buffer.room() == 0) buffer.Grow(std::min(buffer.capacity() * 2, limits_.unit_bytes + 1));
      at_end_ = !Fill(buffer);
    }
  }
  return std::nullopt;
}

}  // namespace lachan::scan
