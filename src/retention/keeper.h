// SPDX-License-Identifier: Apache-2.0
/// \file
/// The work behind retention: what has expired goes, what a hold wants is kept before.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "events/event_keeping.h"
#include "journal/state_store.h"
#include "retention/entities.h"
#include "retention/policy.h"

namespace lachan::retention {

/// What a turn did.
struct ExpiryReport {
  int weeks_dropped = 0;
  std::uint64_t rows_dropped = 0;
  int weeks_needed_longer = 0;  ///< Over by their class, but a system in them needs longer by now.
};

/// Purpose      Drops weeks whose time is over, copies what holds want, drops released holds.
/// Life cycle   Start() begins a thread; Stop() or the destructor ends it. The steps may be called
///              one by one without it (commands, tests).
/// Concurrency  One keeper works at a time (`is_ours`); the state decides between a hold and an
///              expiry that meet: a hold that was opened first is served first, one that comes
///              later is told what had gone.
class Keeper {
 public:
  struct Options {
    Policy policy;
    std::chrono::seconds look_every{5};     ///< For work on holds.
    std::chrono::minutes expire_every{60};  ///< For expiry.
  };
  struct Deps {
    journal::StateStore& store;
    events::EventKeeping& keeping;
    const Clock& clock;
    /// How an owner's events would be kept today.
    std::function<events::RetentionClass(const events::WeekOwner&)> class_now;
    /// False: another process does this work now.
    std::function<bool()> is_ours = [] { return true; };
  };
  Keeper(Options options, Deps deps) : options_(std::move(options)), deps_(std::move(deps)) {}
  ~Keeper() { Stop(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void Start();
  void Stop();
  /// Work is waiting.
  void Wake();

  Result<ExpiryReport> Expire();
  /// \return holds that were moved on.
  Result<int> ServeHolds();

  const Policy& policy() const { return options_.policy; }
  std::string problem() const;

 private:
  void Run(const std::stop_token& stop);
  Result<std::vector<LegalHold>> Holds(const std::function<bool(const LegalHold&)>& wanted);
  Status FinishDropping();
  Status Drop(const EventExpiry& expiry);
  Result<bool> Consider(const events::StoredWeek& week, ExpiryReport& report);
  Result<EventExpiry> Announce(const events::StoredWeek& week, const events::WeekContents& contents,
                               const std::vector<LegalHold>& served);
  Result<bool> CopySpan(const LegalHold& hold, Instant from, Instant to, std::string& problem);
  Result<bool> Advance(const LegalHold& hold);
  Status Settle(const LegalHold& hold, Instant copied_to, std::string problem);
  Status Release(const LegalHold& hold);

  Options options_;
  Deps deps_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool is_woken_ = false;  // guarded by mutex_
  std::string problem_;    // guarded by mutex_
  std::jthread thread_;    // last: ends before what it uses goes
};

}  // namespace lachan::retention
