// SPDX-License-Identifier: Apache-2.0
#include "rulesets/hit_counts.h"

#include <algorithm>

namespace lachan::rulesets {
namespace {

using journal::Filter;

constexpr int kDaysInMemory = 31;
constexpr int kDaysShown = 30;
constexpr int kDaysStored = 120;
constexpr std::size_t kAgenciesShown = 10;
constexpr std::size_t kRowsASweep = 20'000;

int DayOf(Instant instant) {
  return std::chrono::sys_days(CivilDateAt(instant)).time_since_epoch().count();
}

CivilDate DateOf(int day) { return CivilDate(std::chrono::sys_days(std::chrono::days(day))); }

schema::Value InstantValue(Instant instant) {
  return static_cast<std::int64_t>(instant.time_since_epoch().count());
}

}  // namespace

int HitCounts::Today() const { return DayOf(deps_.clock.Now()); }

Status HitCounts::Load(pipeline::Sequence newest_batch) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("rules")));
  journal::ListQuery query;
  query.filters.push_back(
      {"day", Filter::Op::kGreaterOrEqual, {FormatDate(DateOf(Today() - kDaysInMemory))}});
  LACHAN_TRY(const auto rows, journal::ListAll<RuleHits>(*reader, query));
  LACHAN_TRY(const auto meters, journal::List<RuleMeter>(*reader));
  const std::lock_guard lock(mutex_);
  for (const RuleHits& row : rows) {
    const Key key{row.rule_id.value.value,
                  static_cast<int>(std::chrono::sys_days(row.day.value).time_since_epoch().count()),
                  row.agency_id.value.value_or(AgencyId{}).value, row.origin.value};
    cells_[key] = {row.id.value,   row.hits.value,       row.suppressed.value,
                   row.hits.value, row.suppressed.value, row.last_at.value,
                   false};
  }
  for (const RuleMeter& meter : meters) {
    // One without a node is of a program that knew none.
    if (meter.node.value.value != deps_.node && !meter.node.value.empty()) continue;
    counted_to_ = kept_to_ = meter.counted_to.value;
    if (counted_to_ > static_cast<std::int64_t>(newest_batch)) counted_to_ = 0;
    break;
  }
  return {};
}

bool HitCounts::Count(pipeline::Sequence batch, std::span<const pipeline::Counted> counted) {
  const std::lock_guard lock(mutex_);
  if (static_cast<std::int64_t>(batch) <= counted_to_) return false;
  counted_to_ = static_cast<std::int64_t>(batch);
  for (const auto& one : counted) {
    const Event& event = *one.event;
    Cell& cell = cells_[{one.rule->id, DayOf(event.time), event.agency.value,
                         event.is_exercise ? Origin::exercise : Origin::live}];
    ++(one.exception == 0 ? cell.hits : cell.suppressed);
    cell.last = std::max(cell.last, event.time);
    cell.is_dirty = true;
    if (one.exception == 0) continue;
    ExceptionCell& exception = exceptions_[one.exception];
    ++exception.added;
    exception.last = std::max(exception.last, event.time);
  }
  return true;
}

Status HitCounts::Keep() {
  std::vector<std::pair<Key, Cell>> cells;
  std::map<std::int64_t, ExceptionCell> exceptions;
  std::int64_t to = 0;
  {
    const std::lock_guard lock(mutex_);
    if (counted_to_ == kept_to_) return {};
    to = counted_to_;
    for (const auto& [key, cell] : cells_) {
      if (cell.is_dirty) cells.emplace_back(key, cell);
    }
    for (const auto& [id, cell] : exceptions_) {
      if (cell.added > 0) exceptions.emplace(id, cell);
    }
  }
  const auto write = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(Write(writer, cells, exceptions));
    return KeepReached(writer, to);
  };
  LACHAN_TRY_DO(deps_.store.Change(journal::Caller::System("rules"), write),
                "keeping the counts of rules");
  const std::lock_guard lock(mutex_);
  kept_to_ = to;
  for (const auto& [key, written] : cells) {
    Cell& cell = cells_[key];
    cell.row = written.row;
    cell.is_dirty = cell.hits != written.hits || cell.suppressed != written.suppressed;
    // What was counted meanwhile comes on top of what is stored, other nodes' counts included.
    cell.hits += written.stored_hits - written.hits;
    cell.suppressed += written.stored_suppressed - written.suppressed;
    cell.stored_hits = written.stored_hits;
    cell.stored_suppressed = written.stored_suppressed;
  }
  for (const auto& [id, written] : exceptions) {
    exceptions_[id].added -= written.added;
  }
  std::erase_if(cells_, [oldest = Today() - kDaysInMemory](const auto& entry) {
    return entry.first.day < oldest && !entry.second.is_dirty;
  });
  return {};
}

