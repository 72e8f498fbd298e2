// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_window.h"

#include <algorithm>

#include "detect/correlate_times.h"

namespace lachan::detect {

void DistinctWindow::Read(const FieldReader& reader, const Hash128& group) {
  text_.Clear();
  text_.Hash(group);
  has_value_ = true;
  for (const std::string& field : fields_) {
    const auto value = reader.Read(field);
    if (!value) {
      has_value_ = false;
      return;
    }
    text_.Text(*value);
  }
  hash_ = SipHash128(key_, text_.bytes());
}

void DistinctWindow::Keep(ValueEntry& entry) {
  entry.value = kNone;
  if (!has_value_) return;
  const auto short_hash = static_cast<std::uint32_t>(hash_.low);
  entry.value =
      index_.Find(short_hash, [&](std::uint32_t at, Nothing) { return pool_[at].hash == hash_; });
  if (entry.value == kNone) {
    entry.value = pool_.Take();
    pool_[entry.value].hash = hash_;
    index_.Insert(short_hash, entry.value);
  }
  ++pool_[entry.value].entries;
}

void DistinctWindow::Drop(ValueEntry& entry) {
  if (entry.value == kNone || --pool_[entry.value].entries > 0) return;
  index_.Erase(static_cast<std::uint32_t>(pool_[entry.value].hash.low), entry.value);
  pool_.GiveBack(entry.value);
}

void DistinctWindow::SaveEntry(const ValueEntry& entry, StateWriter& out) const {
  out.Number(entry.value == kNone ? 0 : 1);
  if (entry.value != kNone) out.Hash(pool_[entry.value].hash);
}

Status DistinctWindow::LoadEntry(StateReader& in) {
  LACHAN_TRY(const std::uint64_t has_value, in.Number(1));
  has_value_ = has_value == 1;
  if (has_value_) {
    LACHAN_TRY(hash_, in.Hash());
  }
  return {};
}

std::optional<double> PresentWindow::JudgeTimes(const Micros* times, Micros from) const {
  const auto present = [&](std::size_t target) { return times[target] >= from; };
  std::size_t count = 0;
  Micros latest = kNever;
  bool in_order = true;
  for (std::size_t target = 0; target < targets_; ++target) {
    if (!present(target)) continue;
    ++count;
    in_order = in_order && times[target] >= latest;
    latest = times[target];
  }
  const auto value = static_cast<double>(count);
  if (!condition_.exists()) return limits_.Hold(value) ? std::optional(value) : std::nullopt;
  if (ordered_ && !in_order) return std::nullopt;
  return condition_.Holds(present) ? std::optional(value) : std::nullopt;
}

std::optional<double> RankWindow::Judge(const Group& group, Micros) const {
  const std::size_t size = group.state.size();
  if (size == 0) return std::nullopt;
  const auto count = static_cast<double>(size);
  const double rank = std::clamp(std::ceil(count * percentile_ / 100), 1.0, count);
  return IfHeld(group.state.At(static_cast<std::size_t>(rank) - 1));
}

}  // namespace lachan::detect
