// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which of several nodes on one state store does the work that must be done once: reminders, duty
/// clocks, expiry, checks by the calendar. One row, changed under the store's one writer.
#pragma once

#include <boost/describe/class.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "journal/state_store.h"
#include "schema/entity.h"

namespace lachan::journal {

/// A lease as it is stored. Bookkeeping: its changes are no facts, but a change of hands is one.
struct LeaseRow : schema::Row {
  schema::Line<1, 60> name;
  schema::Line<0, 60> holder;    ///< Random name of the process; empty: free.
  schema::Line<0, 200> node;     ///< For people: "host:pid".
  std::int64_t term = 0;         ///< Rises with every change of hands.
  std::int64_t renewals = 0;     ///< Rises with every sign of life.
  std::optional<Instant> until;  ///< For people; others judge by `renewals`.
};
BOOST_DESCRIBE_STRUCT(LeaseRow, (schema::Row), (name, holder, node, term, renewals, until))

/// Purpose      Holds a lease, renews it, and takes it over from a node that is gone.
/// Operation    A candidate watches `renewals`: when it has not moved for `duration` by the
///              candidate's own steady clock, the holder is gone. No two clocks are compared, so
///              wrong ones do no harm. A holder stops by itself before that: IsHeld() is true
///              only for two thirds of `duration` after a renewal began.
///              A process that was stopped in the middle of its work and wakes up later cannot
///              write: fenced() checks the term inside each transaction.
/// Life cycle   Start() tries once, then goes on in a thread; Stop() or the destructor gives the
///              lease back, so that another node goes on at once.
/// Concurrency  Thread-safe.
class LeaseKeeper {
 public:
  struct Options {
    std::string name = "duties";
    std::string node;
    std::chrono::milliseconds duration{15'000};
    /// False: one node only. The lease is always held and nothing is written.
    bool is_shared = false;
    std::function<void(bool is_held)> on_change = {};  ///< From the thread; may be empty.
  };
  struct Deps {
    StateStore& store;
    const Clock& clock;
  };
  LeaseKeeper(Options options, Deps deps);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  void Start();
  void Stop();
  /// One look: takes, renews, or waits. Start() does this by itself.
  Status Turn();

  bool IsHeld() const;
  std::int64_t term() const;
  /// Who holds it as last seen; empty when nobody.
  std::string holder_node() const;

  /// The store for work under the lease: a change made there fails (kFailedPrecondition) unless
  /// this process holds the lease at that very moment. Lives as long as the keeper.
  StateStore& fenced() { return *fenced_; }

 private:
  class Fenced;
  using Steady = std::chrono::steady_clock;

  Status CheckTerm(Writer& writer) const;
  void Run(const std::stop_token& stop);
  void Seen(const LeaseRow& row, bool is_mine, Steady::time_point began);
  Status GiveBack();

  const Options options_;
  Deps deps_;
  const std::string self_;
  std::unique_ptr<StateStore> fenced_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  Steady::time_point held_until_{};                   // guarded by mutex_
  std::int64_t term_ = 0;                             // guarded by mutex_
  std::string holder_node_;                           // guarded by mutex_
  std::int64_t last_term_ = -1, last_renewals_ = -1;  // guarded by mutex_
  Steady::time_point moved_at_{};                     // guarded by mutex_: when they last moved
  std::jthread thread_;                               // last: ends before what it uses goes
};

/// Runs `work` while no other process runs work of that name; waits for them. For short work that
/// must not meet itself, as changing tables at a start.
/// \error kUnavailable  another process does not come to an end
Status Alone(StateStore& store, const Clock& clock, std::string name, std::string node,
             const std::function<Status()>& work);

}  // namespace lachan::journal

template <>
inline constexpr lachan::schema::Naming lachan::schema::kNaming<lachan::journal::LeaseRow>{
    .name = "lease", .path = "", .tenancy = lachan::schema::Tenancy::kNobody};
LACHAN_ENTITY(lachan::journal::LeaseRow);
