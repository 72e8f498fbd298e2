// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what a window of entries is worth, kept up to date while entries come in
/// at one end and leave at the other. One class for each way of counting; all have
///   E, State       the kind of entry; what a group holds beside its entries
///   kReversible    entries may leave the window's young end as well, or come between others; else
///                  FitIn does all that an entry out of order asks for
///   Start, Forget  a group begins, or ends
///   Read           takes what it needs of the event, before there is a place for it
///   Keep, Drop     an entry comes to a group for good, or leaves it
///   Add, Remove    an entry comes into the window at either end, or leaves it
///   AddBetween     an entry has just come between others of the window
///   RemoveOldest   the oldest entry is about to leave the group, and it is in the window
///   Judge          the value held against the condition, if it holds; `from` begins the window
///   MayHold        false if no window of so many entries can hold
///   bytes, BytesToAdd, GroupBytes   kept beside the table; the most that Keep and Start add to it
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/correlate_condition.h"
#include "detect/correlate_input.h"
#include "detect/correlate_numbers.h"
#include "detect/correlate_state.h"
#include "detect/correlate_table.h"

namespace lachan::detect {

/// The common part: what those that need nothing else leave as it is.
template <class Entry, class StateType>
struct WindowBase {
  using E = Entry;
  using State = StateType;
  using Group = typename GroupTable<E, State>::Group;
  static constexpr bool kReversible = true;

  void Read(const FieldReader&, const Hash128&) {}
  void Start(Group&) {}
  void Forget(Group&) {}
  void Keep(E&) {}
  void Drop(E&) {}
  void Remove(Group&, std::uint32_t) {}
  bool MayHold(std::size_t) const { return true; }
  std::size_t bytes() const { return 0; }
  std::size_t BytesToAdd() const { return 0; }
  std::size_t GroupBytes() const { return 0; }
  void SaveEntry(const E&, StateWriter&) const {}
  Status LoadEntry(StateReader&) { return {}; }
  bool IsSparse() const { return false; }
};

/// event_count.
class CountWindow : public WindowBase<Entry, Nothing> {
 public:
  explicit CountWindow(const CorrelationRule& rule) : limits_(rule) {}

  // An event that several targets match stands side by side: the first of it counts.
  void Add(Group& group, std::uint32_t at) { group.block->count += IsFirst(group, at) ? 1 : 0; }
  void Remove(Group& group, std::uint32_t at) { group.block->count -= IsFirst(group, at) ? 1 : 0; }
  /// `at` has just come between others of the window.
  void AddBetween(Group& group, std::uint32_t at) {
    const auto& block = *group.block;
    const bool is_known = !IsFirst(group, at) || block.At(at).SameEvent(block.At(at + 1));
    group.block->count += is_known ? 0 : 1;
  }
  /// The oldest entry is about to go, and it is in the window.
  void RemoveOldest(Group& group) {
    const auto& block = *group.block;
    const bool stays = block.size > 1 && block.At(0).SameEvent(block.At(1));
    group.block->count -= stays ? 0 : 1;
  }
  std::optional<double> Judge(const Group& group, Micros) const {
    const auto count = static_cast<double>(group.block->count);
    return limits_.Hold(count) ? std::optional(count) : std::nullopt;
  }
  /// A window of so many entries may hold.
  bool MayHold(std::size_t entries) const {
    return static_cast<double>(entries) >= limits_.least();
  }

 private:
  static bool IsFirst(const Group& group, std::uint32_t at) {
    return at == 0 || !group.block->At(at - 1).SameEvent(group.block->At(at));
  }
  Limits limits_;
};

/// value_count: distinct values, or tuples of values. A value is known by its hash; the rule keeps
/// each once a group, with how many entries have it and how many of those are in the window.
class DistinctWindow : public WindowBase<ValueEntry, Nothing> {
 public:
  DistinctWindow(const CorrelationRule& rule, const HashKey& key)
      : limits_(rule), fields_(rule.value_fields), key_(key) {}

  void Read(const FieldReader& reader, const Hash128& group);
  std::size_t BytesToAdd() const {
    return has_value_ ? pool_.GrowthBytes() + index_.GrowthBytes() : 0;
  }
  std::size_t bytes() const { return pool_.bytes() + index_.bytes(); }
  void Keep(ValueEntry& entry);
  void Drop(ValueEntry& entry);
  void Add(Group& group, std::uint32_t at) {
    const std::uint32_t value = group.block->At(at).value;
    if (value != kNone && pool_[value].in_window++ == 0) ++group.block->count;
  }
  void Remove(Group& group, std::uint32_t at) {
    const std::uint32_t value = group.block->At(at).value;
    if (value != kNone && --pool_[value].in_window == 0) --group.block->count;
  }
  void AddBetween(Group& group, std::uint32_t at) { Add(group, at); }
  void RemoveOldest(Group& group) { Remove(group, 0); }
  std::optional<double> Judge(const Group& group, Micros) const {
    const auto count = static_cast<double>(group.block->count);
    return limits_.Hold(count) ? std::optional(count) : std::nullopt;
  }
  bool MayHold(std::size_t entries) const {
    return static_cast<double>(entries) >= limits_.least();
  }
  void SaveEntry(const ValueEntry& entry, StateWriter& out) const;
  /// Takes the place of Read.
  Status LoadEntry(StateReader& in);
  bool IsSparse() const { return pool_.IsSparse(); }
  /// Moves the values close together; `for_each(use)` calls `use(entry)` for all entries.
  template <class ForEach>
  void Compact(const ForEach& for_each) {
    Pool<Value> old;
    std::swap(old, pool_);
    index_.Clear();
    for_each([&](ValueEntry& entry) {
      if (entry.value == kNone) return;
      Value& value = old[entry.value];
      if (value.link == kNone) {
        value.link = pool_.Take();
        pool_[value.link] = value;
        pool_[value.link].link = kNone;
        index_.Insert(static_cast<std::uint32_t>(value.hash.low), value.link);
      }
      entry.value = value.link;
    });
  }

