// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether the SOC really watches a system: logs of its sources arrive, or they stopped.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/state_store.h"

namespace lachan::obligations {

/// One sender of logs as the intake sees it.
struct SourceHeard {
  AgencyId agency;
  SystemId system;  ///< 0: of no system; not looked at.
  bool is_heard = false;
};

/// Purpose      Writes `soc.coverage` (state=covered, state=lost) when what a system's sources send
///              changes: the fact that the duty to watch every system is judged by.
///              Says the same of an agency's layer 2, the monitoring: `layer.lost` when none of its
///              systems has been covered for a while, `layer.evidenced` when one is again.
/// Operation    A system is covered while one of its sources is heard. Nothing is called lost
/// before
///              the intake has listened for as long as a source may be silent. A layer that never
///              was measured is not lost: of that, the ledger speaks.
/// Life cycle   Started by Start(), stopped and joined by the destructor, at once.
/// Concurrency  One thread of its own; Look() may be called instead.
class CoverageWatch {
 public:
  struct Options {
    std::chrono::minutes silent_after{60};
    std::chrono::seconds every{300};
    std::chrono::days layer_lost_after{7};
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    std::function<Result<std::vector<SourceHeard>>()> hear;
    std::function<bool()> is_ours = [] { return true; };  ///< False: another node looks.
  };
  CoverageWatch(Options options, Deps deps);
  CoverageWatch(const CoverageWatch&) = delete;
  CoverageWatch& operator=(const CoverageWatch&) = delete;
  ~CoverageWatch();

  void Start();
  /// One look. \return how many facts it wrote.
  Result<int> Look();

 private:
  Options options_;
  Deps deps_;
  Instant began_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stops_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace lachan::obligations
