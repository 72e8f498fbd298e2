// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "events/event_keeping.h"
#include "retention/policy.h"

namespace lachan::retention {

/// How much room the events have, at one moment.
struct StorageReport {
  Instant at;
  Forecast forecast;
  std::vector<events::StoreDisk> disks;
};

/// Purpose      Measures the store and looks ahead. Measuring counts the events of a month: what
///              was measured is given again for `fresh_for`.
/// Concurrency  Thread-safe.
class StorageWatch {
 public:
  struct Options {
    Policy policy;
    std::uint64_t reserve_bytes = 0;  ///< Of the disk, not for events.
    int warn_days = 30;
    std::chrono::minutes fresh_for{5};
  };
  struct Deps {
    events::EventKeeping& keeping;
    const Clock& clock;
  };
  StorageWatch(Options options, Deps deps) : options_(options), deps_(deps) {}

  Result<StorageReport> Report();
  /// What was measured last; never asks the engine.
  std::optional<StorageReport> last() const;
  /// The day the disk is full, when that is within `warn_days` of the last measurement.
  std::optional<CivilDate> Warning() const;
  int warn_days() const { return options_.warn_days; }

 private:
  Options options_;
  Deps deps_;
  mutable std::mutex mutex_;
  std::optional<StorageReport> last_;  // guarded by mutex_
  std::mutex measuring_;               // one measurement at a time
};

}  // namespace lachan::retention
