// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what a thread remembers of values and their combinations, so that real
/// streams, which repeat themselves, are mostly looked up. All of it is bounded, exact (bytes are
/// compared, a hash never decides) and seeded by the process, so that no sender can make
/// collisions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/large_pages.h"
#include "core/flat_record.h"
#include "detect/bucket.h"

namespace lachan::detect {

template <class T>
using Table = std::vector<T, LargePageAllocator<T>>;

/// Sets of atoms, each kept once under a number. Number 0 is the empty set.
class AtomSets {
 public:
  using Id = std::uint32_t;

  AtomSets();
  /// Sorts `atoms` and drops repetitions.
  Id Intern(std::vector<AtomId>& atoms);
  std::span<const AtomId> operator[](Id id) const {
    return {pool_.data() + sets_[id].first, sets_[id].second};
  }
  bool full() const;
  void Clear();

 private:
  std::uint64_t HashOf(std::span<const AtomId> atoms) const;
  /// Where the number of the set is, or would be.
  Id& PlaceOf(std::span<const AtomId> atoms);
  void Grow();

  std::uint64_t seed_;
  std::vector<AtomId> pool_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sets_;  // Offset in pool_, size.
  std::vector<Id> ids_;                                        // By hash; 0: free.
};

/// Value of a field → set of atoms that hold for it. Two generations: values asked for again move
/// to the younger one, the older is forgotten as a whole.
class ValueMemo {
 public:
  /// A value that is kept; `bytes` stays where it is until epoch() changes.
  struct Known {
    std::string_view bytes;
    AtomSets::Id set = 0;
  };

  ValueMemo();
  std::uint64_t HashOf(std::uint32_t plan, const RawValue& value) const;
  /// Before Find, so that what it looks at is at hand then.
  void Prefetch(std::uint64_t hash) const;
  std::optional<Known> Find(std::uint64_t hash, std::uint32_t plan, const RawValue& value);
  /// Keeps the value and tells where. Long ones, which are mostly new and would push many others
  /// out, are kept when they come again; very long ones never.
  std::optional<Known> Offer(std::uint64_t hash, std::uint32_t plan, const RawValue& value,
                             AtomSets::Id set);
  std::uint64_t epoch() const { return epoch_; }
  void Clear();

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free.
    const char* bytes = nullptr;
    std::uint32_t size_and_form = 0, plan = 0;
    AtomSets::Id set = 0;
  };
  struct Generation {
    Table<Slot> slots;
    Table<char> bytes;
    std::size_t used_bytes = 0, used_slots = 0;

    void Start();  ///< Empty; takes its memory when it starts for the first time.
  };

  static const Slot* Find(const Generation& generation, std::uint64_t hash, std::uint32_t plan,
                          const RawValue& value);
  Known Put(std::uint64_t hash, std::uint32_t plan, const RawValue& value, AtomSets::Id set);

  std::uint64_t seed_;
  std::uint64_t epoch_ = 1;
  Generation young_, old_;
  std::vector<std::uint64_t> offered_;  ///< Hashes of long values that came once.
};

/// Combination of sets that an event's values gave → rules that hold.
class ComboMemo {
 public:
  /// A rule of a bucket.
  struct Hit {
    std::uint32_t bucket = 0, rule = 0;
  };
  struct Result {
    std::span<const Hit> hits;
    std::span<const Hit> open;  ///< Rules that compare fields: to be asked each time.
  };

  ComboMemo();
  std::uint64_t HashOf(std::uint32_t view, std::span<const AtomSets::Id> sets) const;
  const Result* Find(std::uint64_t hash, std::uint32_t view, std::span<const AtomSets::Id> sets);
  void Put(std::uint64_t hash, std::uint32_t view, std::span<const AtomSets::Id> sets,
           std::span<const Hit> hits, std::span<const Hit> open);
  void Clear();

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free.
    std::uint32_t view = 0, first_set = 0, sets = 0, first_hit = 0, hits = 0, open = 0;
  };
  std::uint64_t seed_;
  Table<Slot> slots_;
  std::size_t used_ = 0;
  Table<AtomSets::Id> sets_;
  std::vector<Hit> hits_;
  Result result_;
};

}  // namespace lachan::detect
