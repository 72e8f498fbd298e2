// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "indicators/indicator_set.h"
#include "indicators/records.h"

namespace lachan::indicators {

/// What is looked up, and its hash.
struct Key {
  Family family = Family::kAddress;
  std::uint64_t hash = 0;
  std::string_view text = {};  ///< Domain, e-mail, digest in hex: any case. URL: canonical.
  std::string_view rest = {};  ///< URL without scheme and colon.
  Address address = {};
  int bits = 0;
};

/// Blocked Bloom filter: all bits of a key are in one word, so a question is one access.
class Bloom {
 public:
  static constexpr std::size_t kBitsPerKey = 12;

  explicit Bloom(std::size_t keys = 0) : words_(keys * kBitsPerKey / 64 + 1) {}
  void Add(std::uint64_t hash) { words_[WordOf(hash)] |= Mask(hash); }
  bool MayContain(std::uint64_t hash) const {
    const std::uint64_t mask = Mask(hash);
    return (words_[WordOf(hash)] & mask) == mask;
  }
  std::size_t MemoryBytes() const { return words_.size() * sizeof(std::uint64_t); }

 private:
  std::size_t WordOf(std::uint64_t hash) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>(static_cast<Wide>(hash) * words_.size() >> 64);
  }
  static std::uint64_t Mask(std::uint64_t hash) {
    return 1ULL << (hash & 63) | 1ULL << (hash >> 6 & 63) | 1ULL << (hash >> 12 & 63) |
           1ULL << (hash >> 18 & 63);
  }

  std::vector<std::uint64_t> words_;
};

/// Hash → the indicators that have it, as a range of a list sorted by hash.
class HashTable {
 public:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t indicator = 0;
  };
  HashTable() = default;
  /// \param sorted  By hash; the order within one hash is kept.
  explicit HashTable(const std::vector<Entry>& sorted);

  /// Calls `visit(indicator)` for each with this hash until it returns false. Hashes of 32 bits
  /// are compared: what comes may be another value.
  template <class Visit>
  void Find(std::uint64_t hash, Visit&& visit) const {
    if (slots_.empty()) return;
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::size_t slot = SlotOf(hash); slots_[slot].first != kFree;
         slot = slot + 1 == slots_.size() ? 0 : slot + 1) {
      if (slots_[slot].tag != tag) continue;
      for (std::size_t i = slots_[slot].first;; ++i) {
        if (!visit(list_[i] & ~kLast)) return;
        if (list_[i] & kLast) break;
      }
    }
  }
  std::size_t MemoryBytes() const {
    return slots_.capacity() * sizeof(Slot) + list_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF, kLast = 0x80000000;
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t first = kFree;  ///< In list_.
  };
  std::size_t SlotOf(std::uint64_t hash) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>(static_cast<Wide>(hash) * slots_.size() >> 64);
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> list_;  ///< Indicators; the last one of a hash is marked.
};

/// What kinds of things there are in a set: what is absent is not looked for.
struct Presence {
  bool v4 = false, v6 = false;        ///< Addresses or networks.
  std::vector<int> v4_bits, v6_bits;  ///< Lengths of networks, ascending.
  std::bitset<1 << 16> v4_roots;      ///< First 16 bits of addresses that a network has.
  std::array<bool, 129> digest{};     ///< By number of digits.
  bool digests = false, urls = false, emails = false, domains = false;
  bool idn_tlds = false;        ///< Last labels that are A-labels.
  std::size_t most_labels = 0;  ///< Of a domain.
  std::size_t longest_tld = 0;  ///< Bytes of a domain's last label.
  std::bitset<1 << 15> tlds;    ///< By TldSignature().
  std::size_t longest_url = 0;
};

struct IndicatorSet::Impl {
  explicit Impl(const HashKey& key) : hasher(key), records(hasher) {}

  KeyHasher hasher;
  Records records;
  std::array<Bloom, kFamilies> filters;  ///< One a family: what is asked together is together.
  HashTable table;
  Presence presence;

  const Bloom& filter(Family family) const { return filters[static_cast<std::size_t>(family)]; }
  Bloom& filter(Family family) { return filters[static_cast<std::size_t>(family)]; }
  /// True if record `index` has the value that `key` speaks of.
  bool IsOf(const Records::View& record, const Key& key) const;
};

}  // namespace lachan::indicators
