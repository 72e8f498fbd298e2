// SPDX-License-Identifier: Apache-2.0
#include "directive/fact_index.h"

#include <algorithm>
#include <charconv>

namespace lachan::directive {
namespace {

constexpr std::string_view kWithdrawn = "fact.withdrawn";

/// Since when each withdrawn fact has been known to be so. A withdrawal that is itself withdrawn
/// counts all the same: what was taken back is filed anew, not revived.
std::unordered_map<std::int64_t, Instant> Withdrawn(std::span<const FactView> facts) {
  std::unordered_map<std::int64_t, Instant> since;
  for (const FactView& fact : facts) {
    if (fact.kind != kWithdrawn || fact.is_exercise) continue;
    const std::string_view text = fact.Get("fact");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) continue;
    const Instant known = std::max(fact.at, fact.recorded_at);
    const auto [at, is_new] = since.try_emplace(id, known);
    if (!is_new) at->second = std::min(at->second, known);
  }
  return since;
}

/// Kinds are few and subjects are journal ids, far below 2^48.
std::uint64_t KeyOf(int kind, std::int64_t subject) {
  return (static_cast<std::uint64_t>(kind) << 48) ^ static_cast<std::uint64_t>(subject);
}

}  // namespace

FactIndex::FactIndex(std::span<const FactView> facts) {
  const auto withdrawn = Withdrawn(facts);
  std::vector<std::pair<int, Entry>> order;
  order.reserve(facts.size());
  for (const FactView& fact : facts) {
    if (fact.is_exercise) continue;
    const auto at = kinds_.find(fact.kind);
    const int kind = at != kinds_.end() ? at->second : static_cast<int>(kinds_.size());
    if (at == kinds_.end()) kinds_.emplace(fact.kind, kind);
    Instant seen_to = Instant::max();
    if (!withdrawn.empty()) {
      if (const auto gone = withdrawn.find(fact.id); gone != withdrawn.end()) {
        seen_to = gone->second;
      }
    }
    order.push_back({kind, {fact.at, std::max(fact.at, fact.recorded_at), seen_to, &fact}});
  }
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second.at != b.second.at) return a.second.at < b.second.at;
    return a.second.fact->id < b.second.fact->id;
  });
  of_kind_.resize(kinds_.size());
  all_.reserve(order.size());
  for (const auto& [kind, entry] : order) {
    Range& range = of_kind_[static_cast<std::size_t>(kind)];
    if (range.last == 0) range.first = static_cast<std::uint32_t>(all_.size());
    all_.push_back(entry);
    range.last = static_cast<std::uint32_t>(all_.size());
  }
  by_agency_ = Group(order, [](const FactView& fact) { return fact.agency.value; });
  by_system_ = Group(order, [](const FactView& fact) { return fact.system.value; });
}

template <class SubjectOf>
FactIndex::Grouped FactIndex::Group(const std::vector<std::pair<int, Entry>>& order,
                                    SubjectOf subject_of) const {
  // Counting keeps the order within a group: no second sorting.
  Grouped grouped;
  grouped.ranges.reserve(order.size() / 4);
  for (const auto& [kind, entry] : order) {
    if (const auto subject = subject_of(*entry.fact); subject != 0) {
      ++grouped.ranges[KeyOf(kind, subject)].last;
    }
  }
  std::uint32_t next = 0;
  for (auto& [key, range] : grouped.ranges) {
    const std::uint32_t count = range.last;
    range.first = range.last = next;
    next += count;
  }
  grouped.entries.resize(next);
  for (const auto& [kind, entry] : order) {
    if (const auto subject = subject_of(*entry.fact); subject != 0) {
      grouped.entries[grouped.ranges[KeyOf(kind, subject)].last++] = entry;
    }
  }
  return grouped;
}

FactIndex::Entries FactIndex::Grouped::Find(int kind, std::int64_t subject) const {
  if (kind == kNoKind) return {};
  const auto at = ranges.find(KeyOf(kind, subject));
  if (at == ranges.end()) return {};
  return Entries(entries).subspan(at->second.first, at->second.last - at->second.first);
}

int FactIndex::KindOf(std::string_view kind) const {
  const auto at = kinds_.find(kind);
  return at == kinds_.end() ? kNoKind : at->second;
}

FactIndex::Entries FactIndex::All(int kind) const {
  if (kind == kNoKind) return {};
  const Range range = of_kind_[static_cast<std::size_t>(kind)];
  return Entries(all_).subspan(range.first, range.last - range.first);
}

FactIndex::Entries FactIndex::OfAgency(int kind, AgencyId agency) const {
  return by_agency_.Find(kind, agency.value);
}

FactIndex::Entries FactIndex::OfSystem(int kind, SystemId system) const {
  return by_system_.Find(kind, system.value);
}

void FactIndex::Seen(Entries entries, Instant now, const Condition& when, FactList& out) {
  for (const Entry& entry : entries) {
    if (entry.at > now) break;
    if (entry.seen_from > now || entry.seen_to <= now) continue;
    if (!when.empty() && !when.Holds(entry.fact->attributes)) continue;
    out.push_back(entry.fact);
  }
}

FactList FactIndex::Seen(Entries entries, Instant now) {
  FactList list;
  Seen(entries, now, {}, list);
  return list;
}

}  // namespace lachan::directive
