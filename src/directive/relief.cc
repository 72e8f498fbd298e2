// SPDX-License-Identifier: Apache-2.0
#include "directive/relief.h"

#include <algorithm>
#include <map>

namespace lachan::directive {
namespace {

std::optional<Instant> DayOf(const FactView& fact, std::string_view name) {
  const auto date = ParseDate(fact.Get(name));
  if (!date) return std::nullopt;
  return StartOfDay(*date);
}

using Ends = std::map<std::string_view, Instant>;

Ends EndsOf(const FactIndex& facts, Instant now) {
  Ends ends;
  for (const FactView* fact : FactIndex::Seen(facts.All(facts.KindOf("duty.relief_ended")), now)) {
    const auto day = DayOf(*fact, "from");
    if (!day) continue;
    const auto [at, is_new] = ends.try_emplace(fact->Get("relief"), *day);
    if (!is_new) at->second = std::min(at->second, *day);
  }
  return ends;
}

std::optional<Relief> ReliefOf(const FactView& fact, const Ends& ends) {
  const std::string_view effect = fact.Get("effect");
  const auto from = DayOf(fact, "from");
  if (!fact.agency || !from || (effect != "pause" && effect != "exemption")) return std::nullopt;
  Relief relief{fact.id, effect == "pause", fact.Get("part"), fact.system, *from, Relief::kNoEnd};
  if (const std::string_view to = fact.Get("to"); !to.empty()) {
    const auto day = DayOf(fact, "to");
    if (!day) return std::nullopt;
    relief.to = *day;
  } else if (relief.is_pause) {
    return std::nullopt;
  }
  if (const auto end = ends.find(fact.Get("relief")); end != ends.end()) {
    relief.to = std::min(relief.to, end->second);
  }
  if (relief.to <= relief.from) return std::nullopt;
  return relief;
}

}  // namespace

const Relief* DutyReliefs::ExemptAt(Instant instant) const {
  const auto at = std::ranges::find_if(
      all, [&](const Relief* relief) { return !relief->is_pause && relief->Contains(instant); });
  return at == all.end() ? nullptr : *at;
}

Reliefs::Reliefs(const FactIndex& facts, Instant now) {
  const auto entries = facts.All(facts.KindOf("duty.relieved"));
  if (entries.empty()) return;
  const Ends ends = EndsOf(facts, now);
  for (const FactView* fact : FactIndex::Seen(entries, now)) {
    if (const auto relief = ReliefOf(*fact, ends))
      by_agency_[fact->agency.value].push_back(*relief);
  }
  for (auto& [agency, reliefs] : by_agency_) std::ranges::sort(reliefs, {}, &Relief::fact);
}

DutyReliefs Reliefs::Of(AgencyId agency, const Part& part, std::string_view obligation,
                        SystemId system) const {
  DutyReliefs found;
  const auto at = by_agency_.find(agency.value);
  if (at == by_agency_.end()) return found;
  for (const Relief& relief : at->second) {
    if (relief.part != part.id && relief.part != obligation) continue;
    if (relief.system && relief.system != system) continue;
    found.all.push_back(&relief);
    found.stops.Add(relief.from, relief.to);
    if (relief.is_pause) found.pauses.Add(relief.from, relief.to);
  }
  return found;
}

}  // namespace lachan::directive
