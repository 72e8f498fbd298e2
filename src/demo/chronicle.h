// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "base/result.h"
#include "core/time.h"

namespace lachan::demo {

/// A clock that is set. Thread-safe.
class MovableClock final : public Clock {
 public:
  Instant Now() const override { return Instant{Duration{now_.load()}}; }
  void Set(Instant instant) { now_ = instant.time_since_epoch().count(); }

 private:
  std::atomic<Duration::rep> now_{0};
};

/// Things that happened, told in any order and run in the order of time, the clock set to each. An
/// event may tell further ones, later than itself.
class Chronicle {
 public:
  using Happening = std::function<Status()>;

  /// \param end  What lies later is left out.
  Chronicle(Instant begin, Instant end) : begin_(begin), end_(end) {}

  /// What lies before the beginning is taken in at the beginning.
  void At(Instant instant, Happening happening);
  /// \param every_month  Called when a new month of the story begins.
  Status Run(MovableClock& clock, const std::function<void(Month)>& every_month);
  Instant begin() const { return begin_; }
  Instant end() const { return end_; }

 private:
  struct Entry {
    Instant at;
    std::size_t order;
    Happening happening;
  };
  /// Of a heap whose top is the earliest.
  static bool IsLater(const Entry& a, const Entry& b) {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  }

  Instant begin_, end_;
  std::size_t order_ = 0;
  std::vector<Entry> heap_;
};

}  // namespace lachan::demo
