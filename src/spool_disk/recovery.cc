// SPDX-License-Identifier: Apache-2.0
// What DiskSpool does before it takes the first batch: find out what a crash left.
#include "spool_disk/disk_spool.h"

namespace lachan::spool_disk {

using pipeline::Sequence;

Result<std::unique_ptr<DiskSpool>> DiskSpool::Open(Options options, Disk& disk) {
  std::unique_ptr<DiskSpool> spool(new DiskSpool(std::move(options), disk));
  LACHAN_TRY_DO(spool->Prepare(),
                fmt::format("opening the spool {}", spool->options_.folder.string()));
  return spool;
}

Status DiskSpool::Prepare() {
  LACHAN_TRY_DO(disk_.MakeFolder(options_.folder / "quarantine"));
  LACHAN_TRY(lock_, disk_.Open(options_.folder / "lock", true));
  LACHAN_TRY_DO(disk_.Lock(lock_), "another lachan works in this folder; stop it first");
  LACHAN_TRY_DO(LoadPositions());
  LACHAN_TRY(const auto names, disk_.List(options_.folder));
  for (const std::string& name : names) {
    if (!name.starts_with("segment-") || !name.ends_with(".spool")) continue;
    LACHAN_TRY_DO(LoadSegment(name));
  }
  tokens_ = {};
  // Never give a number again that a reader may have counted as done.
  for (const auto& reader : positions_.readers) {
    last_ = std::max({last_, reader.done, reader.pending});
  }
  next_ = last_ + 1;
  auto keys = KeyFile::Open(options_.folder / "keys", options_.kept_keys, disk_);
  if (keys) {
    keys_ = std::move(*keys);
    const auto prints = keys_->Prints();
    const std::unordered_set<std::string> known(prints.begin(), prints.end());
    std::vector<std::string> unknown;
    for (const auto& segment : segments_) {
      std::ranges::copy_if(segment->keys, std::back_inserter(unknown), [&](const std::string& key) {
        return !known.contains(pipeline::KeyPrint(key));
      });
    }
    (void)keys_->Add(unknown);
  } else {
    findings_.push_back("keys of older batches are not kept: " + keys.error().Text());
  }
  LACHAN_TRY_DO(disk_.FlushFolder(options_.folder));
  Reclaim(false);
  return {};
}

Status DiskSpool::LoadPositions() {
  LACHAN_TRY(positions_file_, disk_.Open(options_.folder / "positions", true));
  LACHAN_TRY(const std::uint64_t size, disk_.Size(positions_file_));
  std::optional<Positions> best;
  if (size > 0) {
    LACHAN_TRY(const std::string bytes, disk_.Read(positions_file_, 0, 2 * kPositionSlotBytes));
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const std::size_t from = std::min(bytes.size(), slot * kPositionSlotBytes);
      const auto found = DecodePositions(std::string_view(bytes).substr(from, kPositionSlotBytes));
      if (found && (!best || found->generation > best->generation)) best = found;
    }
    // The file is made with both slots before any batch is taken, so an early crash leaves it
    // short.
    if (!best && bytes.size() >= 2 * kPositionSlotBytes) {
      return Fail(ErrorCode::kCorrupt,
                  "both copies in {} are damaged: what was stored already is not known. Remove the "
                  "file to store everything in the spool again (some events twice)",
                  (options_.folder / "positions").string());
    }
  }
  positions_ = best.value_or(Positions{});
  if (size >= 2 * kPositionSlotBytes) return {};
  LACHAN_TRY_DO(
      WriteAll(positions_file_, EncodePositions(positions_) + EncodePositions(positions_), 0));
  return disk_.Flush(positions_file_);
}

Status DiskSpool::LoadSegment(const std::string& name) {
  auto segment = std::make_shared<Segment>();
  segment->path = options_.folder / name;
  LACHAN_TRY(segment->file, disk_.Open(segment->path, false));
  LACHAN_TRY(const std::uint64_t size, disk_.Size(segment->file));
  LACHAN_TRY(const std::string bytes, disk_.Read(segment->file, 0, size));
  if (size < kSegmentHeaderBytes) {  // cut off while it was made: nothing was acknowledged from it
    disk_.Close(segment->file);
    return disk_.Remove(segment->path);
  }
  if (!IsSegmentHeader(bytes)) Quarantine(segment->path, bytes, "damaged header");
  ScanSegment(*segment, bytes);
  if (segment->entries.empty()) {  // abandoned, or all of it was put aside
    disk_.Close(segment->file);
    return disk_.Remove(segment->path);
  }
  if (segment->size < size) LACHAN_TRY_DO(disk_.Truncate(segment->file, segment->size));
  bytes_ += segment->size;
  segments_.push_back(std::move(segment));
  return {};
}

void DiskSpool::ScanSegment(Segment& segment, std::string_view bytes) {
  std::size_t at = kSegmentHeaderBytes;
  segment.size = at;
  while (at < bytes.size()) {
    FrameAt found = DecodeFrame(bytes.substr(at), false);
    if (found.state != FrameAt::State::kGood) {
      const std::size_t next = SkipDamage(segment, bytes, at, found.size);
      // A frame cut off by the end of the file was being written when the process died.
      if (next == std::string_view::npos) return;
      at = next;
      continue;
    }
    // The second copy of a batch that was written again after a failure.
    if (tokens_.insert(found.frame.item.token).second) {
      segment.entries.push_back({found.frame.sequence, at, static_cast<std::uint32_t>(found.size)});
      if (!found.frame.item.key.empty()) segment.keys.push_back(found.frame.item.key);
    }
    last_ = std::max(last_, found.frame.sequence);
    at += found.size;
    segment.size = at;
  }
}

/// Finds where good frames go on after `at`; npos if nowhere. Damage (not a clean cut) is put
/// aside.
std::size_t DiskSpool::SkipDamage(const Segment& segment, std::string_view bytes, std::size_t at,
                                  std::size_t frame_size) {
  std::size_t next = frame_size > 0 ? at + frame_size : FindMagic(bytes, at + 1);
  while (next < bytes.size() &&
         DecodeFrame(bytes.substr(next), false).state != FrameAt::State::kGood) {
    next = FindMagic(bytes, next + 1);
  }
  const bool goes_on = next < bytes.size();
  const bool is_cut = DecodeFrame(bytes.substr(at), false).state == FrameAt::State::kCut;
  if (goes_on || !is_cut) {
    Quarantine(segment.path, bytes.substr(at, goes_on ? next - at : bytes.size() - at),
               fmt::format("damaged at byte {}", at));
  }
  return goes_on ? next : std::string_view::npos;
}

void DiskSpool::Quarantine(const std::filesystem::path& origin, std::string_view bytes,
                           std::string_view reason) {
  const std::string name =
      fmt::format("{}.{:03}.damaged", origin.filename().string(), quarantined_++);
  findings_.push_back(fmt::format("{}: {}; {} bytes kept as quarantine/{}", origin.string(), reason,
                                  bytes.size(), name));
  // Keeping a copy must not stand in the way of the rest.
  const auto file = disk_.Create(options_.folder / "quarantine" / name);
  if (!file) return;
  if (WriteAll(*file, bytes, 0)) (void)disk_.Flush(*file);
  disk_.Close(*file);
}

}  // namespace lachan::spool_disk
