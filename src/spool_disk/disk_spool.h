// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "pipeline/ports.h"
#include "spool_disk/disk.h"
#include "spool_disk/frame.h"
#include "spool_disk/key_file.h"

namespace lachan::spool_disk {

/// Purpose      Batches in append-only files, flushed once per Append() (group commit).
/// Life cycle   Open() recovers what a crash left; the destructor only closes files.
/// Concurrency  Thread-safe; Append() and the readers wait for each other briefly, never for a
/// flush
///              of the other side.
/// Limits       `limit_bytes` on disk. Index memory: about 24 bytes a kept batch.
/// Damage       A batch cut off at the end of a file was never acknowledged and is dropped.
/// Anything
///              else that does not check is kept under `quarantine/`, counted and reported; the
///              rest goes on. A failed write or flush abandons its file: nothing is believed of it
///              beyond what was flushed before.
class DiskSpool final : public pipeline::Spool {
 public:
  struct Options {
    std::filesystem::path folder;
    std::uint64_t limit_bytes = 4ull << 30;
    std::uint64_t segment_bytes = 32u << 20;
    /// Nothing is taken that would leave less on the disk: what people do must still be written
    /// when senders have filled it.
    std::uint64_t keep_free_bytes = 0;
    /// Files kept after both readers are done, for the idempotency keys in them; more of them while
    /// they are no larger together than one whole file.
    std::size_t keep_segments = 1;
    /// Prints of older idempotency keys that are kept.
    std::size_t kept_keys = KeyFile::kCapacity;
  };

  /// \error kFailedPrecondition  another process uses the folder
  /// \error kCorrupt             both position slots are damaged: a person must decide
  /// \error kExhausted, kUnavailable  the disk refuses
  static Result<std::unique_ptr<DiskSpool>> Open(Options options, Disk& disk);
  ~DiskSpool() override;

  Result<pipeline::Sequence> Append(std::span<const pipeline::SpoolItem> items) override;
  Result<std::optional<pipeline::SpoolFrame>> Read(pipeline::Sequence from) override;
  pipeline::SpoolPosition Position(pipeline::SpoolReader reader) const override;
  Status SetPosition(pipeline::SpoolReader reader, pipeline::SpoolPosition position) override;
  Status SetAside(const pipeline::SpoolFrame& frame, std::string_view reason) override;
  std::vector<std::string> RecentKeys() const override;
  std::vector<std::string> KeptKeyPrints() const override;
  pipeline::SpoolUsage Usage() const override;

  /// What recovery found wrong, for the log: one line a finding.
  const std::vector<std::string>& findings() const { return findings_; }

 private:
  struct Entry {
    pipeline::Sequence sequence = 0;
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
  };
  struct Segment {
    std::filesystem::path path;
    Disk::File file = -1;
    std::uint64_t size = 0;  ///< Good bytes.
    std::vector<Entry> entries;
    std::vector<std::string> keys;
  };

  DiskSpool(Options options, Disk& disk) : options_(std::move(options)), disk_(disk) {}

  // Recovery; called once, before any other thread.
  Status Prepare();
  Status LoadPositions();
  Status LoadSegment(const std::string& name);
  void ScanSegment(Segment& segment, std::string_view bytes);
  std::size_t SkipDamage(const Segment& segment, std::string_view bytes, std::size_t at,
                         std::size_t frame_size);
  void Quarantine(const std::filesystem::path& origin, std::string_view bytes,
                  std::string_view reason);

  // Writing; write_mutex_ held.
  Status OpenSegment();
  Status WriteAll(Disk::File file, std::span<std::string_view> parts, std::uint64_t offset);
  Status WriteAll(Disk::File file, std::string_view bytes, std::uint64_t offset) {
    return WriteAll(file, {&bytes, 1}, offset);
  }
  void Abandon();
  /// Before a file is written no more: its keys outlive it.
  void KeepKeys(const Segment& segment);

  /// \error kExhausted  no room for `size` more bytes within the limits
  Status CheckRoom(std::uint64_t size);

  // mutex_ held.
  void Reclaim(bool everything);
  void Drop(const std::shared_ptr<Segment>& segment);
  pipeline::Sequence DoneByAll() const;

  const Options options_;
  Disk& disk_;
  Disk::File lock_ = -1;
  std::vector<std::string> findings_;
  std::unordered_set<std::string> tokens_;  // during recovery only

  std::mutex write_mutex_;            ///< Serialises Append(); taken before mutex_.
  std::unique_ptr<KeyFile> keys_;     // guarded by write_mutex_; null: the disk refused
  std::shared_ptr<Segment> current_;  // guarded by write_mutex_
  pipeline::Sequence next_ = 1;       // guarded by write_mutex_

  std::mutex position_mutex_;  ///< Serialises SetPosition(); taken before mutex_.
  Disk::File positions_file_ = -1;

  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Segment>> segments_;  // all below guarded by mutex_
  std::shared_ptr<Segment> writing_;
  Positions positions_;
  std::uint64_t bytes_ = 0, quarantined_ = 0, failed_writes_ = 0;
  pipeline::Sequence last_ = 0;
  bool short_of_space_ = false;
};

}  // namespace lachan::spool_disk
