// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "core/time.h"
#include "rulesets/views.h"

namespace lachan::rulesets {

/// What a running job says of itself. Thread-safe.
class JobControl {
 public:
  /// The next step; `total` 0 = not known.
  void Step(std::string name, std::int64_t total = 0);
  void Advance(std::int64_t done) { done_ = done; }
  /// Asked by the work every now and then.
  bool is_cancelled() const { return cancelled_; }
  void SetResult(TryResult result);

 private:
  friend class Jobs;
  void Fill(JobView& view) const;

  std::atomic<bool> cancelled_ = false;
  std::atomic<std::int64_t> done_ = 0, total_ = 0;
  mutable std::mutex mutex_;
  std::string step_;                 // guarded by mutex_
  std::optional<TryResult> result_;  // guarded by mutex_
};

/// Purpose      Long work in the background, one after another, with progress and cancelling.
/// Life cycle   Stop() or the destructor cancels what runs and waits for it.
/// Concurrency  Thread-safe.
/// Limits       The last 50 jobs are remembered; 20 may wait.
class Jobs {
 public:
  using Work = std::function<Status(JobControl&)>;

  explicit Jobs(const Clock& clock);
  ~Jobs();

  /// \error kExhausted  too many wait already.
  Result<JobView> Start(JobKind kind, std::optional<std::int64_t> version, std::string started_by,
                        Work work);
  /// \error kNotFound
  Result<JobView> Get(std::int64_t id) const;
  std::vector<JobView> All() const;
  /// Nothing happens to one that has ended. \error kNotFound
  Result<JobView> Cancel(std::int64_t id);
  void Stop();
  /// Waits until nothing runs or waits; for tests and commands.
  void Wait();

 private:
  struct Job {
    JobView view;  // guarded by mutex_
    Work work;
    JobControl control;
  };

  void Run(const std::stop_token& stop);
  JobView ViewOf(const Job& job, bool with_result) const;
  std::shared_ptr<Job> Find(std::int64_t id) const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Job>> jobs_;  // all guarded by mutex_; owners: this and the thread
  std::deque<std::shared_ptr<Job>> waiting_;
  std::shared_ptr<Job> running_;
  std::int64_t last_id_ = 0;
  std::jthread thread_;  // last: ends before what it uses goes
};

}  // namespace lachan::rulesets
