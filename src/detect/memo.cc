// SPDX-License-Identifier: Apache-2.0
#include "detect/memo.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <random>

namespace lachan::detect {
namespace {

#ifdef LACHAN_SMALL_TABLES  // Fuzzing: each input has its own, and shall fill them.
constexpr int kSmaller = 10;
#else
constexpr int kSmaller = 0;
#endif
constexpr std::size_t kMaxSets = 1 << 15, kMaxPooledAtoms = 1 << 19;
constexpr std::size_t kFewSets = (1 << 11) >> kSmaller;
constexpr std::size_t kLongestValue = (32 << 10) >> kSmaller, kLongValue = (1 << 10) >> kSmaller;
constexpr std::size_t kValueSlots = (1 << 16) >> kSmaller, kValueBytes = (3 << 20) >> kSmaller;
constexpr std::size_t kOfferedValues = (1 << 12) >> kSmaller;
constexpr std::size_t kComboSlots = (1 << 16) >> kSmaller;
constexpr std::size_t kMaxComboSets = (1 << 19) >> kSmaller, kMaxComboHits = (1 << 16) >> kSmaller;

std::uint64_t RandomSeed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

std::uint32_t SizeAndForm(const RawValue& value) {
  return static_cast<std::uint32_t>(value.bytes.size() << 3) |
         static_cast<std::uint32_t>(value.form);
}

}  // namespace

AtomSets::AtomSets() : seed_(RandomSeed()) { Clear(); }

AtomSets::Id AtomSets::Intern(std::vector<AtomId>& atoms) {
  if (atoms.empty()) return 0;
  std::sort(atoms.begin(), atoms.end());
  atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
  Id& place = PlaceOf(atoms);
  if (place != 0) return place;
  const auto id = static_cast<Id>(sets_.size());
  place = id;
  sets_.emplace_back(static_cast<std::uint32_t>(pool_.size()),
                     static_cast<std::uint32_t>(atoms.size()));
  pool_.insert(pool_.end(), atoms.begin(), atoms.end());
  if (sets_.size() > ids_.size() / 2) Grow();
  return id;
}

std::uint64_t AtomSets::HashOf(std::span<const AtomId> atoms) const {
  return XXH3_64bits_withSeed(atoms.data(), atoms.size_bytes(), seed_);
}

AtomSets::Id& AtomSets::PlaceOf(std::span<const AtomId> atoms) {
  const std::size_t mask = ids_.size() - 1;
  std::size_t at = HashOf(atoms) & mask;
  while (ids_[at] != 0 && !std::ranges::equal((*this)[ids_[at]], atoms)) at = (at + 1) & mask;
  return ids_[at];
}

void AtomSets::Grow() {
  ids_.assign(ids_.size() * 2, 0);
  for (Id id = 1; id < sets_.size(); ++id) PlaceOf((*this)[id]) = id;
}

bool AtomSets::full() const { return sets_.size() >= kMaxSets || pool_.size() >= kMaxPooledAtoms; }

void AtomSets::Clear() {
  pool_.clear();
  ids_.assign(kFewSets, 0);
  sets_.assign(1, {0, 0});
}

void ValueMemo::Generation::Start() {
  slots.assign(kValueSlots, Slot{});
  bytes.resize(kValueBytes);
  used_bytes = used_slots = 0;
}

ValueMemo::ValueMemo() : seed_(RandomSeed()), offered_(kOfferedValues) { young_.Start(); }

std::uint64_t ValueMemo::HashOf(std::uint32_t plan, const RawValue& value) const {
  const std::uint64_t seed =
      seed_ ^ (static_cast<std::uint64_t>(plan) << 3 | static_cast<std::uint64_t>(value.form));
  const std::uint64_t hash = XXH3_64bits_withSeed(value.bytes.data(), value.bytes.size(), seed);
  return hash == 0 ? 1 : hash;
}

const ValueMemo::Slot* ValueMemo::Find(const Generation& generation, std::uint64_t hash,
                                       std::uint32_t plan, const RawValue& value) {
  const std::uint32_t size_and_form = SizeAndForm(value);
  for (std::size_t at = hash & (kValueSlots - 1);; at = (at + 1) & (kValueSlots - 1)) {
    const Slot& slot = generation.slots[at];
    if (slot.hash == 0) return nullptr;
    if (slot.hash == hash && slot.plan == plan && slot.size_and_form == size_and_form &&
        std::memcmp(slot.bytes, value.bytes.data(), value.bytes.size()) == 0) {
      return &slot;
    }
  }
}

void ValueMemo::Prefetch(std::uint64_t hash) const {
  __builtin_prefetch(&young_.slots[hash & (kValueSlots - 1)]);
}

std::optional<ValueMemo::Known> ValueMemo::Find(std::uint64_t hash, std::uint32_t plan,
                                                const RawValue& value) {
  if (const Slot* slot = Find(young_, hash, plan, value)) {
    return Known{{slot->bytes, value.bytes.size()}, slot->set};
  }
  if (old_.used_slots == 0) return std::nullopt;
  const Slot* slot = Find(old_, hash, plan, value);
  if (slot == nullptr) return std::nullopt;
  const AtomSets::Id set = slot->set;  // Put may forget the old generation.
  return Put(hash, plan, value, set);
}

std::optional<ValueMemo::Known> ValueMemo::Offer(std::uint64_t hash, std::uint32_t plan,
                                                 const RawValue& value, AtomSets::Id set) {
  if (value.bytes.size() > kLongestValue) return std::nullopt;
  if (value.bytes.size() > kLongValue) {
    std::uint64_t& offered = offered_[hash % kOfferedValues];
    if (offered != hash) {
      offered = hash;
      return std::nullopt;
    }
  }
  return Put(hash, plan, value, set);
}

ValueMemo::Known ValueMemo::Put(std::uint64_t hash, std::uint32_t plan, const RawValue& value,
                                AtomSets::Id set) {
  if (young_.used_slots >= kValueSlots / 2 ||
      young_.used_bytes + value.bytes.size() > kValueBytes) {
    std::swap(young_, old_);
    young_.Start();
    ++epoch_;
  }
  char* bytes = young_.bytes.data() + young_.used_bytes;
  if (!value.bytes.empty()) std::memcpy(bytes, value.bytes.data(), value.bytes.size());
  young_.used_bytes += value.bytes.size();
  std::size_t at = hash & (kValueSlots - 1);
  while (young_.slots[at].hash != 0) at = (at + 1) & (kValueSlots - 1);
  young_.slots[at] = {hash, bytes, SizeAndForm(value), plan, set};
  ++young_.used_slots;
  return {{bytes, value.bytes.size()}, set};
}

void ValueMemo::Clear() {
  young_.Start();
  if (old_.used_slots > 0) old_.Start();
  ++epoch_;
}

ComboMemo::ComboMemo() : seed_(RandomSeed()), slots_(kComboSlots) {}

std::uint64_t ComboMemo::HashOf(std::uint32_t view, std::span<const AtomSets::Id> sets) const {
  const std::uint64_t hash = XXH3_64bits_withSeed(sets.data(), sets.size_bytes(), seed_ ^ view);
  return hash == 0 ? 1 : hash;
}

const ComboMemo::Result* ComboMemo::Find(std::uint64_t hash, std::uint32_t view,
                                         std::span<const AtomSets::Id> sets) {
  for (std::size_t at = hash & (kComboSlots - 1);; at = (at + 1) & (kComboSlots - 1)) {
    const Slot& slot = slots_[at];
    if (slot.hash == 0) return nullptr;
    if (slot.hash != hash || slot.view != view || slot.sets != sets.size() ||
        !std::equal(sets.begin(), sets.end(), sets_.begin() + slot.first_set)) {
      continue;
    }
    const Hit* first = hits_.data() + slot.first_hit;
    result_ = {{first, slot.hits}, {first + slot.hits, slot.open}};
    return &result_;
  }
}

void ComboMemo::Put(std::uint64_t hash, std::uint32_t view, std::span<const AtomSets::Id> sets,
                    std::span<const Hit> hits, std::span<const Hit> open) {
  if (used_ >= kComboSlots / 2 || sets_.size() + sets.size() > kMaxComboSets ||
      hits_.size() + hits.size() + open.size() > kMaxComboHits) {
    Clear();
    if (sets.size() > kMaxComboSets || hits.size() + open.size() > kMaxComboHits) return;
  }
  std::size_t at = hash & (kComboSlots - 1);
  while (slots_[at].hash != 0) at = (at + 1) & (kComboSlots - 1);
  slots_[at] = {hash,
                view,
                static_cast<std::uint32_t>(sets_.size()),
                static_cast<std::uint32_t>(sets.size()),
                static_cast<std::uint32_t>(hits_.size()),
                static_cast<std::uint32_t>(hits.size()),
                static_cast<std::uint32_t>(open.size())};
  sets_.insert(sets_.end(), sets.begin(), sets.end());
  hits_.insert(hits_.end(), hits.begin(), hits.end());
  hits_.insert(hits_.end(), open.begin(), open.end());
  ++used_;
}

void ComboMemo::Clear() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  used_ = 0;
  sets_.clear();
  hits_.clear();
}

}  // namespace lachan::detect
