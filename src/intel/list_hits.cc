// SPDX-License-Identifier: Apache-2.0
#include "intel/list_hits.h"

#include <algorithm>

namespace lachan::intel {
namespace {

using journal::Caller;
using journal::Filter;

constexpr std::int64_t kDay = 24, kWeek = 7 * 24, kStored = 120 * 24;
constexpr std::size_t kRowsASweep = 20'000;

std::int64_t HourOf(Instant instant) {
  return std::chrono::floor<std::chrono::hours>(instant.time_since_epoch()).count();
}

schema::Value ValueOf(Instant instant) {
  return static_cast<std::int64_t>(instant.time_since_epoch().count());
}

}  // namespace

Status ListHits::Load(pipeline::Sequence newest_batch) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("indicators")));
  LACHAN_TRY(const auto meters, journal::ListAll<IndicatorMeter>(*reader));
  const std::lock_guard lock(mutex_);
  for (const IndicatorMeter& meter : meters) {
    if (meter.node.value.value != deps_.node) continue;
    counted_to_ = kept_to_ = meter.counted_to.value;
    if (counted_to_ > static_cast<std::int64_t>(newest_batch)) counted_to_ = 0;
  }
  return {};
}

void ListHits::Count(pipeline::Sequence batch,
                     std::span<const pipeline::CountedIndicator> counted) {
  const std::lock_guard lock(mutex_);
  if (static_cast<std::int64_t>(batch) <= counted_to_) return;
  counted_to_ = static_cast<std::int64_t>(batch);
  for (const auto& one : counted) {
    if (one.is_exercise) continue;
    Cell& cell = added_[{one.list, HourOf(one.time)}];
    ++(one.is_excluded ? cell.excluded : cell.hits);
    cell.last = std::max(cell.last, one.time);
  }
}

Status ListHits::Keep() {
  const std::lock_guard keeping(keeping_);
  std::map<Key, Cell> cells;
  std::int64_t to = 0;
  {
    const std::lock_guard lock(mutex_);
    if (counted_to_ == kept_to_) return {};
    cells = added_;
    to = counted_to_;
  }
  const auto write = [&](journal::Writer& writer) -> Status {
    for (const auto& [key, cell] : cells) LACHAN_TRY_DO(Write(writer, key, cell));
    return WriteReached(writer, to);
  };
  LACHAN_TRY_DO(deps_.store.Change(Caller::System("indicators"), write),
                "keeping the counts of indicators");
  const std::lock_guard lock(mutex_);
  kept_to_ = to;
  for (const auto& [key, written] : cells) {
    Cell& cell = added_[key];
    cell.hits -= written.hits;
    cell.excluded -= written.excluded;
    if (cell.hits == 0 && cell.excluded == 0) added_.erase(key);
  }
  return {};
}

Status ListHits::Write(journal::Writer& writer, const Key& key, const Cell& cell) const {
  const auto& entity = schema::Describe<IndicatorHits>();
  journal::ListQuery query;
  query.filters = {journal::Equals("list_id", key.list), journal::Equals("hour", key.hour)};
  query.limit = 1;
  LACHAN_TRY(const auto rows, journal::List<IndicatorHits>(writer, query));
  if (!rows.empty()) {  // Another node may have made it.
    const IndicatorHits& row = rows.front();
    const journal::FieldValue values[] = {
        {"hits", row.hits.value + cell.hits},
        {"excluded", row.excluded.value + cell.excluded},
        {"last_at", ValueOf(std::max(cell.last, row.last_at.value))}};
    return writer.AdjustWithoutFact(entity, row.id.value, values);
  }
  IndicatorHits row;
  row.list_id = key.list;
  row.hour = key.hour;
  row.hits = cell.hits;
  row.excluded = cell.excluded;
  row.last_at = cell.last;
  const schema::Record record = schema::ToRecord(row);
  return writer.InsertWithoutFact(entity, {&record, 1});
}

Status ListHits::WriteReached(journal::Writer& writer, std::int64_t to) const {
  const auto& entity = schema::Describe<IndicatorMeter>();
  LACHAN_TRY(const auto meters, journal::ListAll<IndicatorMeter>(writer));
  for (const IndicatorMeter& meter : meters) {
    if (meter.node.value.value != deps_.node) continue;
    const journal::FieldValue reached[] = {{"counted_to", to}};
    return writer.AdjustWithoutFact(entity, meter.id.value, reached);
  }
  IndicatorMeter meter;
  meter.node.value = deps_.node;
  meter.counted_to = to;
  const schema::Record record = schema::ToRecord(meter);
  return writer.InsertWithoutFact(entity, {&record, 1});
}

Status ListHits::Sweep() {
  const std::vector<Filter> old = {
      {"hour", Filter::Op::kLess, {HourOf(deps_.clock.Now()) - kStored}}};
  return deps_.store.Change(Caller::System("indicators"), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(writer.EraseWithoutFact(schema::Describe<IndicatorHits>(), old, kRowsASweep));
    return {};
  });
}

Result<std::map<std::int64_t, HitSum>> ListHits::Sums() const {
  const std::lock_guard keeping(keeping_);
  const std::int64_t now = HourOf(deps_.clock.Now());
  const std::int64_t day = now - kDay, week = now - kWeek;
  std::map<std::int64_t, HitSum> sums;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("indicators")));
  const auto each = [&](std::string sum, std::optional<std::int64_t> from,
                        const auto& take) -> Status {
    journal::ListQuery query;
    if (from) query.filters = {{"hour", Filter::Op::kGreaterOrEqual, {*from}}};
    journal::Grouping grouping{{"list_id"}, std::move(sum), "last_at", 1000};
    LACHAN_TRY(const auto rows, reader->Group(schema::Describe<IndicatorHits>(), grouping, query));
    for (const auto& row : rows) take(sums[std::get<std::int64_t>(row.values.front())], row);
    return {};
  };
  LACHAN_TRY_DO(each("hits", day, [](HitSum& sum, const auto& row) { sum.day = row.sum; }));
  LACHAN_TRY_DO(each("hits", week, [](HitSum& sum, const auto& row) { sum.week = row.sum; }));
  LACHAN_TRY_DO(
      each("excluded", week, [](HitSum& sum, const auto& row) { sum.excluded = row.sum; }));
  LACHAN_TRY_DO(each(
      "hits", {}, [](HitSum& sum, const auto& row) { sum.last = Instant{Duration{row.latest}}; }));
  const std::lock_guard lock(mutex_);
  for (const auto& [key, cell] : added_) {
    HitSum& sum = sums[key.list];
    if (key.hour >= day) sum.day += cell.hits;
    if (key.hour >= week) {
      sum.week += cell.hits;
      sum.excluded += cell.excluded;
    }
    sum.last = std::max(sum.last.value_or(cell.last), cell.last);
  }
  return sums;
}

}  // namespace lachan::intel
