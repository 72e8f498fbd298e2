// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: windows that ask which targets are there, and in what order.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "detect/correlate_condition.h"
#include "detect/correlate_window.h"

namespace lachan::detect {

/// What temporal and temporal_ordered have in common: for each target a time, as it is after the
/// newest entry. `Self` says what an entry makes of the times before it (TimeAfter), where that is
/// kept (Kept, Keep) and what times fulfil the rule (JudgeTimes).
template <class Self, class Entry>
class TargetTimes : public WindowBase<Entry, std::unique_ptr<Micros[]>> {
 public:
  using Group = typename WindowBase<Entry, std::unique_ptr<Micros[]>>::Group;
  static constexpr bool kReversible = false;
  explicit TargetTimes(const CorrelationRule& rule)
      : targets_(std::min(rule.targets.size(), kMaxTargets)) {}

  void Start(Group& group) {
    group.state = std::make_unique_for_overwrite<Micros[]>(targets_);
    std::fill_n(group.state.get(), targets_, kNever);
    bytes_ += GroupBytes();
  }
  void Forget(Group&) { bytes_ -= GroupBytes(); }
  std::size_t bytes() const { return bytes_; }
  std::size_t GroupBytes() const { return HeapBytes(targets_ * sizeof(Micros)); }

  void Add(Group& group, std::uint32_t at) {
    Entry& entry = group.block->At(at);
    const Micros time = Self::TimeAfter(entry, group.state.get());
    group.state[entry.target] = std::max(time, kSeen);
    Self::KeepTime(entry, time);
  }
  std::optional<double> Judge(const Group& group, Micros from) const {
    return self().JudgeTimes(group.state.get(), from);
  }

  /// The entry at `at` has come between others: goes on from it as far as it makes a difference,
  /// but not to `last`, where windows begin after it. Calls `fire(i, value)` for entries that now
  /// complete what they did not before.
  template <class F>
  void FitIn(Group& group, std::uint32_t at, std::uint32_t last, Micros span, const F& fire) {
    auto& block = *group.block;
    const Micros from = block.At(at).time - span;  // No window from here on begins earlier.
    FindBefore(group, at, from);
    was_ = now_;
    Micros& of_target = group.state[block.At(at).target];
    of_target = std::max(of_target, kSeen);
    std::size_t different = 0;
    for (std::uint32_t i = at; i < last; ++i) {
      Entry& entry = block.At(i);
      const std::size_t target = entry.target;
      const Micros kept = Useful(Self::Kept(entry), from);
      const Micros time = Useful(Self::TimeAfter(entry, now_.data()), from);
      different -= now_[target] != was_[target] ? 1 : 0;
      now_[target] = time;
      if (i > at) was_[target] = kept;
      different += now_[target] != was_[target] ? 1 : 0;
      if (i == at || time != kept) Self::KeepTime(entry, time);
      if (!entry.fired) {
        if (const auto value = self().JudgeTimes(now_.data(), entry.time - span)) fire(i, *value);
      }
      if (different == 0) return;
    }
    if (last < block.size) return;
    for (std::size_t i = 0; i < targets_; ++i) {
      if (group.state[i] != kNever) group.state[i] = std::max(now_[i], kSeen);
    }
  }

 protected:
  std::size_t targets_;

 private:
  /// In a group's state: the target has entries, but none that matters. kNever: it has had none.
  static constexpr Micros kSeen = kNever + 1;

  const Self& self() const { return static_cast<const Self&>(*this); }
  static Micros Useful(Micros time, Micros from) { return time < from ? kNever : time; }

  /// Fills now_ with the times as they were before the entry at `at`.
  void FindBefore(const Group& group, std::uint32_t at, Micros from) {
    now_.assign(targets_, kNever);
    found_.assign(targets_, 0);
    const Micros* state = group.state.get();
    auto missing = targets_ - static_cast<std::size_t>(std::count(state, state + targets_, kNever));
    for (std::uint32_t i = at; i-- > 0 && missing > 0;) {
      const Entry& entry = group.block->At(i);
      if (entry.time < from) return;
      if (std::exchange(found_[entry.target], 1) != 0) continue;
      now_[entry.target] = Useful(Self::Kept(entry), from);
      --missing;
    }
  }

  std::size_t bytes_ = 0;
  std::vector<Micros> now_, was_;  ///< At work in FitIn.
  std::vector<char> found_;
};

/// temporal: the time each target was seen last tells which are in the window. With a boolean
/// condition it also serves temporal_ordered: the targets present must then have been seen last in
/// the order of the rule.
class PresentWindow : public TargetTimes<PresentWindow, Entry> {
 public:
  explicit PresentWindow(const CorrelationRule& rule)
      : TargetTimes(rule),
        limits_(rule),
        condition_(rule),
        ordered_(rule.type == CorrelationRule::Type::kTemporalOrdered) {}

  static Micros TimeAfter(const Entry& entry, const Micros*) { return entry.time; }
  static Micros Kept(const Entry& entry) { return entry.time; }
  static void KeepTime(Entry&, Micros) {}
  std::optional<double> JudgeTimes(const Micros* times, Micros from) const;

 private:
  Limits limits_;
  TargetCondition condition_;
  bool ordered_;
};

/// temporal_ordered: for each target the latest time at which a sequence of the targets up to it
/// has begun. The whole sequence is in the window if it has begun in it.
class OrderedWindow : public TargetTimes<OrderedWindow, OrderedEntry> {
 public:
  explicit OrderedWindow(const CorrelationRule& rule) : TargetTimes(rule) {}

  static Micros TimeAfter(const OrderedEntry& entry, const Micros* times) {
    return entry.target == 0 ? entry.time : times[entry.target - 1];
  }
  static Micros Kept(const OrderedEntry& entry) { return entry.begun; }
  static void KeepTime(OrderedEntry& entry, Micros time) { entry.begun = time; }
  std::optional<double> JudgeTimes(const Micros* times, Micros from) const {
    if (times[targets_ - 1] < from) return std::nullopt;
    return static_cast<double>(targets_);
  }
};

}  // namespace lachan::detect
