// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the sources send, as it passes: rates, formats, delays, samples, and senders that no source
/// claims. In memory; what must outlast the process goes through watch.h.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "pipeline/source_meter.h"
#include "sources/ring.h"

namespace lachan::sources {

/// A record as it came and how it was understood.
struct Sample {
  Instant received_at;
  std::optional<Instant> own_time;
  bool clock_suspect = false;
  AgencyId agency;  ///< Of the event: a relay's records may be another's.
  std::string peer, host;
  Transport transport = Transport::kUnknown;
  std::string format;
  normalise::Outcome outcome = normalise::Outcome::kUnderstood;
  std::size_t fields = 0;
  std::string text;  ///< At most Meter::kSampleBytes.
};

/// One source since the start of the process.
struct Sighting {
  std::int64_t source = 0;
  std::optional<Instant> first_at, last_at;
  std::uint64_t understood = 0, as_text = 0, malformed = 0, clock_suspect = 0;
  std::uint64_t last_minute = 0;                 ///< Records in the last 60 seconds.
  std::vector<std::uint64_t> minutes;            ///< The last 60 whole minutes, oldest first.
  std::map<std::string, std::uint64_t> formats;  ///< At most kFormats; the rest as "…".
  std::map<Transport, std::uint64_t> transports;
  Spread skew;   ///< Own time − receipt; of no records that may be old (normalise/kept.h).
  Spread delay;  ///< Receipt − own time, of those among them whose own time is believed.
  std::optional<Instant> certificate_until;  ///< Of the sender that came in last with one.
  Spread storing;                            ///< From receipt into the store.
  std::vector<Sample> recent;                ///< Newest first.
  std::vector<Sample> odd;                   ///< Stored as text or malformed; newest first.
};

/// An address that sends but belongs to no source.
struct Stranger {
  std::string peer;
  std::uint64_t records = 0;
  Instant first_at, last_at;
  Sample sample;  ///< The last one taken.
};

/// Purpose      Counts at the side of the pipeline.
/// Concurrency  Thread-safe; one short lock a batch.
/// Limits       Kilobytes a source; kStrangers addresses, of which the one that is silent longest
///              makes room. A flood of forged addresses is counted, not kept.
class Meter final : public pipeline::SourceMeter {
 public:
  static constexpr std::size_t kSampleBytes = 600;
  static constexpr std::size_t kSamples = 8;
  static constexpr std::size_t kFormats = 16;
  static constexpr std::size_t kStrangers = 500;

  explicit Meter(const Clock& clock) : clock_(clock) {}

  std::unique_ptr<pipeline::BatchMeter> Begin(std::size_t records) override;
  void Stored(SourceId source, Instant received_at) override;
  /// Records of an unknown sender that intake refused; `record` is one of them.
  void Refused(const RawRecord& record, std::uint64_t records = 1);
  /// A sender of the source showed a certificate that holds until then.
  void Certified(SourceId source, Instant until);

  std::vector<Sighting> All() const;
  /// Nothing when it sent nothing since the start.
  std::optional<Sighting> Of(std::int64_t source) const;
  /// Most records first.
  std::vector<Stranger> Strangers() const;
  /// Records of unknown senders whose address was not kept.
  std::uint64_t forgotten_strangers() const;

  /// Records an hour, per source, that were not taken yet: taken by TakeHours().
  using HourCounts = std::map<std::int64_t, std::uint64_t>;
  std::map<std::int64_t, HourCounts> TakeHours();
  /// Puts back what could not be kept.
  void ReturnHours(const std::map<std::int64_t, HourCounts>& hours);
  HourCounts PendingHours(std::int64_t source) const;

 private:
  struct Entry;
  struct Tally;
  class Batch;
  Entry& EntryOf(std::int64_t source);
  void Note(Tally& tally);
  void Meet(const Sample& sample, std::uint64_t records);
  Sighting View(const Entry& entry, Instant now) const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::int64_t, std::shared_ptr<Entry>> entries_;  // all guarded by mutex_
  std::map<std::string, Stranger, std::less<>> strangers_;
  std::uint64_t forgotten_ = 0;
  Instant room_at_;  // next look for room among the strangers
};

}  // namespace lachan::sources
