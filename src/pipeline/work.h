// SPDX-License-Identifier: Apache-2.0
/// \file
/// Parts that the pipeline's threads share: the jobs and the two places where they wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/event_batch.h"
#include "pipeline/accounting.h"
#include "pipeline/event_id.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"

namespace lachan::pipeline {

/// A batch of events that is durable; shared by the two readers, immutable.
struct Batch {
  Sequence sequence = 0;
  std::string token;
  EventBatch events;
  std::size_t bytes() const { return events.bytes()->size(); }  ///< What it weighs in memory.
};

/// One submission on its way to the spool. Owned by one thread at a time.
struct Job {
  std::uint64_t ticket = 0;  ///< Order of arrival; the spool keeps it.
  BatchId id;
  std::vector<RawRecord> records;      ///< Accepted ones.
  std::vector<std::uint32_t> indexes;  ///< Their places in the submission.
  std::size_t bytes = 0;               ///< Held of the queue's budget until spooled.
  std::string key;                     ///< Idempotency key with the source in front; may be empty.
  Pipeline::Done done;                 ///< Empty for senders that cannot be answered.
  Receipt receipt;
  std::shared_ptr<Batch> batch;
  SpoolItem item;
};

/// Interruptible waiting for all threads. Thread-safe.
class StopSignal {
 public:
  void Stop();
  bool stopped() const;
  /// True if stopped before `time` passed.
  bool WaitFor(std::chrono::milliseconds time);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;  // guarded by mutex_
};

/// Jobs waiting for a worker, then finished ones waiting for their turn at the spool. Bounded by
/// bytes from Push() to Release(). Thread-safe.
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// Takes `job` unless the budget is spent; a job larger than the whole budget passes alone.
  /// \error kExhausted  full; `job` is left to the caller
  /// \error kUnavailable  closed
  Status Push(std::unique_ptr<Job>& job);
  /// The next job to normalise; null once closed and empty.
  std::unique_ptr<Job> Pop();
  /// Brings back a job that is normalised and encoded.
  void Deliver(std::unique_ptr<Job> job);
  /// Finished jobs without a gap in their order, at least one, of together about `bytes`; empty
  /// once closed and everything delivered was taken. Waits up to `patience`, then also empty.
  std::vector<std::unique_ptr<Job>> TakeRun(std::size_t bytes, std::chrono::milliseconds patience);
  void Release(std::size_t bytes);
  void Close();

  bool drained() const;  ///< Closed, and nothing is left anywhere.
  std::size_t bytes() const;
  std::size_t batches() const;
  std::size_t limit_bytes() const { return limit_bytes_; }

 private:
  const std::size_t limit_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable to_do_, finished_;
  std::deque<std::unique_ptr<Job>> waiting_;            // all guarded by mutex_
  std::map<std::uint64_t, std::unique_ptr<Job>> done_;  // by ticket
  std::uint64_t next_ticket_ = 0, next_out_ = 0;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

/// Newest durable batches, so that the readers need not read back what was just written.
/// Authoritative from floor() on: what is not here does not exist. Thread-safe.
class Tail {
 public:
  explicit Tail(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  void Start(Sequence floor);
  void Push(std::shared_ptr<const Batch> batch);
  /// Everything before it must be read from the spool.
  Sequence floor() const;
  /// The first batch with a number ≥ `from`, which must be ≥ floor(); null when there is none.
  /// \return empty optional when `from` fell below the floor meanwhile.
  std::optional<std::shared_ptr<const Batch>> Find(Sequence from) const;
  /// Waits until there is a batch ≥ `from`, or `patience` passed, or Wake().
  void WaitFor(Sequence from, std::chrono::milliseconds patience) const;
  /// Forgets batches ≤ `sequence`: both readers are past them.
  void Forget(Sequence sequence);
  void Wake();
  Sequence last() const;

 private:
  const std::size_t limit_bytes_;
  mutable std::mutex mutex_;
  mutable std::condition_variable added_;
  std::deque<std::shared_ptr<const Batch>> batches_;  // all guarded by mutex_
  std::size_t bytes_ = 0;
  Sequence floor_ = 1, last_ = 0;
  bool awake_ = false;
};

/// Idempotency keys seen lately. Thread-safe.
class KeyMemory {
 public:
  enum class Answer : std::uint8_t { kNew, kInProgress, kDurable };
  static constexpr std::size_t kAnswers = 1'000, kRefusedKept = 1'000;
  explicit KeyMemory(std::size_t limit) : limit_(limit) {}

  /// kNew claims the key: follow with Durable() or Forget().
  /// \param first  Of kDurable: what was answered first; untouched where that is not known.
  Answer Claim(const std::string& key, Receipt& first);
  /// \param answer  To repeat for the newest kAnswers keys, unless it names more refused records
  ///                than kRefusedKept: keys are many, and what a sender makes us keep is bounded.
  void Durable(const std::string& key, const Receipt& answer);
  void Forget(const std::string& key);
  /// A durable one of before the start, of which only its print is known.
  void Restore(std::string print);

 private:
  struct Known {
    bool is_durable = false;
    std::optional<Receipt> answer;
  };
  void Keep(std::string print, std::optional<Receipt> answer);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::map<std::string, Known, std::less<>> known_;  // by KeyPrint(); guarded by mutex_
  std::deque<std::string> order_;                    // durable ones, oldest first
};

}  // namespace lachan::pipeline
