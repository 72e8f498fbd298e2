// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: a correlation whose windows are of the kind `W` (correlate_window.h,
/// correlate_times.h).
#pragma once

#include <algorithm>
#include <utility>

#include "detect/correlate_rule.h"
#include "detect/correlate_times.h"
#include "detect/correlate_window.h"

namespace lachan::detect {

/// Every entry is evaluated over the window that ends with it. An entry that comes in order extends
/// the window of the one before; one that comes late moves the window back to its place, forward
/// over the entries it may complete, and to the newest again.
template <class W>
class Windowed final : public RuleState {
 public:
  template <class... Args>
  Windowed(const CorrelationRule& rule, const CorrelatorOptions& options, Place place,
           const HashKey& key, Args&&... args)
      : RuleState(rule, options, place),
        hash_key_(key),
        window_(rule, std::forward<Args>(args)...),
        table_(span_ + lateness_) {}
  ~Windowed() override {
    std::as_const(table_).ForEach([](const Group& group) {
      for (std::uint32_t i = 0; i < group.block->size; ++i) group.block->At(i).id().Free();
    });
  }

  void Feed(const Fed& fed, Outcome& out) override {
    if (!ReadKey(fed) || !Admit(fed)) return;
    table_.Expire(watermark_, [&](std::uint32_t number) { RemoveGroup(number); });
    if (table_.IsSparse() || window_.IsSparse()) Compact();
    const Hash128 hash = SipHash128(hash_key_, key_);
    window_.Read(fed.fields, hash);
    const std::uint32_t number = FindOrAdd(hash, fed.time);
    E entry;
    entry.time = fed.time;
    entry.sequence = std::min(fed.sequence, kMaxSequence);
    entry.target = fed.target;
    entry.set_id(PackedId::Of(fed.event_id));
    const std::uint32_t at = Insert(number, entry);
    Group& group = table_[number];
    if (at + 1 == group.block->size) {
      Extend(group);
      Evaluate(group, at, out);
    } else {
      FitIn(group, at, out);
    }
    while (bytes() > options_.max_rule_bytes && EvictIdle(number)) continue;
  }

  void Save(StateWriter& out) const override {
    out.Signed(watermark_);
    table_.ForEach([&](const Group& group) { SaveGroup(*group.block, out); });
    out.Number(0);
  }

  Status Load(StateReader& in, std::uint64_t next_sequence) override {
    LACHAN_TRY(watermark_, in.Signed(kTimeLimit));
    table_.Expire(watermark_, [](std::uint32_t) {});
    while (true) {
      LACHAN_TRY(const std::uint64_t more, in.Number(1));
      if (more == 0) return {};
      LACHAN_TRY_DO(LoadGroup(in, next_sequence));
    }
  }

 private:
  using E = typename W::E;
  using Table = GroupTable<E, typename W::State>;
  using Group = typename Table::Group;
  using Block = typename Table::Block;

  std::size_t groups() const override { return table_.size(); }
  std::size_t bytes() const override { return table_.bytes() + window_.bytes() + id_bytes_; }

  std::uint32_t FindOrAdd(const Hash128& hash, Micros time) {
    const auto short_hash = static_cast<std::uint32_t>(hash.low);
    const std::uint32_t known = table_.Find(short_hash, key_);
    if (known != kNone) return known;
    while (table_.size() >= std::max<std::size_t>(options_.max_groups, 1)) EvictIdle(kNone);
    MakeRoom(kNone, [&] { return table_.BytesToAdd(key_) + window_.GroupBytes(); });
    const std::uint32_t number = table_.Add(short_hash, key_, time);
    window_.Start(table_[number]);
    return number;
  }

  /// Puts `entry` where it belongs and returns where that is; the window is not touched yet.
  std::uint32_t Insert(std::uint32_t number, E entry) {
    Group& group = table_[number];
    const Micros useful = watermark_ - span_ - lateness_;
    while (group.block->size > 0 && group.block->At(0).time < useful) PopOldest(group);
    while (group.block->size >= options_.max_entries) GiveUpOldest(group);
    while (entries_ >= options_.max_total_entries) {
      if (!EvictIdle(number) && !GiveUpOldest(group)) break;
    }
    const Block& block = *group.block;
    if (block.capacity > 8 && block.size < block.capacity / 4) {
      table_.Resize(number, block.size + block.size / 2 + 1);
    }
    const std::size_t id_bytes = entry.id().heap_bytes();
    MakeRoom(number, [&] { return table_.BytesToGrow(group) + window_.BytesToAdd() + id_bytes; });
    id_bytes_ += id_bytes;
    if (group.block->size == group.block->capacity) {
      table_.Resize(number, Table::NextCapacity(group.block->capacity));
    }
    window_.Keep(entry);
    const std::uint32_t at = group.block->PlaceFor(entry);
    group.block->Insert(at, entry);
    ++entries_;
    return at;
  }