 private:
  struct Value {
    Hash128 hash;
    std::uint32_t entries = 0;
    std::uint32_t in_window = 0;
    std::uint32_t link = kNone;
  };

  Limits limits_;
  const std::vector<std::string>& fields_;
  const HashKey& key_;
  Pool<Value> pool_;
  HashIndex<> index_;
  bool has_value_ = false;  ///< Read found one; `hash_` is its.
  Hash128 hash_;
  StateWriter text_;  ///< To hash; kept for its memory.
};

/// What the two ways of working with numbers have in common. `count` is how many there are.
template <class State>
class NumberWindow : public WindowBase<NumberEntry, State> {
 public:
  using Group = typename WindowBase<NumberEntry, State>::Group;
  explicit NumberWindow(const CorrelationRule& rule) : limits_(rule), fields_(rule.value_fields) {}

  void Read(const FieldReader& reader, const Hash128&) {
    const auto text = reader.Read(fields_.front());
    number_ = text ? NumberOf(*text) : NAN;
  }
  void Keep(NumberEntry& entry) { entry.number = number_; }
  void SaveEntry(const NumberEntry& entry, StateWriter& out) const { out.Double(entry.number); }
  Status LoadEntry(StateReader& in) {
    LACHAN_TRY(number_, in.Double());
    return {};
  }

 protected:
  static double NumberAt(const Group& group, std::uint32_t at) {
    return group.block->At(at).number;
  }
  std::optional<double> IfHeld(double value) const {
    return limits_.Hold(value) ? std::optional(value) : std::nullopt;
  }

 private:
  Limits limits_;
  const std::vector<std::string>& fields_;
  double number_ = NAN;
};

/// value_sum and value_avg.
class SumWindow : public NumberWindow<ExactSum> {
 public:
  explicit SumWindow(const CorrelationRule& rule)
      : NumberWindow(rule), average_(rule.type == CorrelationRule::Type::kValueAverage) {}

  std::size_t bytes() const { return heap_bytes_; }
  void Add(Group& group, std::uint32_t at) { Change(group, NumberAt(group, at), 1); }
  void Remove(Group& group, std::uint32_t at) { Change(group, -NumberAt(group, at), -1); }
  void AddBetween(Group& group, std::uint32_t at) { Add(group, at); }
  void RemoveOldest(Group& group) { Remove(group, 0); }
  void Forget(Group& group) { heap_bytes_ -= group.state.heap_bytes(); }
  std::optional<double> Judge(const Group& group, Micros) const {
    const std::uint32_t count = group.block->count;
    if (count == 0) return std::nullopt;
    const double sum = group.state.Value();
    return IfHeld(average_ ? sum / count : sum);
  }

 private:
  void Change(Group& group, double number, int step) {
    if (std::isnan(number)) return;
    heap_bytes_ -= group.state.heap_bytes();
    group.state.Add(number);
    heap_bytes_ += group.state.heap_bytes();
    group.block->count += static_cast<std::uint32_t>(step);
  }

  bool average_;
  std::size_t heap_bytes_ = 0;
};

/// value_percentile and value_median: the nearest rank.
class RankWindow : public NumberWindow<RankedNumbers> {
 public:
  explicit RankWindow(const CorrelationRule& rule)
      : NumberWindow(rule), percentile_(rule.percentile) {}

  std::size_t bytes() const { return heap_bytes_; }
  std::size_t BytesToAdd() const { return RankedNumbers::HeapBound(1); }
  void Add(Group& group, std::uint32_t at) {
    const double number = NumberAt(group, at);
    if (!std::isnan(number)) Change(group, [&] { group.state.Insert(number); });
  }
  void Remove(Group& group, std::uint32_t at) {
    const double number = NumberAt(group, at);
    if (!std::isnan(number)) Change(group, [&] { group.state.Erase(number); });
  }
  void AddBetween(Group& group, std::uint32_t at) { Add(group, at); }
  void RemoveOldest(Group& group) { Remove(group, 0); }
  void Forget(Group& group) { heap_bytes_ -= RankedNumbers::HeapBound(group.state.size()); }
  std::optional<double> Judge(const Group& group, Micros) const;

 private:
  template <class F>
  void Change(Group& group, const F& change) {
    heap_bytes_ -= RankedNumbers::HeapBound(group.state.size());
    change();
    heap_bytes_ += RankedNumbers::HeapBound(group.state.size());
  }

  double percentile_;
  std::size_t heap_bytes_ = 0;
};

}  // namespace lachan::detect
