// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lachan::demo {

/// A small generator with the same numbers on every machine (the standard distributions differ).
/// \source Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (SplitMix64)
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// In [low, high].
  int Between(int low, int high) {
    const auto span = static_cast<std::uint64_t>(std::int64_t{high} - low + 1);
    return low + static_cast<int>(Next() % span);
  }
  /// In [0, 1).
  double Part() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  bool Chance(double probability) { return Part() < probability; }
  template <class T, std::size_t N>
  const T& Of(const T (&values)[N]) {
    return values[Next() % N];
  }
  template <class T>
  const T& Of(const std::vector<T>& values) {
    return values[Next() % values.size()];
  }
  template <class T>
  void Shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Next() % i]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace lachan::demo
