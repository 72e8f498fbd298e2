// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "demo/stage.h"
#include "pipeline/pipeline.h"

namespace lachan::demo {

/// Makes the feed's records as time passes; without thread, so that tests drive it.
class FeedScript {
 public:
  struct Options {
    double events_per_second = 6;         ///< Of normal traffic.
    std::chrono::seconds attack_min{30};  ///< From one attack to the next.
    std::chrono::seconds attack_max{90};
    std::uint64_t seed = 1;
  };
  /// \param stage  Must outlive this; with actors.
  FeedScript(Options options, const Stage& stage, Instant start);

  /// Records due up to `now`, by time. After a long gap the missed normal traffic is left out.
  std::vector<RawRecord> Due(Instant now);
  /// Attacks begun so far.
  std::size_t attacks() const { return attacks_; }

 private:
  struct Waiting {
    TimedLine line;
    const Actor* actor;
    friend bool operator<(const Waiting& a, const Waiting& b) { return a.line.at > b.line.at; }
  };
  void BeginAttack(Instant at);

  Options options_;
  const Stage& stage_;
  Random random_;
  Instant done_, next_attack_;
  double owed_ = 0;                 // normal records not sent yet
  std::vector<std::size_t> order_;  // attacks still to come before all come again
  std::priority_queue<Waiting> waiting_;
  std::size_t attacks_ = 0;
};

/// Purpose      Sends sample logs into the pipeline while the demo runs.
/// Life cycle   Started by the constructor, stopped and joined by the destructor, at once.
/// Concurrency  One thread of its own. Never waits for the pipeline: what does not fit is dropped.
class Feed {
 public:
  struct Deps {
    pipeline::Pipeline& pipeline;
    const Clock& clock;
  };
  /// \param stage  With actors.
  Feed(FeedScript::Options options, Stage stage, Deps deps);

 private:
  void Run(const std::stop_token& stop);

  FeedScript::Options options_;
  Stage stage_;
  Deps deps_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: ends before what it uses goes
};

}  // namespace lachan::demo
