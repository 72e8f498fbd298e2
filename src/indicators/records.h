// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/indicator.h"
#include "indicators/key_hash.h"

namespace lachan::indicators {

/// Texts, each kept once, behind numbers.
class TextPool {
 public:
  explicit TextPool(const KeyHasher& hasher) : hasher_(hasher) {}
  std::uint32_t Intern(std::string_view text);
  std::string_view At(std::uint32_t id) const;
  /// No more texts will come: gives back what only Intern() needs.
  void Freeze();
  std::size_t size_bytes() const { return bytes_.size(); }
  std::size_t MemoryBytes() const {
    return bytes_.capacity() + table_.capacity() * sizeof(std::uint32_t);
  }

 private:
  void Grow();
  std::size_t SlotOf(std::string_view text) const;

  KeyHasher hasher_;
  std::vector<char> bytes_;           ///< A text: its length (4 bytes), its bytes, filled up to 4.
  std::vector<std::uint32_t> table_;  ///< Open addressing: id + 1, 0 for a free place.
  std::size_t count_ = 0;
};

/// Indicators in little memory: digests and UUIDs in binary, sources and descriptions once.
class Records {
 public:
  /// An indicator's parts that matching needs; views into the records.
  struct View {
    Kind kind = Kind::kAddress;
    std::string_view value;  ///< Digests in binary, all else as in Indicator.
    std::optional<Instant> valid_from, valid_until;
  };

  explicit Records(const KeyHasher& hasher) : texts_(hasher) {}

  /// True if a further record might not fit: offsets reach 16 GiB.
  bool IsFull() const;
  /// Value and id: at most 65,535 bytes. Digests in lower case.
  void Add(const Indicator& indicator);
  std::size_t size() const { return offsets_.size(); }
  View At(std::size_t index) const;
  Indicator Get(std::size_t index) const;
  void Freeze();
  std::size_t MemoryBytes() const {
    return bytes_.capacity() + offsets_.capacity() * sizeof(std::uint32_t) + texts_.MemoryBytes();
  }

 private:
  std::vector<std::uint32_t> offsets_;  ///< In steps of 4 bytes.
  std::vector<char> bytes_;
  TextPool texts_;
};

}  // namespace lachan::indicators