  /// Moves the window on to the newest entry, which has just come behind it.
  void Extend(Group& group) {
    window_.Add(group, group.block->size - 1);
    const Micros from = group.block->Newest().time - span_;
    for (std::uint32_t& begin = group.block->begin; group.block->At(begin).time < from; ++begin) {
      window_.Remove(group, begin);
    }
  }

  /// The entry at `at` has come before others: it may complete their windows.
  void FitIn(Group& group, std::uint32_t at, Outcome& out) {
    Block& block = *group.block;
    const Micros time = block.At(at).time;
    const bool in_window = time >= block.Newest().time - span_;
    if (!in_window) ++block.begin;
    const std::uint32_t last = block.UpperBound(time + span_, at, block.size);
    if constexpr (W::kReversible) {
      if (in_window) window_.AddBetween(group, at);
      const std::uint32_t first = block.LowerBound(time - span_, 0, at);
      if (window_.MayHold(last - first)) EvaluateRange(group, at, last, out);
    } else {
      window_.FitIn(group, at, last, span_, [&](std::uint32_t i, double value) {
        const std::uint32_t begin =
            std::exchange(block.begin, block.LowerBound(block.At(i).time - span_, 0, i));
        Fire(block, i, value, out);
        block.begin = begin;
      });
    }
  }

  void EvaluateRange(Group& group, std::uint32_t at, std::uint32_t last, Outcome& out) {
    Block& block = *group.block;
    std::uint32_t end = block.size;
    for (; at < last; ++at) {
      if (block.At(at).fired) continue;
      MoveTo(group, at, end);
      Evaluate(group, at, out);
    }
    MoveTo(group, block.size - 1, end);
  }

  /// Makes the window the one that ends with the entry at `at`. `end` is where it ended until now,
  /// and is set.
  void MoveTo(Group& group, std::uint32_t at, std::uint32_t& end) {
    Block& block = *group.block;
    const std::uint32_t old_begin = block.begin, old_end = std::exchange(end, at + 1);
    block.begin = block.LowerBound(block.At(at).time - span_, 0, end);
    const auto add = [&](std::uint32_t i, std::uint32_t to) {
      for (; i < to; ++i) window_.Add(group, i);
    };
    const auto remove = [&](std::uint32_t i, std::uint32_t to) {
      for (; i < to; ++i) window_.Remove(group, i);
    };
    if (block.begin >= old_end || end <= old_begin) {
      remove(old_begin, old_end);
      add(block.begin, end);
    } else {
      add(block.begin, old_begin);
      add(old_end, end);
      remove(old_begin, block.begin);
      remove(end, old_end);
    }
  }

  void Evaluate(Group& group, std::uint32_t at, Outcome& out) {
    const Micros from = group.block->At(at).time - span_;
    if (const auto value = window_.Judge(group, from)) Fire(*group.block, at, *value, out);
  }

  void Fire(Block& block, std::uint32_t at, double value, Outcome& out) {
    E& last = block.At(at);
    last.fired = 1;
    const bool repeated = block.last_fired != kNever && block.last_fired >= last.time - span_;
    block.last_fired = std::max(block.last_fired, last.time);
    if (place_.feeds_others) {
      out.firings.push_back({place_.correlation, last.time, last.sequence, last.id().Text(),
                             std::string(block.key())});
    }
    if (repeated && !options_.report_repeated) return;
    CorrelationHit& hit = out.hits.emplace_back(MakeHit(
        {last.time, last.id().Text(), block.key(), value, block.At(block.begin).time, repeated}));
    const std::uint32_t newest = at + 1;
    for (std::uint32_t i = newest; i > block.begin && hit.events.size() < kMaxEventsInHit;) {
      std::string id = block.At(--i).id().Text();
      if (hit.events.empty() || hit.events.back() != id) hit.events.push_back(std::move(id));
    }
    std::reverse(hit.events.begin(), hit.events.end());
  }

  void PopOldest(Group& group) {
    Block& block = *group.block;
    if (block.begin > 0) {
      --block.begin;
    } else if constexpr (W::kReversible) {
      window_.RemoveOldest(group);
    }
    Release(block.At(0));
    block.PopOldest();
    --entries_;
  }
  bool GiveUpOldest(Group& group) {
    if (group.block->size == 0) return false;
    ++dropped_limit_;
    PopOldest(group);
    return true;
  }
  void Release(E& entry) {
    window_.Drop(entry);
    PackedId id = entry.id();
    id_bytes_ -= id.heap_bytes();
    id.Free();
  }