namespace {

/// The row as it is stored now: another node may have made or changed it.
Result<std::optional<RuleHits>> StoredRow(journal::Writer& writer, const std::string& rule,
                                          const CivilDate& day, std::int64_t agency,
                                          Origin origin) {
  journal::ListQuery query;
  query.filters = {journal::Equals("rule_id", rule), journal::Equals("day", FormatDate(day))};
  query.limit = 1000;
  LACHAN_TRY(const auto rows, journal::List<RuleHits>(writer, query));
  for (const RuleHits& row : rows) {
    if (row.agency_id.value.value_or(AgencyId{}).value == agency && row.origin.value == origin) {
      return row;
    }
  }
  return std::nullopt;
}

}  // namespace

Status HitCounts::WriteCell(journal::Writer& writer, const Key& key, Cell& cell) {
  const auto& entity = schema::Describe<RuleHits>();
  const CivilDate day = DateOf(key.day);
  LACHAN_TRY(const auto stored, StoredRow(writer, key.rule, day, key.agency, key.origin));
  const std::int64_t added_hits = cell.hits - cell.stored_hits;
  const std::int64_t added_suppressed = cell.suppressed - cell.stored_suppressed;
  if (stored) {
    cell.row = stored->id.value;
    cell.stored_hits = stored->hits.value + added_hits;
    cell.stored_suppressed = stored->suppressed.value + added_suppressed;
    const Instant last = std::max(cell.last, stored->last_at.value);
    const journal::FieldValue values[] = {{"hits", cell.stored_hits},
                                          {"suppressed", cell.stored_suppressed},
                                          {"last_at", InstantValue(last)}};
    return writer.AdjustWithoutFact(entity, cell.row, values);
  }
  RuleHits row;
  row.rule_id.value = key.rule;
  row.day = day;
  if (key.agency > 0) row.agency_id = std::optional(AgencyId{key.agency});
  row.origin = key.origin;
  row.hits = cell.stored_hits = added_hits;
  row.suppressed = cell.stored_suppressed = added_suppressed;
  row.last_at = cell.last;
  const schema::Record record = schema::ToRecord(row);
  LACHAN_TRY_DO(writer.InsertWithoutFact(entity, {&record, 1}));
  LACHAN_TRY(const auto made, StoredRow(writer, key.rule, day, key.agency, key.origin));
  if (made) cell.row = made->id.value;
  return {};
}

Status HitCounts::Write(journal::Writer& writer, std::vector<std::pair<Key, Cell>>& cells,
                        const std::map<std::int64_t, ExceptionCell>& exceptions) {
  for (auto& [key, cell] : cells) LACHAN_TRY_DO(WriteCell(writer, key, cell));
  for (const auto& [id, cell] : exceptions) {
    const auto stored = journal::Get<RuleException>(writer, id);
    if (!stored) continue;
    const Instant last = std::max(cell.last, stored->last_suppressed_at.value.value_or(cell.last));
    const journal::FieldValue values[] = {{"suppressed", stored->suppressed.value + cell.added},
                                          {"last_suppressed_at", InstantValue(last)}};
    LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<RuleException>(), id, values));
  }
  return {};
}

