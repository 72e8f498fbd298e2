// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the pipeline's threads see of each other.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "detect/rule_set.h"
#include "normalise/column_memory.h"
#include "pipeline/accounting.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"
#include "pipeline/snapshot.h"
#include "pipeline/work.h"

namespace lachan::pipeline {

/// The last error of one collaborator, while it lasts. Thread-safe.
class Problem {
 public:
  void Set(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
  }
  void Clear() { Set({}); }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;  // guarded by mutex_
};

/// State shared by workers, writer and readers; outlives all of them.
struct Shared {
  Shared(const Pipeline::Options& o, const Pipeline::Deps& d)
      : options(o), deps(d), queue(o.queue_bytes), tail(o.tail_bytes), keys(o.idempotency_keys) {}

  const Pipeline::Options options;
  const Pipeline::Deps deps;
  WorkQueue queue;
  Tail tail;
  KeyMemory keys;
  Accounting accounting;
  BatchIds ids;
  normalise::ColumnMemory columns;  ///< Headers of logs with columns, by sender.
  std::uint64_t columns_kept = 0;   ///< Their version on disk. Set before the threads start.
  StopSignal stop;                  ///< For the readers and for waiting between retries.
  Snapshot<RulesInForce> rules;
  Snapshot<IndicatorsInForce> indicators;
  Snapshot<Locator> locator;
  Sequence recovered_up_to = 0;  ///< Set before the threads start.
  Sequence counted_up_to = 0;    ///< Settled by an earlier process and in its counters. The same.
  std::atomic<Sequence> detect_done{0}, store_done{0};
  std::atomic<std::uint64_t> detections{0}, store_retries{0}, sink_retries{0}, regexes_given_up{0},
      indicator_hits{0};
  Problem spool_problem, store_problem, sink_problem, account_problem;
};

/// Grows from `retry_first` to `retry_last`.
class BackOff {
 public:
  BackOff(std::chrono::milliseconds first, std::chrono::milliseconds last)
      : first_(first), last_(last), next_(first) {}
  std::chrono::milliseconds Next() {
    const auto now = next_;
    next_ = std::min(last_, next_ * 2);
    return now;
  }
  void Reset() { next_ = first_; }

 private:
  std::chrono::milliseconds first_, last_, next_;
};

/// The first durable batch with a number ≥ `from`, from memory or from the spool; null if there is
/// none yet. An unreadable batch is set aside and skipped.
Result<std::shared_ptr<const Batch>> NextBatch(Shared& shared, Sequence from);

/// Normalises, locates, names and encodes the records of `job`.
void Prepare(Shared& shared, Job& job);

// Thread bodies; each returns when the pipeline stops.
void RunWorker(Shared& shared);
void RunWriter(Shared& shared);
void RunDetectReader(Shared& shared);
void RunStoreReader(Shared& shared);

}  // namespace lachan::pipeline
