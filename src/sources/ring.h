// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace lachan::sources {

/// Counts of the last N steps of time. Not thread-safe.
template <std::size_t N>
class StepRing {
 public:
  void Add(std::int64_t step, std::uint64_t records) {
    if (step > newest_) {
      const std::int64_t from = std::max(newest_ + 1, step - static_cast<std::int64_t>(N) + 1);
      for (std::int64_t s = from; s <= step; ++s) slots_[Slot(s)] = 0;
      newest_ = step;
    }
    if (step <= newest_ - static_cast<std::int64_t>(N)) return;
    slots_[Slot(step)] += records;
  }
  std::uint64_t At(std::int64_t step) const {
    if (step > newest_ || step <= newest_ - static_cast<std::int64_t>(N)) return 0;
    return slots_[Slot(step)];
  }
  /// Over [from, to).
  std::uint64_t Sum(std::int64_t from, std::int64_t to) const {
    std::uint64_t sum = 0;
    for (std::int64_t step = from; step < to; ++step) sum += At(step);
    return sum;
  }

 private:
  static std::size_t Slot(std::int64_t step) { return static_cast<std::size_t>(step) % N; }
  std::array<std::uint64_t, N> slots_{};
  std::int64_t newest_ = 0;
};

/// Median and 95th percentile, in milliseconds.
struct Spread {
  std::size_t samples = 0;  ///< 0: the others say nothing.
  std::int64_t median_ms = 0, p95_ms = 0;
};

/// The last N values. Not thread-safe.
template <std::size_t N>
class ValueRing {
 public:
  void Add(std::int64_t value) { values_[count_++ % N] = value; }
  Spread View() const {
    std::vector<std::int64_t> sorted(values_.begin(), values_.begin() + std::min(count_, N));
    if (sorted.empty()) return {};
    std::ranges::sort(sorted);
    return {sorted.size(), sorted[sorted.size() / 2],
            sorted[std::min(sorted.size() - 1, sorted.size() * 95 / 100)]};
  }

 private:
  std::array<std::int64_t, N> values_{};
  std::size_t count_ = 0;
};

}  // namespace lachan::sources