  /// Gives up what is least useful until `need()` more bytes are within the limit: groups idle
  /// longest, then the oldest entries of the group in hand, if there is one.
  template <class Need>
  void MakeRoom(std::uint32_t in_hand, const Need& need) {
    while (true) {
      const std::size_t more = need();
      if (more == 0 || bytes() + more <= options_.max_rule_bytes) return;
      if (EvictIdle(in_hand)) continue;
      if (in_hand == kNone || !GiveUpOldest(table_[in_hand])) return;
    }
  }
  bool EvictIdle(std::uint32_t except) {
    const std::uint32_t number = table_.TakeIdle(except);
    if (number == kNone) return false;
    dropped_limit_ += table_[number].block->size;
    RemoveGroup(number);
    return true;
  }
  void RemoveGroup(std::uint32_t number) {
    Group& group = table_[number];
    for (std::uint32_t i = 0; i < group.block->size; ++i) Release(group.block->At(i));
    entries_ -= group.block->size;
    window_.Forget(group);
    table_.Remove(number);
  }
  void Compact() {
    if (table_.IsSparse()) table_.Compact();
    if constexpr (requires { window_.Compact([](const auto&) {}); }) {
      if (!window_.IsSparse()) return;
      window_.Compact([&](const auto& use) {
        table_.ForEach([&](std::uint32_t, Group& group) {
          for (std::uint32_t i = 0; i < group.block->size; ++i) use(group.block->At(i));
        });
      });
    }
  }

  void SaveGroup(const Block& block, StateWriter& out) const {
    const Micros useful = watermark_ - span_ - lateness_;
    const std::uint32_t first = block.LowerBound(useful, 0, block.size);
    if (first == block.size) return;
    out.Number(1);
    out.Text(block.key());
    out.Number(block.last_fired == kNever ? 0 : 1);
    if (block.last_fired != kNever) out.Signed(block.last_fired);
    out.Number(block.size - first);
    Micros time = 0;
    std::uint64_t sequence = 0;
    for (std::uint32_t i = first; i < block.size; ++i) {
      const E& entry = block.At(i);
      out.Signed(entry.time - std::exchange(time, entry.time));
      const auto step = static_cast<std::int64_t>(entry.sequence) -
                        static_cast<std::int64_t>(std::exchange(sequence, entry.sequence));
      out.Signed(step);
      out.Number((std::uint64_t{entry.target} << 3) | (std::uint64_t{entry.fired} << 2) |
                 entry.id_kind);
      out.Id(entry.id());
      window_.SaveEntry(entry, out);
    }
  }

  Status LoadGroup(StateReader& in, std::uint64_t next_sequence) {
    LACHAN_TRY(const std::string_view key, in.Text());
    if (!GroupKey::IsValid(key, rule_.groups.size())) return in.Damaged("a group is no group");
    key_ = key;
    const Hash128 hash = SipHash128(hash_key_, key_);
    if (table_.Find(static_cast<std::uint32_t>(hash.low), key_) != kNone) {
      return in.Damaged("a group occurs twice");
    }
    Micros last_fired = kNever;
    LACHAN_TRY(const std::uint64_t has_fired, in.Number(1));
    if (has_fired == 1) {
      LACHAN_TRY(last_fired, in.Signed(kTimeLimit));
    }
    LACHAN_TRY(const std::uint64_t count, in.Number(in.left()));
    std::uint32_t number = kNone;
    E entry;
    for (std::uint64_t i = 0; i < count; ++i) {
      LACHAN_TRY_DO(LoadEntry(in, next_sequence, i > 0, entry));
      LACHAN_TRY(const PackedId id, in.Id(entry.id_kind));
      entry.set_id(id);
      if (const Status own = window_.LoadEntry(in); !own) {
        entry.id().Free();
        return own;
      }
      if (number == kNone) number = FindOrAdd(hash, entry.time);
      Insert(number, entry);
      Extend(table_[number]);
    }
    if (number != kNone) table_[number].block->last_fired = last_fired;
    return {};
  }

  /// Time, sequence, target and flags; `entry` is the one before if there is one.
  Status LoadEntry(StateReader& in, std::uint64_t next_sequence, bool has_before, E& entry) {
    E next;
    LACHAN_TRY(const Micros time_step, in.Signed(2 * kTimeLimit));
    next.time = (has_before ? entry.time : 0) + time_step;
    LACHAN_TRY(const std::int64_t step, in.Signed(static_cast<std::int64_t>(kMaxSequence)));
    const auto before = has_before ? static_cast<std::int64_t>(entry.sequence) : 0;
    next.sequence = static_cast<std::uint64_t>(before + step) & kMaxSequence;
    const bool is_known = before + step >= 0 && next.sequence < next_sequence;
    if (!is_known || next.time > watermark_ || next.time < -kTimeLimit) {
      return in.Damaged("an entry from beyond the end");
    }
    LACHAN_TRY(const std::uint64_t flags, in.Number((kMaxTargets << 3) - 1));
    next.target = flags >> 3;
    next.fired = (flags >> 2) & 1;
    next.id_kind = flags & 3;
    if (next.target >= rule_.targets.size() || next.id_kind > PackedId::kLong) {
      return in.Damaged("an entry of no rule");
    }
    if (has_before && next.Before(entry)) return in.Damaged("entries are not in order");
    entry = next;
    return {};
  }

  static constexpr std::size_t kMaxEventsInHit = 100;

  const HashKey& hash_key_;
  W window_;
  Table table_;
  std::size_t id_bytes_ = 0;
};

}  // namespace lachan::detect
