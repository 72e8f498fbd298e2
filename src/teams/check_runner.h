// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "core/time.h"
#include "journal/state_store.h"
#include "teams/contact_checker.h"

namespace lachan::teams {

/// How the publication checker stands.
struct CheckerState {
  bool is_enabled = false;
  bool is_running = false;
  std::int64_t done = 0, total = 0;
  CheckCounts counts;  ///< Of the run that goes on, or of the last one.
  std::optional<Instant> started_at, finished_at;
  std::string started_by;
  std::string problem;  ///< Why the last run ended early; empty when it did not.
};

/// Purpose      Runs the checker in the background: when asked, and for contacts whose last visit
/// is
///              older than the interval.
/// Life cycle   Start() begins the schedule; Stop() or the destructor ends what runs, within one
///              request.
/// Concurrency  Thread-safe; one run at a time.
class CheckRunner {
 public:
  struct Options {
    bool is_enabled = false;  ///< Off: nothing is ever visited.
    std::chrono::hours interval{24 * 7};
    std::chrono::seconds look_every{600};  ///< How often the schedule looks for what is due.
    ContactChecker::Options checker = {};
  };
  struct Deps {
    journal::StateStore& store;
    PageFetcher& fetcher;
    const Clock& clock;
    /// False: another node keeps the schedule; what is asked for here is done here.
    std::function<bool()> is_ours = [] { return true; };
  };
  CheckRunner(Options options, Deps deps);
  ~CheckRunner();

  void Start();
  void Stop();
  /// Visits the published contacts of an agency (0 = all within the caller's reach) now.
  /// \error kFailedPrecondition  the checker is off (setting contacts.check).
  /// \error kConflict            a run goes on.
  Status Ask(const journal::Caller& caller, AgencyId agency);
  CheckerState state() const;

 private:
  struct Request {
    journal::Caller caller;
    ContactChecker::Selection selection;
  };
  void Loop(const std::stop_token& stop);
  void Run(const Request& request, const std::stop_token& stop);

  Options options_;
  Deps deps_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  CheckerState state_;            // guarded by mutex_
  std::optional<Request> asked_;  // guarded by mutex_
  std::jthread thread_;           // last: ends before what it uses goes
};

}  // namespace lachan::teams
