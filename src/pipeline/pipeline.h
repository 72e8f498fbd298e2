// SPDX-License-Identifier: Apache-2.0
/// \file
/// The way of a record from the socket to the store.
///
/// \code
///   Submit/TryEnqueue ─► queue ─► workers: normalise, locate ─► writer: spool (fsync) ─► done()
///                                                                  │
///                             detect reader: rules, correlations ─► DetectionSink
///                             store reader:  one insert a unit   ─► EventStore
/// \endcode
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/time.h"
#include "pipeline/accounting.h"
#include "pipeline/detection.h"
#include "pipeline/ports.h"

namespace lachan::events {
class EventStore;
}
namespace lachan::normalise {
class Normaliser;
}

namespace lachan::pipeline {

class SourceMeter;

/// When Submit() may return.
enum class Durability : std::uint8_t {
  kQueued,   ///< Taken into the queue; a crash may lose it.
  kDurable,  ///< Flushed to the spool: survives a kill at any instruction.
};

/// What became of a submission.
struct Receipt {
  /// A record that was not taken, by its index in the submission.
  struct Refused {
    std::uint32_t index = 0;
    Rejection reason = Rejection::kTooLong;
  };
  std::string token;  ///< Batch identity, for support questions; empty if nothing was taken.
  std::uint32_t accepted = 0;   ///< Taken (stored as text when not understood).
  std::uint32_t malformed = 0;  ///< Of those: declared or looked like a format, but broken. With
                                ///< kQueued this is not known yet and 0.
  std::vector<std::uint32_t> malformed_at;  ///< Their indexes, the first 20.
  std::vector<Refused> refused;
  std::uint32_t clock_suspect = 0;     ///< Of those: their own time is not believed (Event). With
                                       ///< kQueued 0, as the two below are empty.
  std::optional<Instant> first, last;  ///< Least and greatest Event::time of what was taken.
  bool duplicate = false;  ///< The idempotency key was seen before: nothing was stored again.
};

/// Purpose      Takes batches of records, makes events, keeps them durable, feeds rules and store.
/// Life cycle   Construct, Start(), submit…, Stop(). Start() replays what the spool still holds.
///              Stop() refuses new work, finishes what was taken up to the spool, and joins.
/// Concurrency  All members are thread-safe.
/// Limits       Memory: `Options::queue_bytes` waiting + `Options::tail_bytes` of spooled batches
/// not
///              yet read. Beyond the first, kExhausted.
/// Crash        A batch is acknowledged after fsync. Rules run on the spool's reading side with a
///              position of their own, so a kill loses no alert; an alert raised again after a
///              replay carries the same key (detection.h), so a sink that keeps keys unique has no
///              doubles. Events keep their ids through a replay, and an insert unit keeps its
///              members and its deduplication token.
class Pipeline {
 public:
  struct Options {
    int workers = 2;
    std::size_t queue_bytes = 64u << 20;
    std::size_t tail_bytes = 64u << 20;
    std::size_t max_record_bytes = 1u << 20;  ///< A longer record is refused (kTooLong).
    std::size_t max_batch_records = 20'000;   ///< Of one submission; more is kInvalidInput.
    std::size_t insert_events = 50'000;       ///< Most events of one insert unit.
    std::size_t insert_bytes = 32u << 20;
    /// Least time between two inserts while there is no backlog. An insert that took long makes it
    /// longer, up to the second: fewer and larger parts where the store is busy.
    std::chrono::milliseconds insert_interval{200};
    std::chrono::milliseconds insert_interval_most{800};
    /// What TryEnqueue does when the queue is full: false: kExhausted, so that the sender is held
    /// back; true: the records are dropped and counted (kShed).
    bool shed_when_full = false;
    std::chrono::milliseconds retry_first{100};  ///< Back-off of store, sink and spool.
    std::chrono::milliseconds retry_last{10'000};
    std::size_t idempotency_keys = 100'000;
    std::size_t correlation_bytes = 32u << 20;  ///< Most that the windows of one correlation take.
    /// Without a WindowKeeper: how far back the rules see events again after a restart, so that
    /// correlation windows refill; the spool keeps that much (not when it is half full or more).
    /// Alerts raised again carry the same key. 0: only what was not matched yet.
    std::chrono::minutes detect_rewind{5};
  };
  struct Deps {
    const Clock& clock;
    const normalise::Normaliser& normaliser;
    Spool& spool;
    events::EventStore& store;
    DetectionSink& detections;
    DetectionMeter* meter = nullptr;    ///< Null: nobody counts.
    WindowKeeper* windows = nullptr;    ///< Null: windows are refilled by `detect_rewind` only.
    SourceMeter* sources = nullptr;     ///< Null: nobody watches.
    AccountKeeper* accounts = nullptr;  ///< Null: counters begin at 0 with every start.
    /// Keeps the headers of logs with columns; null: a stop forgets them, and lines from the middle
    /// of a log are text until its next header.
    AccountKeeper* columns = nullptr;
  };

  Pipeline(Options options, Deps deps);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// \error kCorrupt  the spool cannot be read at all
  Status Start();
  void Stop();

  using Done = std::function<void(const Result<Receipt>&)>;

  /// Takes a batch (records of one sender, with one source) and returns when it is as safe as
  /// asked. Blocks the caller (a few ms).
  /// \param idempotency_key  A second submission with the same key and source is acknowledged and
  ///                         dropped. Empty: none. At most 200 bytes.
  /// \error kExhausted     queue or spool full: try again after RetryAfter()
  /// \error kUnavailable   the disk refuses, or the pipeline is stopping
  /// \error kInvalidInput  too many records in one submission, or key too long
  Result<Receipt> Submit(std::vector<RawRecord> records, Durability durability,
                         std::string_view idempotency_key = {});

  /// The same without blocking; `done` is called once, from a thread of the pipeline (post to your
  /// own executor from there), unless an error is returned here: then it is never called.
  Status SubmitAsync(std::vector<RawRecord> records, std::string idempotency_key, Done done);

  /// For senders that cannot be answered (syslog). Never blocks, never waits for the disk.
  /// `records` is moved from on success only, so that the caller may try again.
  /// \error kExhausted  queue full; nothing was counted: retry (TCP) or call CountRejected (UDP).
  ///                    Not with Options::shed_when_full: then they are counted and gone.
  Status TryEnqueue(std::vector<RawRecord>&& records);

  /// How long a sender that got kExhausted should wait.
  std::chrono::seconds RetryAfter() const { return std::chrono::seconds{2}; }

  /// Counts records that an intake refused itself (too long, shed, bad framing).
  void CountRejected(SourceId source, Rejection reason, std::uint64_t records);

  /// Swaps a snapshot; takes effect with the next batch. Null: no rules / nothing is located. The
  /// windows of correlations that the new rules have as well are carried over.
  void SetRules(RulesInForce rules);
  void SetRules(std::shared_ptr<const detect::RuleSet> rules) {
    SetRules(RulesInForce{std::move(rules)});
  }
  /// The same for indicators, with rules or without any. Null: none.
  void SetIndicators(std::shared_ptr<const IndicatorsInForce> indicators);
  void SetLocator(std::shared_ptr<const Locator> locator);

  /// Counters of every source that ever sent anything, by source id; 0 = unknown.
  std::vector<SourceCounters> Sources() const;
  Metrics metrics() const;

  /// Waits until everything durable now is stored and matched; for shutdown and tests.
  /// \return false when `timeout` passed first.
  bool WaitIdle(std::chrono::milliseconds timeout);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace lachan::pipeline
