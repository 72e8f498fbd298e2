// SPDX-License-Identifier: Apache-2.0
#include "directive/fact_index.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace lachan::directive {
namespace {

constinit const FactList no_facts{};

bool IsKnownAt(const FactView& fact, Instant now) {
  return !fact.is_exercise && fact.at <= now && fact.recorded_at <= now;
}

std::unordered_set<std::int64_t> Withdrawn(std::span<const FactView> facts, Instant now) {
  std::unordered_set<std::int64_t> ids;
  for (const FactView& fact : facts) {
    if (fact.kind != "fact.withdrawn" || !IsKnownAt(fact, now)) continue;
    const std::string_view text = fact.Get("fact");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error == std::errc{} && end == text.data() + text.size()) ids.insert(id);
  }
  return ids;
}

const FactList& At(const std::unordered_map<std::int64_t, FactList>& lists, std::int64_t key) {
  const auto at = lists.find(key);
  return at == lists.end() ? no_facts : at->second;
}

}  // namespace

FactIndex::FactIndex(std::span<const FactView> facts, Instant now) {
  const auto withdrawn = Withdrawn(facts, now);
  FactList order;
  order.reserve(facts.size());
  for (const FactView& fact : facts) {
    if (IsKnownAt(fact, now) && !withdrawn.contains(fact.id)) order.push_back(&fact);
  }
  std::ranges::sort(order, [](const FactView* a, const FactView* b) {
    return std::pair(a->at, a->id) < std::pair(b->at, b->id);
  });
  for (const FactView* fact : order) {
    OneKind& kind = kinds_[fact->kind];
    kind.all.push_back(fact);
    if (fact->agency) kind.by_agency[fact->agency.value].push_back(fact);
    if (fact->system) kind.by_system[fact->system.value].push_back(fact);
  }
}

const FactIndex::OneKind* FactIndex::Find(std::string_view kind) const {
  const auto at = kinds_.find(kind);
  return at == kinds_.end() ? nullptr : &at->second;
}

const FactList& FactIndex::All(std::string_view kind) const {
  const OneKind* one = Find(kind);
  return one == nullptr ? no_facts : one->all;
}

const FactList& FactIndex::OfAgency(std::string_view kind, AgencyId agency) const {
  const OneKind* one = Find(kind);
  return one == nullptr ? no_facts : At(one->by_agency, agency.value);
}

const FactList& FactIndex::OfSystem(std::string_view kind, SystemId system) const {
  const OneKind* one = Find(kind);
  return one == nullptr ? no_facts : At(one->by_system, system.value);
}

}  // namespace lachan::directive
