// SPDX-License-Identifier: Apache-2.0
#include "spool_disk/disk_spool.h"

namespace lachan::spool_disk {

using pipeline::Sequence;
using pipeline::SpoolFrame;
using pipeline::SpoolItem;
using pipeline::SpoolPosition;
using pipeline::SpoolReader;

namespace {
constexpr std::size_t kMostKept = 64;  ///< Files kept for their keys, however small.
}

DiskSpool::~DiskSpool() {
  for (const auto& segment : segments_) disk_.Close(segment->file);
  if (positions_file_ >= 0) disk_.Close(positions_file_);
  if (lock_ >= 0) disk_.Close(lock_);
}

Result<Sequence> DiskSpool::Append(std::span<const SpoolItem> items) {
  const std::lock_guard writing(write_mutex_);
  const Sequence first = next_;
  next_ += items.size();  // burnt even on failure: the bytes may be on the disk all the same
  std::vector<std::string> heads;
  std::vector<std::string_view> parts;
  std::vector<Entry> entries;
  heads.reserve(items.size());
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view head = heads.emplace_back(FrameHead(first + i, items[i]));
    const std::string_view body = *items[i].body;
    parts.insert(parts.end(), {head, body});
    entries.push_back({first + i, size, static_cast<std::uint32_t>(head.size() + body.size())});
    size += head.size() + body.size();
  }
  if (auto room = CheckRoom(size); !room) {
    if (current_ && !current_->entries.empty()) {  // so that it can be freed
      KeepKeys(*current_);
      const std::lock_guard lock(mutex_);
      Abandon();
    }
    return std::unexpected(std::move(room).error());
  }
  if (current_ && current_->size >= options_.segment_bytes) {
    KeepKeys(*current_);
    const std::lock_guard lock(mutex_);
    Abandon();
  }
  Status written = current_ ? Status{} : OpenSegment();
  if (written) written = WriteAll(current_->file, parts, current_->size);
  if (written) written = disk_.Flush(current_->file);
  if (!written && current_) KeepKeys(*current_);
  const std::lock_guard lock(mutex_);
  if (!written) {
    ++failed_writes_;
    short_of_space_ = short_of_space_ || written.error().code() == ErrorCode::kExhausted;
    if (current_) {
      // Best effort: take back what may have reached the file. It is abandoned in any case.
      if (disk_.Truncate(current_->file, current_->size)) (void)disk_.Flush(current_->file);
      if (current_->entries.empty()) Drop(current_);
      Abandon();
    }
    Reclaim(short_of_space_);
    return std::unexpected(std::move(written).error().With(
        fmt::format("writing to the spool {}", options_.folder.string())));
  }
  short_of_space_ = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    entries[i].offset += current_->size;
    current_->entries.push_back(entries[i]);
    if (!items[i].key.empty()) current_->keys.push_back(items[i].key);
  }
  current_->size += size;
  bytes_ += size;
  last_ = first + items.size() - 1;
  return first;
}

Status DiskSpool::CheckRoom(std::uint64_t size) {
  // A disk that does not say how much it has left says so when it is written to.
  const std::uint64_t free =
      options_.keep_free_bytes == 0 ? UINT64_MAX : disk_.Free(options_.folder).value_or(UINT64_MAX);
  const std::lock_guard lock(mutex_);
  if (bytes_ + size > options_.limit_bytes) Reclaim(true);
  Status room;
  if (bytes_ + size > options_.limit_bytes) {
    room = Fail(ErrorCode::kExhausted, "the spool is full ({} MiB)", options_.limit_bytes >> 20);
  } else if (free < options_.keep_free_bytes + size) {
    Reclaim(true);
    room =
        Fail(ErrorCode::kExhausted, "the disk has {} MiB left, of which {} are kept for the state",
             free >> 20, options_.keep_free_bytes >> 20);
  }
  if (room) return {};
  short_of_space_ = true;
  return room;
}

Status DiskSpool::OpenSegment() {
  auto segment = std::make_shared<Segment>();
  Result<Disk::File> file = Fail(ErrorCode::kConflict, "no name tried yet");
  // The second number tells a segment from an abandoned one that could not be removed.
  for (int tries = 0; !file && file.error().code() == ErrorCode::kConflict && tries < 1000;
       ++tries) {
    segment->path = options_.folder / fmt::format("segment-{:020}-{:03}.spool", next_, tries);
    file = disk_.Create(segment->path);
  }
  if (!file) return std::unexpected(std::move(file).error());
  segment->file = *file;
  const std::string header = SegmentHeader(next_);
  Status made = WriteAll(segment->file, header, 0);
  if (made) made = disk_.FlushFolder(options_.folder);
  if (!made) {
    disk_.Close(segment->file);
    (void)disk_.Remove(segment->path);
    return made;
  }
  segment->size = header.size();
  const std::lock_guard lock(mutex_);
  bytes_ += header.size();
  current_ = segment;
  writing_ = segment;
  segments_.push_back(std::move(segment));
  return {};
}

