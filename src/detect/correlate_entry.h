// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what is kept of a counted detection.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace lachan::detect {

/// Microseconds since 1970, held within ±kTimeLimit so that sums of them cannot overflow.
using Micros = std::int64_t;
inline constexpr Micros kTimeLimit = Micros{1} << 60;
inline constexpr Micros kNever = INT64_MIN;

/// An event's id in 16 bytes. Ids as the pipeline makes them (26 characters of Crockford's base 32
/// for 128 bits) and texts of up to 15 bytes lie inside; longer ones lie on the heap, owned by
/// whoever holds the entry.
struct PackedId {
  enum Kind : std::uint8_t { kBase32 = 0, kShort = 1, kLong = 2 };
  std::array<unsigned char, 16> bytes{};
  Kind kind = kShort;

  /// Allocates if the text is long.
  static PackedId Of(std::string_view text);
  static PackedId OfBase32(const std::array<unsigned char, 16>& bytes) { return {bytes, kBase32}; }
  void Free();
  std::string Text() const;
  /// For kShort and kLong.
  std::string_view View() const;
  /// Bytes on the heap.
  std::size_t heap_bytes() const;
};

/// A detection, or a firing of another correlation, that a correlation counts.
struct Entry {
  Micros time = 0;
  std::uint64_t sequence : 46 = 0;  ///< Order of arrival of the event.
  std::uint64_t target : 15 = 0;    ///< Which of the rule's targets.
  std::uint64_t fired : 1 = 0;
  std::uint64_t id_kind : 2 = PackedId::kShort;
  std::array<unsigned char, 16> id_bytes{};

  PackedId id() const { return {id_bytes, static_cast<PackedId::Kind>(id_kind)}; }
  void set_id(const PackedId& id) {
    id_bytes = id.bytes;
    id_kind = id.kind;
  }
  /// Entries of one event: they have one time as well.
  bool SameEvent(const Entry& other) const { return sequence == other.sequence; }
  bool Before(const Entry& other) const {
    if (time != other.time) return time < other.time;
    if (sequence != other.sequence) return sequence < other.sequence;
    return target < other.target;
  }
};
static_assert(sizeof(Entry) == 32);

inline constexpr std::size_t kMaxTargets = std::size_t{1} << 15;
inline constexpr std::uint64_t kMaxSequence = (std::uint64_t{1} << 46) - 1;

/// With the latest time at which a sequence of the targets up to its own has begun.
struct OrderedEntry : Entry {
  Micros begun = kNever;
};

/// With the number of a distinct value; kNone: the event has none.
struct ValueEntry : Entry {
  std::uint32_t value = 0xFFFF'FFFF;
};

/// With a number; NaN: the event has none.
struct NumberEntry : Entry {
  double number = 0;
};

/// What of `bytes` an allocation of that size takes in the heap.
constexpr std::size_t HeapBytes(std::size_t bytes) { return (bytes + 8 + 15) / 16 * 16; }

}  // namespace lachan::detect
