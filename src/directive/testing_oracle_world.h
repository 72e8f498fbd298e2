// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the oracle sees at an instant, and whom it asks what. Internal to the oracle.
#pragma once

#include <algorithm>
#include <charconv>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "directive/testing_oracle.h"

namespace lachan::directive::oracle {

using Facts = std::vector<const FactView*>;

inline Micros Of(Instant instant) { return instant.time_since_epoch().count(); }

/// [from, to); kNever: open.
struct Stretch {
  Micros from = kAlways, to = kNever;
  bool Contains(Micros at) const { return from <= at && at < to; }
};
inline Stretch Of(const Validity& validity) {
  return {validity.from ? Of(*validity.from) : kAlways, validity.to ? Of(*validity.to) : kNever};
}
inline Stretch Both(Stretch a, const Stretch& b) {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

inline std::string Attribute(const FactView& fact, std::string_view name) {
  for (const auto& [key, value] : fact.attributes) {
    if (key == name) return value;
  }
  return {};
}

inline bool Holds(const Condition& condition, const FactView& fact) {
  return std::ranges::all_of(condition.all_of, [&](const auto& alternatives) {
    return std::ranges::any_of(alternatives, [&](const Condition::Literal& literal) {
      const auto value = Attribute(fact, literal.name);
      const bool is =
          literal.value.empty() ? value == "true" || value == "1" : value == literal.value;
      return is != literal.negated;
    });
  });
}

struct Relief {
  std::int64_t id = 0;
  bool is_exemption = false;
  std::string part;
  std::int64_t agency = 0, system = 0;
  Day from = 0, to = kNever;
};

/// Everything that is seen at `now`.
struct World {
  const Directive& directive;
  const RegisterSnapshot& snapshot;
  WorkingCalendar calendar;
  Micros now;
  Facts facts;
  std::vector<Relief> reliefs;
};

inline std::int64_t NumberOf(const std::string& text) {
  std::int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

inline Facts Seen(std::span<const FactView> all, Micros now) {
  Facts seen;
  std::set<std::int64_t> withdrawn;
  for (const auto& fact : all) {
    if (Of(fact.at) > now || Of(fact.recorded_at) > now || fact.is_exercise) continue;
    seen.push_back(&fact);
    if (fact.kind == "fact.withdrawn") withdrawn.insert(NumberOf(Attribute(fact, "fact")));
  }
  std::erase_if(seen, [&](const FactView* fact) { return withdrawn.contains(fact->id); });
  std::ranges::sort(seen, [](const FactView* a, const FactView* b) {
    return a->at != b->at ? a->at < b->at : a->id < b->id;
  });
  return seen;
}

inline std::vector<Relief> Reliefs(const Facts& facts) {
  std::vector<Relief> reliefs;
  for (const auto* fact : facts) {
    if (fact->kind != "duty.relieved") continue;
    const auto effect = Attribute(*fact, "effect");
    const auto from = ReadDate(Attribute(*fact, "from"));
    const auto to_text = Attribute(*fact, "to");
    const auto to = ReadDate(to_text);
    if ((effect != "pause" && effect != "exemption") || !from) continue;
    if (!to && (effect == "pause" || !to_text.empty())) continue;
    Relief relief{NumberOf(Attribute(*fact, "relief")),
                  effect == "exemption",
                  Attribute(*fact, "part"),
                  fact->agency.value,
                  fact->system.value,
                  *from,
                  to.value_or(kNever)};
    for (const auto* end : facts) {
      if (end->kind != "duty.relief_ended") continue;
      if (Attribute(*end, "relief") != Attribute(*fact, "relief")) continue;
      if (const auto day = ReadDate(Attribute(*end, "from"))) {
        relief.to = std::min(relief.to, *day);
      }
    }
    if (relief.from < relief.to) reliefs.push_back(relief);
  }
  return reliefs;
}

/// Whom a part is asked of, and what may be looked at for it.
struct Asked {
  const World& world;
  const Obligation& obligation;
  const Part& part;
  const AgencyView& agency;
  const SystemView* system = nullptr;
  Micros bound = 0;
  bool operates = false;
  Micros operates_since = kAlways;
  Micros came = kAlways;  ///< When a system that keeps its clocks was handed over.

  /// Whether duties pass from agency to agency for this part at all.
  bool Passes() const { return system == nullptr && !part.evidence_of_province; }
  Micros LastGift(const AgencyView& giver, SystemId of) const {
    Micros last = kNever;
    for (const auto& handed : giver.handed_over) {
      if (handed.system != of || Of(handed.at) > world.now) continue;
      last = last == kNever ? Of(handed.at) : std::max(last, Of(handed.at));
    }
    return last;
  }
  /// When the system of the fact left this agency for good; kNever: it did not.
  Micros GivenAway(const FactView& fact) const {
    const Micros ours = LastGift(agency, fact.system);
    if (fact.agency == agency.id) return ours;
    for (const auto& one : agency.predecessors) {
      const bool came = one.agency == fact.agency && one.system.value != 0 &&
                        one.system == fact.system && Of(one.at) <= world.now;
      if (came) return kNever;
    }
    for (const auto& giver : world.snapshot.agencies) {
      if (giver.id != fact.agency) continue;
      const Micros theirs = LastGift(giver, fact.system);
      if (theirs == kNever) return kNever;
      return ours == kNever ? theirs : std::max(ours, theirs);
    }
    return kNever;
  }
  /// Whether the fact is about an agency that this one goes on with.
  /// \param is_later  From the hand-over on, or before it.
  bool IsInherited(const FactView& fact, bool is_later, bool whatever_system = false) const {
    return std::ranges::any_of(agency.predecessors, [&](const auto& one) {
      const bool is_about = fact.agency == one.agency &&
                            (one.system.value == 0 || whatever_system || fact.system == one.system);
      return Of(one.at) <= world.now && is_about && (fact.at >= one.at) == is_later;
    });
  }
  /// From before the hand-over: it passes if nothing was done about it by then.
  bool IsLeftOver(const FactView& fact) const {
    return IsInherited(fact, false) && Of(fact.at) < GivenAway(fact);
  }
  bool Speaks(const FactView& fact) const {
    if (system != nullptr) return fact.system == system->id;
    if (part.evidence_of_province) return true;
    if (Of(fact.at) >= GivenAway(fact)) return false;
    return fact.agency == agency.id || IsInherited(fact, true);
  }
  template <class Wanted>
  Facts Those(const FactPattern& pattern, const Wanted& wanted) const {
    Facts facts;
    for (const auto* fact : world.facts) {
      if (fact->kind == pattern.kind && Holds(pattern.when, *fact) && wanted(*fact)) {
        facts.push_back(fact);
      }
    }
    return facts;
  }
  Facts Matching(const FactPattern& pattern) const {
    return Those(pattern, [this](const FactView& fact) { return Speaks(fact); });
  }
  Facts Evidence() const {
    return EvidenceOf([this](const FactView& fact) { return Speaks(fact); });
  }
  template <class Wanted>
  Facts EvidenceOf(const Wanted& wanted) const {
    Facts facts;
    for (const auto* fact : world.facts) {
      const bool is_evidence = std::ranges::any_of(part.evidence, [&](const FactPattern& pattern) {
        return fact->kind == pattern.kind && Holds(pattern.when, *fact);
      });
      if (is_evidence && wanted(*fact)) facts.push_back(fact);
    }
    return facts;
  }
  std::vector<Relief> Reliefs(std::int64_t of_system) const {
    std::vector<Relief> reliefs;
    for (const auto& relief : world.reliefs) {
      const bool is_of_part = relief.part == part.id || relief.part == obligation.id;
      if (is_of_part && relief.agency == agency.id.value &&
          (relief.system == 0 || relief.system == of_system)) {
        reliefs.push_back(relief);
      }
    }
    return reliefs;
  }
  std::vector<Relief> Reliefs() const { return Reliefs(system == nullptr ? 0 : system->id.value); }
  Verdict Blank() const {
    Verdict verdict;
    verdict.part = part.id;
    verdict.agency = agency.id.value;
    verdict.system = system == nullptr ? 0 : system->id.value;
    verdict.status = "not_applicable";
    verdict.is_absence = std::holds_alternative<AbsenceRule>(part.rule);
    return verdict;
  }
  Micros Lead() const { return part.due_soon_days * kMicrosOfDay; }
};

inline Stops StopsOf(const std::vector<Relief>& reliefs, bool with_exemptions = true) {
  Stops stops;
  for (const auto& relief : reliefs) {
    if (with_exemptions || !relief.is_exemption) stops.emplace_back(relief.from, relief.to);
  }
  return stops;
}

inline bool IsExempt(const std::vector<Relief>& reliefs, Micros at) {
  return std::ranges::any_of(reliefs, [day = DayOf(at)](const Relief& relief) {
    return relief.is_exemption && relief.from <= day && day < relief.to;
  });
}

/// Status of something that is not fulfilled.
inline void SetMissing(const Asked& asked, Micros due, int present, int wanted, Verdict& verdict) {
  verdict.due = due;
  if (due <= asked.world.now) {
    verdict.status = "overdue";
    verdict.earned = present;
    verdict.possible = wanted;
    return;
  }
  verdict.status = due != kNever && due - asked.Lead() <= asked.world.now ? "due_soon" : "open";
}

/// Status of something that is fulfilled. \param at  Of the evidence that counts.
inline void SetFulfilled(const Asked& asked, Micros at, Micros due, Micros next_due, int wanted,
                         Verdict& verdict) {
  verdict.holds = true;
  verdict.due = due;
  verdict.next_due = next_due;
  verdict.late = due != kNever && at >= due;
  verdict.earned = verdict.possible = wanted;
  verdict.status = verdict.late ? "met_late" : "met";
  if (next_due != kNever && next_due - asked.Lead() <= asked.world.now) verdict.status = "due_soon";
}

/// Whether a duty that stands all the time is taken away at `now`.
inline bool IsExemptNow(const Asked& asked) {
  const bool stands = std::holds_alternative<StateRule>(asked.part.rule) ||
                      std::holds_alternative<AbsenceRule>(asked.part.rule);
  return stands && IsExempt(asked.Reliefs(), asked.world.now);
}

std::vector<Verdict> JudgeEvents(const Asked& asked, const EventRule& rule);
std::vector<Verdict> JudgeAbsence(const Asked& asked, const AbsenceRule& rule);

}  // namespace lachan::directive::oracle
