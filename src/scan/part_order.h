// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "scan/part.h"

namespace lachan::scan {

/// Purpose      Parts that come from many threads leave in the order of their tasks.
/// Concurrency  Safe from any thread. Tasks are announced by one thread (Reserve), their parts put
///              by one thread each, taken by one thread.
/// Limits       Announced tasks weigh at most `task_weight` (one always may be), the text of parts
///              that wait at most `text_bytes` (the task whose turn it is always may put one more).
class PartOrder {
 public:
  struct Limits {
    std::size_t task_weight = 64 << 20;
    std::size_t tasks = 4096;
    std::size_t text_bytes = 64 << 20;
  };
  explicit PartOrder(const Limits& limits) : limits_(limits) {}

  /// Waits until there is room for a task. \return its number, or nothing after Stop().
  std::optional<std::uint64_t> Reserve(std::size_t weight);
  /// No more tasks will be announced.
  void Close();
  /// Waits until there is room; does nothing after Stop().
  void Put(std::uint64_t task, Part part, bool is_last);
  /// Gives up: nobody waits any more.
  void Stop();

  /// The next part; nothing when there is none within `wait`.
  std::optional<Part> Take(std::chrono::milliseconds wait);
  /// True when all parts of all tasks were taken, or after Stop().
  bool IsOver() const;

 private:
  struct Task {
    std::size_t weight = 0;
    std::deque<Part> parts;
    bool is_complete = false;
  };
  bool IsOverLocked() const { return stopped_ || (closed_ && tasks_.empty()); }

  const Limits limits_;
  mutable std::mutex mutex_;  ///< Guards everything below.
  std::condition_variable room_, ready_;
  std::map<std::uint64_t, Task> tasks_;  ///< The first one has its turn.
  std::uint64_t next_ = 0;
  std::size_t weight_ = 0, text_bytes_ = 0;
  bool closed_ = false, stopped_ = false;
};

}  // namespace lachan::scan
