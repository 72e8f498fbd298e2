// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: sums and ranks of numbers that come and go.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace lachan::detect {

/// The number that a field's text says, NaN if it says none. Beyond ±1e300 it is ±1e300, so that
/// sums stay finite.
double NumberOf(std::string_view text);

/// A sum without rounding: what is added and taken away again leaves no trace. Two doubles hold it
/// as a rule; where they do not suffice it is kept as non-overlapping parts.
/// \source Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997, "Grow-Expansion"
class ExactSum {
 public:
  void Add(double number);
  void Subtract(double number) { Add(-number); }
  /// The sum, rounded once.
  double Value() const;
  std::size_t heap_bytes() const { return parts_ ? kHeapBytes : 0; }

 private:
  /// Parts do not overlap: doubles have room for fewer than 40 of 53 bits.
  static constexpr std::size_t kHeapBytes = 768;

  void AddToParts(double number);
  void JoinParts();

  double high_ = 0, low_ = 0;
  std::unique_ptr<std::vector<double>> parts_;  ///< By rising size; if there, it is all there is.
};

/// Numbers in order, found by rank: chunks of up to 256, each sorted.
class RankedNumbers {
 public:
  void Insert(double number);
  /// `number` must be there.
  void Erase(double number);
  /// The number with this rank, 0 the least. Must be below size().
  double At(std::size_t rank) const;
  std::size_t size() const { return size_; }
  /// No more than this lies on the heap for so many numbers.
  static constexpr std::size_t HeapBound(std::size_t numbers) {
    return numbers == 0 ? 0 : 144 + 40 * numbers;
  }

 private:
  using Chunk = std::vector<double>;
  static constexpr std::size_t kMost = 256;

  std::size_t ChunkFor(double number) const;
  void Tidy(std::size_t at);

  std::vector<Chunk> chunks_;  ///< None is empty.
  std::size_t size_ = 0;
};

}  // namespace lachan::detect
