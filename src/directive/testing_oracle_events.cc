// SPDX-License-Identifier: Apache-2.0
// What starts with a fact: events, and breaches that should be absent.
#include <algorithm>

#include "directive/testing_oracle_world.h"

namespace lachan::directive::oracle {
namespace {

// ---- event ----------------------------------------------------------------------------------

/// First evidence for what `trigger` started at `t0`.
const FactView* FirstFor(const FactView& trigger, const std::string& link_name, Micros t0,
                         const Facts& evidence) {
  const auto link = link_name.empty() ? std::string() : Attribute(trigger, link_name);
  for (const auto* fact : evidence) {
    if (link.empty() || Attribute(*fact, link_name) != link) continue;
    if (Of(fact->at) >= Midnight(DayOf(t0))) return fact;
  }
  return nullptr;
}

/// The verdict on one trigger, or nothing when it is not looked at.
std::optional<Verdict> JudgeTrigger(const Asked& asked, const EventRule& rule,
                                    const FactView& trigger, const Facts& evidence) {
  const auto reliefs = asked.Reliefs(trigger.system.value);
  const auto stops = StopsOf(reliefs);
  const Micros now = asked.world.now;
  Micros t0 = Of(trigger.at);
  if (!rule.t0_attribute.empty()) {
    t0 = ReadInstant(Attribute(trigger, rule.t0_attribute)).value_or(t0);
  }
  if (!Of(asked.part.validity).Contains(t0)) return {};
  const bool is_inherited = asked.Passes() && !asked.Speaks(trigger);
  if (is_inherited) {
    if (!Of(asked.world.directive.validity).Contains(t0)) return {};
    const auto before = asked.EvidenceOf(
        [&asked](const FactView& fact) { return asked.IsInherited(fact, false, true); });
    if (FirstFor(trigger, rule.link, t0, before) != nullptr) return {};
  } else if (t0 < asked.bound) {
    return {};
  }
  const FactView* done = FirstFor(trigger, rule.link, t0, evidence);
  const Micros given = asked.Passes() ? asked.GivenAway(trigger) : kNever;
  if (given != kNever && (done == nullptr || Of(done->at) >= given)) return {};
  if (Of(trigger.at) < asked.came && done != nullptr && Of(done->at) < asked.came) return {};
  Micros due = kNever;
  std::optional<Micros> stated;
  if (!rule.due_attribute.empty()) stated = ReadInstant(Attribute(trigger, rule.due_attribute));
  if (!stated) {
    due = Due(t0, rule.limit, asked.world.calendar, stops);
  } else {
    due = *stated <= t0 ? *stated : Run(t0, *stated - t0, stops);
  }
  const Micros cut = Midnight(DayOf(MonthsLater(DateOf(DayOf(now)), -rule.keep_months)));
  auto verdict = asked.Blank();
  verdict.system = trigger.system.value;
  verdict.trigger = trigger.id;
  if (IsExempt(reliefs, t0)) {
    if (t0 < cut) return {};
    verdict.status = "exempt";
    return verdict;
  }
  if (done != nullptr) {
    if (Of(done->at) < cut && due < cut) return {};
    verdict.by = {done->id};
    SetFulfilled(asked, Of(done->at), due, kNever, 1, verdict);
    return verdict;
  }
  const auto since = asked.world.snapshot.recording_since;
  if (since && due <= Of(*since)) return {};
  SetMissing(asked, due, 0, 1, verdict);
  return verdict;
}

}  // namespace

std::vector<Verdict> JudgeEvents(const Asked& asked, const EventRule& rule) {
  std::vector<Verdict> verdicts;
  const auto evidence = asked.Evidence();
  const auto triggers = asked.Those(rule.trigger, [&asked](const FactView& fact) {
    return asked.Speaks(fact) || (asked.Passes() && asked.IsLeftOver(fact));
  });
  for (const auto* trigger : triggers) {
    if (auto verdict = JudgeTrigger(asked, rule, *trigger, evidence)) {
      verdicts.push_back(*std::move(verdict));
    }
  }
  if (verdicts.empty()) verdicts.push_back(asked.Blank());
  return verdicts;
}

// ---- absence --------------------------------------------------------------------------------

std::vector<Verdict> JudgeAbsence(const Asked& asked, const AbsenceRule& rule) {
  auto verdict = asked.Blank();
  if (IsExemptNow(asked)) {
    verdict.status = "exempt";
    return {verdict};
  }
  const auto stops = StopsOf(asked.Reliefs());
  const Micros now = asked.world.now;
  const Micros window = now - rule.window_days * kMicrosOfDay;
  Facts closings, closed_before;
  if (!rule.closed_by.empty()) {
    closings = asked.Matching({rule.closed_by, {}});
    closed_before = asked.Those({rule.closed_by, {}}, [&asked](const FactView& fact) {
      return asked.IsInherited(fact, false, true);
    });
  }
  const auto breaches = asked.Those(rule.breach, [&](const FactView& fact) {
    const bool is_inherited = asked.Passes() && !rule.closed_by.empty() && asked.IsLeftOver(fact);
    return asked.Speaks(fact) || is_inherited;
  });
  const auto is_closed_by = [&rule](const FactView& breach, const Facts& facts) {
    return std::ranges::any_of(facts, [&](const FactView* closing) {
      return closing->at >= breach.at &&
             Attribute(*closing, rule.link) == Attribute(breach, rule.link);
    });
  };
  const FactView* first_open = nullptr;
  bool has_closed = false;
  for (const auto* breach : breaches) {
    if (!asked.Speaks(*breach) && is_closed_by(*breach, closed_before)) continue;
    if (IsStopped(stops, DayOf(Of(breach->at)))) continue;
    const bool is_recent = Of(breach->at) > window;
    const bool is_closed = is_closed_by(*breach, closings);
    const Micros given = asked.Passes() ? asked.GivenAway(*breach) : kNever;
    if (given != kNever && !rule.closed_by.empty()) {
      auto in_time = closings;
      std::erase_if(in_time, [given](const FactView* fact) { return Of(fact->at) >= given; });
      if (!is_closed_by(*breach, in_time)) continue;
    }
    const bool is_open = rule.closed_by.empty() ? is_recent : !is_closed;
    if (is_open && first_open == nullptr) first_open = breach;
    has_closed = has_closed || (is_closed && is_recent);
  }
  if (first_open != nullptr) {
    verdict.status = "overdue";
    verdict.possible = 1;
  } else if (has_closed) {
    verdict.status = "met_late";
    verdict.earned = verdict.possible = 1;
  } else {
    const auto evidence = asked.Evidence();
    const bool was_watched = std::ranges::any_of(evidence, [&](const FactView* fact) {
      return Of(fact->at) > now - rule.seen_days * kMicrosOfDay;
    });
    verdict.status = was_watched ? "met" : "not_measured";
    verdict.earned = verdict.possible = was_watched ? 1 : 0;
  }
  return {verdict};
}

}  // namespace lachan::directive::oracle