Status HitCounts::KeepReached(journal::Writer& writer, std::int64_t to) const {
  const auto& entity = schema::Describe<RuleMeter>();
  LACHAN_TRY(auto meters, journal::List<RuleMeter>(writer));
  std::erase_if(meters, [&](const RuleMeter& meter) {
    return meter.node.value.value != deps_.node && !meter.node.value.empty();
  });
  if (meters.empty()) {
    RuleMeter meter;
    meter.node.value = deps_.node;
    meter.counted_to = to;
    const schema::Record record = schema::ToRecord(meter);
    return writer.InsertWithoutFact(entity, {&record, 1});
  }
  const journal::FieldValue reached[] = {{"counted_to", to}, {"node", deps_.node}};
  return writer.AdjustWithoutFact(entity, meters.front().id.value, reached);
}

Status HitCounts::Sweep() {
  const std::vector<Filter> old = {
      {"day", Filter::Op::kLess, {FormatDate(DateOf(Today() - kDaysStored))}}};
  return deps_.store.Change(
      journal::Caller::System("rules"), [&](journal::Writer& writer) -> Status {
        LACHAN_TRY_DO(writer.EraseWithoutFact(schema::Describe<RuleHits>(), old, kRowsASweep));
        return {};
      });
}

std::unordered_map<std::string, HitSum> HitCounts::Sums() const {
  const std::lock_guard lock(mutex_);
  const int first = Today() - kDaysShown + 1;
  std::unordered_map<std::string, HitSum> sums;
  for (const auto& [key, cell] : cells_) {
    if (key.day < first || key.origin != Origin::live) continue;
    HitSum& sum = sums[key.rule];
    sum.hits += cell.hits;
    sum.suppressed += cell.suppressed;
    if (cell.hits > 0) sum.last_hit = std::max(sum.last_hit.value_or(cell.last), cell.last);
  }
  return sums;
}

RuleHitsView HitCounts::Of(std::string_view rule_id, const journal::Reach& reach) const {
  const std::lock_guard lock(mutex_);
  const int first = Today() - kDaysShown + 1;
  RuleHitsView view;
  for (int i = 0; i < kDaysShown; ++i) view.days.push_back({DateOf(first + i), 0, 0});
  std::map<std::int64_t, AgencyHits> agencies;
  for (auto at = cells_.lower_bound({std::string(rule_id), INT32_MIN, 0, Origin::live});
       at != cells_.end() && at->first.rule == rule_id; ++at) {
    const auto& [key, cell] = *at;
    const int index = key.day - first;
    if (index < 0 || index >= kDaysShown || key.origin != Origin::live) continue;
    auto& day = view.days[static_cast<std::size_t>(index)];
    day.hits += cell.hits;
    day.suppressed += cell.suppressed;
    view.total += cell.hits;
    view.suppressed += cell.suppressed;
    if (cell.hits > 0) view.last_hit = std::max(view.last_hit.value_or(cell.last), cell.last);
    if (!reach.Covers(AgencyId{key.agency})) continue;
    auto& agency = agencies[key.agency];
    if (key.agency > 0) agency.agency_id = AgencyId{key.agency};
    agency.hits += cell.hits;
    agency.suppressed += cell.suppressed;
  }
  for (auto& [id, agency] : agencies) view.agencies.push_back(std::move(agency));
  std::ranges::stable_sort(view.agencies, std::greater{},
                           [](const AgencyHits& a) { return std::pair(a.hits, a.suppressed); });
  if (view.agencies.size() > kAgenciesShown) view.agencies.resize(kAgenciesShown);
  return view;
}

SuppressedSum HitCounts::OfException(std::int64_t id, const SuppressedSum& stored) const {
  const std::lock_guard lock(mutex_);
  const auto at = exceptions_.find(id);
  if (at == exceptions_.end() || at->second.added == 0) return stored;
  return {stored.count + at->second.added,
          std::max(at->second.last, stored.last.value_or(at->second.last))};
}

}  // namespace lachan::rulesets
