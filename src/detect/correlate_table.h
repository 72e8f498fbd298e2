// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the groups of a correlation.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "detect/correlate_entry.h"
#include "detect/correlate_index.h"

namespace lachan::detect {

/// What a group keeps, in one allocation: this, then the key, then a ring of entries by time. A
/// group of three event counts with a key of 24 bytes takes 160 bytes here.
template <class E>
struct GroupBlock {
  static_assert(std::is_trivially_copyable_v<E>);

  Micros last_fired = kNever;
  std::uint32_t key_size = 0;
  std::uint32_t capacity = 0;
  std::uint32_t first = 0;  ///< Place of the oldest entry in the ring.
  std::uint32_t size = 0;
  std::uint32_t begin = 0;  ///< First entry of the window that ends with the newest entry.
  std::uint32_t count = 0;  ///< Of that window, as the kind of window defines it.

  static std::size_t Bytes(std::size_t key_size, std::size_t capacity) {
    return sizeof(GroupBlock) + KeyBytes(key_size) + capacity * sizeof(E);
  }
  static GroupBlock* Make(std::string_view key, std::uint32_t capacity) {
    auto* block = new (::operator new(Bytes(key.size(), capacity))) GroupBlock;
    block->key_size = static_cast<std::uint32_t>(key.size());
    block->capacity = capacity;
    std::memcpy(block + 1, key.data(), key.size());
    return block;
  }
  /// The same with room for `capacity` entries, at least `size` of them.
  GroupBlock* Resized(std::uint32_t new_capacity) const {
    GroupBlock* block = Make(key(), new_capacity);
    block->last_fired = last_fired;
    block->size = size;
    block->begin = begin;
    block->count = count;
    const std::uint32_t straight = std::min(size, capacity - first);
    std::copy_n(entries() + first, straight, block->entries());
    std::copy_n(entries(), size - straight, block->entries() + straight);
    return block;
  }

  std::size_t bytes() const { return HeapBytes(Bytes(key_size, capacity)); }
  std::string_view key() const { return {reinterpret_cast<const char*>(this + 1), key_size}; }
  E& At(std::uint32_t i) { return entries()[Place(i)]; }
  const E& At(std::uint32_t i) const { return entries()[Place(i)]; }
  E& Newest() { return At(size - 1); }
  const E& Newest() const { return At(size - 1); }

  /// Needs room.
  void Insert(std::uint32_t at, const E& entry) {
    if (at == 0) {
      first = first == 0 ? capacity - 1 : first - 1;
      ++size;
    } else {
      for (std::uint32_t i = size++; i > at; --i) At(i) = At(i - 1);
    }
    At(at) = entry;
  }
  void PopOldest() {
    first = Place(1);
    --size;
  }
  /// Where `entry` belongs: behind those that are not after it.
  std::uint32_t PlaceFor(const E& entry) const {
    if (size == 0 || !entry.Before(Newest())) return size;
    return Search(0, size - 1, [&](const E& other) { return !entry.Before(other); });
  }
  /// First entry from `low` on, before `high`, that is not earlier than `time`; else `high`.
  std::uint32_t LowerBound(Micros time, std::uint32_t low, std::uint32_t high) const {
    return Search(low, high, [&](const E& other) { return other.time < time; });
  }
  std::uint32_t UpperBound(Micros time, std::uint32_t low, std::uint32_t high) const {
    return Search(low, high, [&](const E& other) { return other.time <= time; });
  }

