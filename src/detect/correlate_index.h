// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: numbered things that are found by hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace lachan::detect {

/// A number that stands for none.
inline constexpr std::uint32_t kNone = 0xFFFF'FFFF;

/// Nothing at all, where a type is asked for.
struct Nothing {};

/// From a hash to a number, open addressing with linear probing, at most three quarters full. The
/// things themselves lie elsewhere: the caller compares them. A `Hint` beside the number, 8 bytes
/// as a rule, may spare it a look at what the number stands for.
template <class Hint = Nothing>
class HashIndex {
 public:
  /// The number with this hash for which `same(number, hint)` holds; kNone if there is none.
  template <class Same>
  std::uint32_t Find(std::uint32_t hash, const Same& same) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.number == kNone) return kNone;
      if (slot.hash == hash && same(slot.number, slot.hint)) return slot.number;
    }
  }

  void Insert(std::uint32_t hash, std::uint32_t number, Hint hint = {}) {
    if (GrowthBytes() != 0) Resize(slots_.empty() ? kLeast : slots_.size() * 2);
    Put({hash, number, hint});
    ++size_;
  }

  /// `number` must be there with this hash.
  void SetHint(std::uint32_t hash, std::uint32_t number, Hint hint) {
    slots_[SlotOf(hash, number)].hint = hint;
  }

  /// `number` must be there with this hash.
  void Erase(std::uint32_t hash, std::uint32_t number) {
    std::size_t hole = SlotOf(hash, number);
    // What follows moves up, unless it would come to lie before its own place.
    for (std::size_t at = (hole + 1) & mask_; slots_[at].number != kNone; at = (at + 1) & mask_) {
      const std::size_t home = slots_[at].hash & mask_;
      if (((at - home) & mask_) < ((at - hole) & mask_)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = {};
    --size_;
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }
  /// What the next Insert adds to bytes().
  std::size_t GrowthBytes() const {
    if (slots_.empty()) return kLeast * sizeof(Slot);
    return (size_ + 1) * 4 > slots_.size() * 3 ? bytes() : 0;
  }
  void Clear() { *this = {}; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
    [[no_unique_address]] Hint hint{};
  };
  static_assert(sizeof(Slot) == (std::is_empty_v<Hint> ? 8 : 8 + sizeof(Hint)));
  static constexpr std::size_t kLeast = 16;

  std::size_t SlotOf(std::uint32_t hash, std::uint32_t number) const {
    std::size_t at = hash & mask_;
    while (slots_[at].number != number) at = (at + 1) & mask_;
    return at;
  }

  void Put(const Slot& slot) {
    std::size_t at = slot.hash & mask_;
    while (slots_[at].number != kNone) at = (at + 1) & mask_;
    slots_[at] = slot;
  }

  void Resize(std::size_t count) {
    std::vector<Slot> old(count);
    old.swap(slots_);
    mask_ = count - 1;
    for (const Slot& slot : old) {
      if (slot.number != kNone) Put(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t size_ = 0;
};

/// Things with numbers that stay theirs until given back; kept in chunks, so growing moves nothing.
/// `T` has a member `link`, a std::uint32_t that is free for use while the thing is given back.
template <class T>
class Pool {
 public:
  T& operator[](std::uint32_t number) { return chunks_[number / kChunk][number % kChunk]; }
  const T& operator[](std::uint32_t number) const {
    return chunks_[number / kChunk][number % kChunk];
  }

  /// A thing as made by T().
  std::uint32_t Take() {
    ++used_;
    if (free_ != kNone) {
      const std::uint32_t number = free_;
      free_ = (*this)[number].link;
      (*this)[number].link = kNone;
      return number;
    }
    if (made_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return made_++;
  }

  void GiveBack(std::uint32_t number) {
    --used_;
    (*this)[number] = T();
    (*this)[number].link = free_;
    free_ = number;
  }

  std::size_t used() const { return used_; }
  std::size_t bytes() const { return chunks_.size() * kChunk * sizeof(T); }
  /// What the next Take adds to bytes().
  std::size_t GrowthBytes() const {
    return free_ == kNone && made_ == chunks_.size() * kChunk ? kChunk * sizeof(T) : 0;
  }
  /// Worth building anew: three quarters or more lie idle.
  bool IsSparse() const { return chunks_.size() > 8 && used_ * 4 <= chunks_.size() * kChunk; }
  void Clear() { *this = {}; }

 private:
  static constexpr std::uint32_t kChunk = 256;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::uint32_t made_ = 0;
  std::uint32_t free_ = kNone;
  std::size_t used_ = 0;
};

}  // namespace lachan::detect
