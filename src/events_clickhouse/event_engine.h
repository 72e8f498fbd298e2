// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {

/// Keeps one `lachan-eventd` running: starts it, restarts it when it dies, stops it when this
/// object goes. Thread-safe.
class EventEngine {
 public:
  struct Options {
    std::string program;  ///< Path of lachan-eventd.
    std::string data;     ///< Its data directory.
    std::string socket;   ///< Where it listens; at most 107 bytes.
    std::uint64_t memory_mib = 1024;
    int threads = 2;  ///< Of one query.
    /// A start may last so long while the child works: its library of half a gigabyte comes from a
    /// disk that may be slow.
    std::chrono::milliseconds start_timeout{180'000};
    std::chrono::milliseconds idle_timeout{20'000};  ///< A start in which nothing moves.
    /// One that runs is killed when nothing has moved in it for so long and it does not answer: it
    /// hangs, and what waits for it would fill the disk.
    std::chrono::milliseconds hang_timeout{60'000};
    std::chrono::milliseconds tell_after{5'000};  ///< `on_wait` is called as often.
    /// Called by another thread while the start lasts, with how long it has lasted; may be empty.
    std::function<void(std::chrono::milliseconds)> on_wait = {};
    std::chrono::milliseconds first_backoff{100};  ///< Doubled for each death in a row.
    std::chrono::milliseconds longest_backoff{10'000};
  };

  enum class State { kStarting, kRunning, kStopped };
  /// For /readyz and /metrics.
  struct Health {
    State state = State::kStarting;
    pid_t pid = 0;               ///< 0 while there is none.
    std::uint64_t restarts = 0;  ///< Since this object was made.
    std::string last_death;      ///< "signal 9", "status 1"; empty when it never died.
  };

  explicit EventEngine(Options options);
  EventEngine(const EventEngine&) = delete;
  EventEngine& operator=(const EventEngine&) = delete;
  /// Stops the engine: SIGTERM, after 10 s SIGKILL.
  ~EventEngine();

  /// Starts it and waits until it answers; afterwards it is kept running. Call once.
  /// \error kFailedPrecondition  the program is not there
  /// \error kConflict            another engine serves the data directory
  /// \error kUnavailable         it ended, or did not answer in time; the message says which
  Status Start();

  Health health() const;
  Endpoint endpoint() const;

 private:
  void Supervise();
  Result<pid_t> Spawn(int& pipe);
  /// Waits for the answer to /ping; false when the child ended, stood still or took too long, or
  /// when this object goes. `why` says which, where it is not the child's own end.
  bool AwaitAnswer(pid_t pid, std::string& why);
  /// Waits for the end of the child; asks it to end once stopping, and kills it when it hangs.
  void AwaitEnd(pid_t pid, int pipe);
  void Record(int status);

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Health health_;          ///< Guarded by mutex_.
  bool stopping_ = false;  ///< Guarded by mutex_.
  std::string failure_;    ///< Why the start failed; guarded by mutex_.
  int exit_status_ = 0;    ///< Of the last child; guarded by mutex_.
  std::thread thread_;     ///< Spawns and waits: the child follows the life of this thread.
};

}  // namespace lachan::events_clickhouse