 private:
  static constexpr std::size_t KeyBytes(std::size_t size) { return (size + 7) / 8 * 8; }
  E* entries() {
    return reinterpret_cast<E*>(reinterpret_cast<char*>(this + 1) + KeyBytes(key_size));
  }
  const E* entries() const {
    return reinterpret_cast<const E*>(reinterpret_cast<const char*>(this + 1) + KeyBytes(key_size));
  }
  std::uint32_t Place(std::uint32_t i) const {
    const std::uint32_t at = first + i;
    return at < capacity ? at : at - capacity;
  }
  template <class Test>
  std::uint32_t Search(std::uint32_t low, std::uint32_t high, const Test& before) const {
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (before(At(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
};

/// The groups by key, and when each is past its time. `State` is what a window keeps beside the
/// entries.
///
/// Expiry: a group is due `horizon` after its newest entry. Groups hang in 128 slices of time by
/// when they were due when last looked at; a slice that has passed is gone through, and who has
/// had entries since hangs in a later slice again. So an entry costs nothing here, and the group
/// idle longest is found without a list of all in order.
template <class E, class State>
class GroupTable {
 public:
  using Block = GroupBlock<E>;
  struct Group {
    Block* block = nullptr;
    std::uint32_t hash = 0;
    std::uint32_t link = kNone;
    [[no_unique_address]] State state;
  };

  explicit GroupTable(Micros horizon) : horizon_(horizon), slice_(horizon / (kSlices / 2) + 1) {
    slices_.fill(kNone);
  }
  GroupTable(const GroupTable&) = delete;
  GroupTable& operator=(const GroupTable&) = delete;
  ~GroupTable() {
    ForEach([](std::uint32_t, Group& group) { ::operator delete(group.block); });
  }

  Group& operator[](std::uint32_t number) { return pool_[number]; }
  std::size_t size() const { return pool_.used(); }
  std::size_t bytes() const { return pool_.bytes() + index_.bytes() + block_bytes_; }

  std::uint32_t Find(std::uint32_t hash, std::string_view key) const {
    return index_.Find(hash, [&](std::uint32_t, const Block* block) {
      // The entries are wanted next; they are fetched while the key is.
      __builtin_prefetch(reinterpret_cast<const char*>(block) + 64);
      __builtin_prefetch(reinterpret_cast<const char*>(block) + 128);
      return block->key() == key;
    });
  }

  /// What Add would add to bytes().
  std::size_t BytesToAdd(std::string_view key) const {
    return pool_.GrowthBytes() + index_.GrowthBytes() + HeapBytes(Block::Bytes(key.size(), 1));
  }
  /// A group without entries that is due at `newest` + horizon.
  std::uint32_t Add(std::uint32_t hash, std::string_view key, Micros newest) {
    const std::uint32_t number = pool_.Take();
    Group& group = pool_[number];
    group.block = Block::Make(key, 1);
    group.hash = hash;
    block_bytes_ += group.block->bytes();
    index_.Insert(hash, number, group.block);
    Hang(number, newest + horizon_);
    return number;
  }

  static std::uint32_t NextCapacity(std::uint32_t capacity) {
    return capacity < 8 ? capacity + 1 : capacity + capacity / 2;
  }
  std::size_t BytesToGrow(const Group& group) const {
    const Block& block = *group.block;
    if (block.size < block.capacity) return 0;
    return HeapBytes(Block::Bytes(block.key_size, NextCapacity(block.capacity))) - block.bytes();
  }
  void Resize(std::uint32_t number, std::uint32_t capacity) {
    Group& group = pool_[number];
    Block* block = group.block->Resized(capacity);
    block_bytes_ += block->bytes() - group.block->bytes();
    ::operator delete(group.block);
    group.block = block;
    index_.SetHint(group.hash, number, block);
  }

  /// Calls `remove(number)` for groups that were due before `now`; it must call Remove.
  template <class F>
  void Expire(Micros now, const F& remove) {
    const std::int64_t current = SliceOf(now);
    if (current <= next_) return;
    const std::int64_t last = std::min(current, next_ + kSlices);
    const std::int64_t first = std::exchange(next_, current);
    for (std::int64_t slice = first; slice < last; ++slice) {
      for (std::uint32_t at = TakeSlice(slice); at != kNone;) {
        const std::uint32_t number = std::exchange(at, pool_[at].link);
        const Micros due = DueOf(number);
        if (due < now) {
          remove(number);
        } else {
          Hang(number, due);
        }
      }
    }
  }

  /// The group idle longest that is not `except`, taken off its slice: remove it. kNone if there
  /// is no other. "Longest" is right to a slice.
  std::uint32_t TakeIdle(std::uint32_t except) {
    std::uint32_t found = kNone;
    bool met_except = false;
    const std::int64_t last = next_ + kSlices - 1;
    for (std::int64_t slice = next_; slice <= last && found == kNone; ++slice) {
      std::uint32_t& head = slices_[Ring(slice)];
      while (head != kNone && found == kNone) {
        const std::uint32_t number = head;
        head = pool_[number].link;
        if (number == except) {
          met_except = true;
        } else if (const Micros due = DueOf(number); SliceOf(due) > slice && slice < last) {
          Hang(number, due);
        } else {
          found = number;
        }
      }
    }
    if (met_except) Hang(except, DueOf(except));
    return found;
  }

  /// Gives up a group that hangs in no slice.
  void Remove(std::uint32_t number) {
    Group& group = pool_[number];
    index_.Erase(group.hash, number);
    block_bytes_ -= group.block->bytes();
    ::operator delete(group.block);
    pool_.GiveBack(number);
  }

  template <class F>
  void ForEach(const F& use) {
    for (const std::uint32_t head : slices_) {
      for (std::uint32_t at = head; at != kNone;) {
        const std::uint32_t number = std::exchange(at, pool_[at].link);
        use(number, pool_[number]);
      }
    }
  }
  template <class F>
  void ForEach(const F& use) const {
    for (const std::uint32_t head : slices_) {
      for (std::uint32_t at = head; at != kNone; at = pool_[at].link) use(pool_[at]);
    }
  }

  bool IsSparse() const { return pool_.IsSparse(); }
  /// Moves the groups close together; their numbers change.
  void Compact() {
    Pool<Group> old_pool;
    std::swap(old_pool, pool_);
    auto old_slices = slices_;
    slices_.fill(kNone);
    index_.Clear();
    for (const std::uint32_t head : old_slices) {
      for (std::uint32_t at = head; at != kNone;) {
        Group& old = old_pool[std::exchange(at, old_pool[at].link)];
        const std::uint32_t number = pool_.Take();
        pool_[number] = std::move(old);
        index_.Insert(pool_[number].hash, number, pool_[number].block);
        Hang(number, DueOf(number));
      }
    }
  }

 private:
  static constexpr std::int64_t kSlices = 128;

  std::int64_t SliceOf(Micros time) const {
    const std::int64_t slice = time / slice_;
    return slice * slice_ > time ? slice - 1 : slice;
  }
  static std::size_t Ring(std::int64_t slice) {
    return static_cast<std::size_t>(slice) % static_cast<std::size_t>(kSlices);
  }
  std::uint32_t TakeSlice(std::int64_t slice) { return std::exchange(slices_[Ring(slice)], kNone); }
  Micros DueOf(std::uint32_t number) const {
    const Block& block = *pool_[number].block;
    return (block.size == 0 ? -kTimeLimit : block.Newest().time) + horizon_;
  }
  void Hang(std::uint32_t number, Micros due) {
    const std::int64_t slice = std::clamp(SliceOf(due), next_, next_ + kSlices - 1);
    std::uint32_t& head = slices_[Ring(slice)];
    pool_[number].link = head;
    head = number;
  }

  Pool<Group> pool_;
  HashIndex<const Block*> index_;
  Micros horizon_;
  Micros slice_;                                 ///< Length of a slice.
  std::int64_t next_ = INT64_MIN / 2;            ///< First slice that has not passed.
  std::array<std::uint32_t, kSlices> slices_{};  ///< Head of each, by its number modulo kSlices.
  std::size_t block_bytes_ = 0;
};

}  // namespace lachan::detect
