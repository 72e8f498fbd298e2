// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/time.h"

namespace lachan::identity {

/// Token buckets by key, in memory: `burst` attempts at once, refilled evenly over `period`.
/// Thread-safe; memory is bounded by `max_keys` (full buckets are dropped first).
class AttemptLimit {
 public:
  AttemptLimit(double burst, Duration period, std::size_t max_keys = 100'000)
      : burst_(burst), period_(period), max_keys_(max_keys) {}

  /// Takes one attempt. \return nothing, or how long to wait when there is none left.
  std::optional<std::chrono::seconds> Take(const std::string& key, Instant now);
  /// Gives one attempt back, e.g. after a success.
  void GiveBack(const std::string& key);

 private:
  struct Bucket {
    double left = 0;
    Instant at;
  };
  void Refill(Bucket& bucket, Instant now) const;
  void MakeRoom(Instant now);

  const double burst_;
  const Duration period_;
  const std::size_t max_keys_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// The network that attempts are counted by: /24 of IPv4, /64 of IPv6; other texts as they are.
std::string NetworkOf(std::string_view peer);

}  // namespace lachan::identity