Status DiskSpool::WriteAll(Disk::File file, std::span<std::string_view> parts,
                           std::uint64_t offset) {
  while (!parts.empty()) {
    if (parts[0].empty()) {
      parts = parts.subspan(1);
      continue;
    }
    LACHAN_TRY(std::size_t written, disk_.Write(file, parts, offset));
    if (written == 0) return Fail(ErrorCode::kUnavailable, "the disk takes no more bytes");
    offset += written;
    while (written > 0) {
      const std::size_t taken = std::min(written, parts[0].size());
      parts[0].remove_prefix(taken);
      written -= taken;
      if (parts[0].empty()) parts = parts.subspan(1);
    }
  }
  return {};
}

void DiskSpool::KeepKeys(const Segment& segment) {
  // Best effort: a disk that fails now takes nothing else either.
  if (keys_) (void)keys_->Add(segment.keys);
}

void DiskSpool::Abandon() {
  current_.reset();
  writing_.reset();
}

Result<std::optional<SpoolFrame>> DiskSpool::Read(Sequence from) {
  while (true) {
    std::shared_ptr<Segment> segment;
    Entry entry;
    std::string bytes;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& candidate : segments_) {
        if (candidate->entries.empty() || candidate->entries.back().sequence < from) continue;
        segment = candidate;
        entry = *std::ranges::lower_bound(candidate->entries, from, {}, &Entry::sequence);
        break;
      }
      if (!segment) return std::nullopt;
      // Under the lock, so that the file is not removed and its descriptor reused meanwhile.
      LACHAN_TRY(bytes, disk_.Read(segment->file, entry.offset, entry.size));
    }
    FrameAt at = DecodeFrame(bytes, true);
    if (at.state == FrameAt::State::kGood) return std::move(at.frame);
    const std::lock_guard lock(mutex_);
    Quarantine(segment->path, bytes, "damaged since it was written");
    std::erase_if(segment->entries,
                  [&](const Entry& other) { return other.sequence == entry.sequence; });
  }
}

SpoolPosition DiskSpool::Position(SpoolReader reader) const {
  const std::lock_guard lock(mutex_);
  return positions_.readers[static_cast<std::size_t>(reader)];
}

Status DiskSpool::SetPosition(SpoolReader reader, SpoolPosition position) {
  const std::lock_guard saving(position_mutex_);
  Positions next;
  {
    const std::lock_guard lock(mutex_);
    next = positions_;
  }
  ++next.generation;
  next.readers[static_cast<std::size_t>(reader)] = position;
  // In place, two slots in turn: no space is needed on a full disk, and a torn write leaves the
  // other slot.
  const std::uint64_t offset = (next.generation % 2) * kPositionSlotBytes;
  LACHAN_TRY_DO(WriteAll(positions_file_, EncodePositions(next), offset), "saving spool positions");
  LACHAN_TRY_DO(disk_.Flush(positions_file_), "saving spool positions");
  const std::lock_guard lock(mutex_);
  positions_ = next;
  Reclaim(short_of_space_);
  return {};
}

void DiskSpool::Drop(const std::shared_ptr<Segment>& segment) {
  if (!disk_.Remove(segment->path)) return;
  disk_.Close(segment->file);
  bytes_ -= segment->size;
  std::erase(segments_, segment);
}

Sequence DiskSpool::DoneByAll() const {
  return std::min(positions_.readers[0].done, positions_.readers[1].done);
}

void DiskSpool::Reclaim(bool everything) {
  const Sequence done = DoneByAll();
  const auto is_done = [&](const std::shared_ptr<Segment>& segment) {
    return segment != writing_ &&
           (segment->entries.empty() || segment->entries.back().sequence <= done);
  };
  std::size_t finished = 0;
  while (finished < segments_.size() && is_done(segments_[finished])) ++finished;
  std::size_t keep = 0;
  if (!everything) keep = std::min(finished, options_.keep_segments);
  // Each start begins a file: several small ones hold the keys of no more than one large one.
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < keep; ++i) bytes += segments_[finished - 1 - i]->size;
  while (keep > 0 && keep < finished && keep < kMostKept) {
    bytes += segments_[finished - 1 - keep]->size;
    if (bytes > options_.segment_bytes) break;
    ++keep;
  }
  for (; finished > keep; --finished) {
    Drop(segments_[0]);  // where that fails, it is tried again with the next position
  }
}

Status DiskSpool::SetAside(const SpoolFrame& frame, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  Quarantine(options_.folder / fmt::format("batch-{:020}", frame.sequence),
             EncodeFrame(frame.sequence, frame.item), reason);
  return {};
}

std::vector<std::string> DiskSpool::RecentKeys() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& segment : segments_) {
    keys.insert(keys.end(), segment->keys.begin(), segment->keys.end());
  }
  return keys;
}

std::vector<std::string> DiskSpool::KeptKeyPrints() const {
  return keys_ ? keys_->Prints() : std::vector<std::string>();
}

pipeline::SpoolUsage DiskSpool::Usage() const {
  const std::lock_guard lock(mutex_);
  pipeline::SpoolUsage usage;
  usage.bytes = bytes_;
  usage.limit_bytes = options_.limit_bytes;
  for (const auto& segment : segments_) {
    if (segment->entries.empty()) continue;
    usage.first = segment->entries.front().sequence;
    break;
  }
  usage.last = last_;
  usage.quarantined = quarantined_;
  usage.failed_writes = failed_writes_;
  return usage;
}

}  // namespace lachan::spool_disk
