// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "events/column_reader.h"
#include "hunts/entities.h"
#include "hunts/hunt_targets.h"
#include "journal/registers.h"
#include "journal/state_store.h"

namespace lachan::hunts {

/// What a person makes of a hunt that is done.
struct HuntVerdict {
  HuntConclusion conclusion = HuntConclusion::open;
  std::string text;
  std::string follow_up;           ///< "incidents/12"; may be empty.
  std::vector<SystemId> evidence;  ///< Covered systems whose duty it shall count for.
};

/// Purpose      Hunts: in the background, one after another, with progress, cancelling and a
/// record. Life cycle   Start() marks what an earlier stop left undone; Stop() ends what runs and
/// waits. Concurrency  Thread-safe. Limits       20 may wait; 20,000 rows of results are kept of
/// one.
class HuntService {
 public:
  struct Options {
    int threads = 1;  ///< That match; the engine uses as many.
    int longest_days = 400;
    std::string node = {};  ///< Of several nodes, which this is.
  };
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
    events::ColumnReader& events;
    std::function<std::shared_ptr<const rulesets::CompiledVersion>()> rules;
    const Clock& clock;
  };
  HuntService(Options options, Deps deps);
  ~HuntService();

  Status Start();
  void Stop();

  /// Checks the hunt and lets it wait for its turn. Results of an earlier run go.
  /// \error kFailedPrecondition  it runs or waits already, or is concluded
  /// \error kInvalidInput        what it looks for cannot be read; names the field
  Result<Hunt> Launch(const journal::Caller& caller, std::int64_t id);
  Result<Hunt> Cancel(const journal::Caller& caller, std::int64_t id);
  /// Notes the conclusion, and in the same transaction an entry in the ledger of hunts for each
  /// system named.
  /// \error kFailedPrecondition  it is not done, or concluded already
  /// \error kInvalidInput        a system it did not cover
  Result<Hunt> Conclude(const journal::Caller& caller, std::int64_t id, const HuntVerdict& verdict);
  Result<std::vector<HuntHit>> Hits(const journal::Caller& caller, std::int64_t id);
  /// Waits until nothing runs or waits; for tests.
  void Wait();

 private:
  struct Task {
    std::int64_t hunt = 0;
    bool is_cancelled = false;
    std::string cancelled_by = {};
  };

  Result<SweepScope> ScopeOf(const Hunt& hunt) const;
  struct Ending {
    HuntState state = HuntState::done;
    std::string message = {};
    std::vector<HuntNote> notes = {};
    std::function<Status(journal::Writer&, Hunt&)> fill = {};
  };
  Result<Hunt> Finish(std::int64_t id, Ending ending);
  /// The end of a hunt that did not come to its own.
  Ending Broken(bool by_stop, std::vector<HuntNote> notes, const Task& task);
  Status Execute(Task& task, const std::stop_token& stop);
  bool GoesOn(const Task& task, const std::stop_token& stop);
  bool IsEnded(std::int64_t id);
  Status Record(journal::Writer& writer, Hunt& hunt, const HuntTargets& targets,
                const SweepResult& result, std::vector<HuntNote>& notes) const;
  void Work(const std::stop_token& stop);

  Options options_;
  Deps deps_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Task>> waiting_;  // guarded by mutex_; owners: this and the thread
  std::shared_ptr<Task> running_;              // guarded by mutex_
  std::jthread thread_;
};

/// Adds the registers of this module.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::hunts
