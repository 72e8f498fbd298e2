// SPDX-License-Identifier: Apache-2.0
/// \file
/// What became of every record: received = stored + rejected + duplicate + in flight.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace lachan::pipeline {

/// Why a record was not taken. Names reach metrics and reports; never rename.
enum class Rejection : std::uint8_t {
  kEmpty = 0,          ///< No bytes but white space.
  kTooLong = 1,        ///< Longer than the intake's limit.
  kShed = 2,           ///< Queue full and the sender cannot wait (UDP).
  kBadFraming = 3,     ///< Octet count wrong; the connection's rest could not be read.
  kSpoolFailed = 4,    ///< Disk full or refusing; the sender was told.
  kStoreRefused = 5,   ///< The event store will never take it; kept in the quarantine.
  kUnknownSource = 6,  ///< No source claims the sender and unknown senders are not admitted.
};
inline constexpr std::size_t kRejections = 7;
/// "empty", "too_long", "shed", …
std::string_view ToString(Rejection reason);

/// Since the source sent for the first time, over all starts. A record is in exactly one of stored,
/// rejected, duplicates and in_flight. What an earlier process received and left in the spool is
/// counted when it is stored.
struct SourceCounters {
  SourceId source;
  std::uint64_t received = 0;   ///< Records that reached us, also those refused.
  std::uint64_t recovered = 0;  ///< Of those: stored from the spool of an earlier process.
  std::uint64_t bytes = 0;      ///< Of the records handed to the pipeline.
  std::uint64_t stored = 0;
  std::uint64_t duplicates = 0;  ///< Second submission of an idempotency key.
  std::uint64_t malformed =
      0;  ///< Stored as text because their format was broken (also in stored).
  std::uint64_t clock_suspect = 0;
  std::array<std::uint64_t, kRejections> rejected{};
  std::uint64_t in_flight = 0;
  std::optional<Instant> last_received_at;

  std::uint64_t rejected_total() const {
    return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
  }
};

/// The state of the whole way, for /metrics and /readyz.
struct Metrics {
  std::uint64_t queue_bytes = 0;
  std::uint64_t queue_limit_bytes = 0;
  std::uint64_t queue_batches = 0;
  std::uint64_t received = 0;  ///< Sums over all sources.
  std::uint64_t stored = 0;
  std::uint64_t rejected = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t shed = 0;  ///< Part of rejected.
  std::uint64_t malformed = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t detections = 0;  ///< Raised, again after a replay included.
  /// Searches that the rules gave up after too many steps: the value was taken as not matching.
  std::uint64_t regexes_given_up = 0;
  std::uint64_t indicator_hits = 0;  ///< Indicators in events; excluded ones not.
  std::uint64_t store_retries = 0;
  std::uint64_t sink_retries = 0;
  std::uint64_t spool_bytes = 0;
  std::uint64_t spool_limit_bytes = 0;
  std::uint64_t spool_quarantined = 0;
  std::uint64_t store_lag_batches = 0;   ///< Durable but not yet stored.
  std::uint64_t detect_lag_batches = 0;  ///< Durable but not yet matched.
  std::string spool_problem;             ///< Last error while it lasts; empty when writing works.
  std::string store_problem;
  std::string sink_problem;
};

/// Changes of one batch, per source, to be applied at once.
class Tally {
 public:
  SourceCounters& operator[](SourceId source);
  std::span<const SourceCounters> changes() const { return changes_; }

 private:
  std::vector<SourceCounters> changes_;  // one or two: a batch rarely has more senders
};

/// The change that takes `tally` back.
Tally Negated(const Tally& tally);

/// The counters themselves. Thread-safe; one short lock per batch.
class Accounting {
 public:
  /// Adds each change to the counters of its source, all under one lock, so that no reader sees
  /// half of a batch. Numbers that shall shrink are given as their two's complement.
  void Add(std::span<const SourceCounters> changes);
  std::vector<SourceCounters> Snapshot() const;
  /// Sum over all sources.
  SourceCounters Total() const;
  /// Counts on from what an earlier process kept.
  void Restore(std::span<const SourceCounters> kept);

 private:
  mutable std::mutex mutex_;
  std::map<std::int64_t, SourceCounters> by_source_;  // guarded by mutex_
};

/// Counters as bytes for an AccountKeeper, and back; what is in flight is left out. Bytes of an
/// older or newer program that are not understood give nothing.
std::string EncodeCounters(std::span<const SourceCounters> counters);
std::optional<std::vector<SourceCounters>> DecodeCounters(std::string_view bytes);

}  // namespace lachan::pipeline
