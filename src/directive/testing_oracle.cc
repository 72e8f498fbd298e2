// SPDX-License-Identifier: Apache-2.0
#include "directive/testing_oracle.h"

#include <algorithm>
#include <set>

#include "directive/testing_oracle_world.h"

namespace lachan::directive::oracle {
namespace {

// ---- state ----------------------------------------------------------------------------------

struct Holding {
  Micros from = 0, to = kNever;
  std::int64_t evidence = 0;
  Micros limit_after = kNever;  ///< For fresh evidence, when it has ended.
  bool is_renewed = false;
  Micros renewed_at = 0, renewed_against = kNever;
};

/// Stretches in which the evidence of one key holds.
std::vector<Holding> Walk(const Asked& asked, const StateRule& rule, const Facts& evidence,
                          const std::string& key, const Stops& stops) {
  const auto& calendar = asked.world.calendar;
  struct Happening {
    const FactView* fact;
    const StateRule::Reopening* reopening;
    Micros at;
  };
  std::vector<Happening> happenings;
  for (const auto* fact : evidence) {
    if (rule.distinct.empty() || Attribute(*fact, rule.distinct) == key) {
      happenings.push_back({fact, nullptr, Of(fact->at)});
    }
  }
  for (const auto& reopening : rule.reopened_by) {
    for (const auto* fact : asked.Matching(reopening.fact)) {
      if (rule.distinct.empty() || Attribute(*fact, rule.distinct) == key) {
        happenings.push_back({fact, &reopening, Of(fact->at)});
      }
    }
  }
  for (auto& one : happenings) {
    const bool is_day = Of(one.fact->at) == Midnight(DayOf(Of(one.fact->at)));
    if (one.reopening != nullptr || !is_day) continue;
    for (const auto& other : happenings) {
      if (other.reopening == nullptr || other.fact->id > one.fact->id) continue;
      const Micros after = other.at - Of(one.fact->at);
      if (after > 0 && after < kMicrosOfDay) one.at = std::max(one.at, other.at);
    }
  }
  std::ranges::stable_sort(happenings, [](const Happening& a, const Happening& b) {
    return a.at != b.at ? a.at < b.at : a.fact->id < b.fact->id;
  });
  std::vector<Holding> holdings;
  for (const auto& [fact, reopening, at] : happenings) {
    const bool holds = !holdings.empty() && at < holdings.back().to;
    if (reopening != nullptr) {
      if (!holds) continue;
      holdings.back().to = at;
      holdings.back().limit_after = Due(at, reopening->within, calendar, stops);
      continue;
    }
    Micros end = rule.valid_for ? Due(Of(fact->at), *rule.valid_for, calendar, stops) : kNever;
    if (const auto until = ReadInstant(Attribute(*fact, "until"))) end = std::min(end, *until);
    if (end <= at) continue;
    if (!holds) {
      holdings.push_back({.from = at, .to = end, .evidence = fact->id, .limit_after = end});
    } else if (end > holdings.back().to) {
      auto& last = holdings.back();
      last.is_renewed = true;
      last.renewed_at = at;
      last.renewed_against = last.to;
      last.to = last.limit_after = end;
      last.evidence = fact->id;
    }
  }
  return holdings;
}

struct Reached {
  bool is_reached = false;
  int present = 0;
  Micros at = 0, limit = kNever, limit_then = kNever;
};

/// Adds beginnings and takes ends away up to `now`.
Reached Count(const std::vector<Holding>& holdings, int at_least, Micros first_due, Micros now) {
  struct Step {
    Micros at;
    bool is_beginning;
    const Holding* holding;
  };
  std::vector<Step> steps;
  for (const auto& holding : holdings) {
    if (holding.from <= now) steps.push_back({holding.from, true, &holding});
    if (holding.to <= now) steps.push_back({holding.to, false, &holding});
  }
  std::ranges::sort(steps, [](const Step& a, const Step& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.is_beginning != b.is_beginning) return b.is_beginning;
    return a.holding->evidence < b.holding->evidence;
  });
  Reached reached;
  reached.limit = first_due;
  for (const auto& step : steps) {
    const int before = reached.present;
    reached.present += step.is_beginning ? 1 : -1;
    if (before < at_least && reached.present >= at_least) {
      reached.is_reached = true;
      reached.at = step.at;
      reached.limit_then = reached.limit;
    } else if (before >= at_least && reached.present < at_least) {
      reached.is_reached = false;
      reached.limit = std::max(first_due, step.holding->limit_after);
    }
  }
  return reached;
}

Micros FirstDueOf(const Asked& asked, const StateRule& rule, const Stops& stops) {
  const auto& first = rule.first_due;
  const bool from_operation =
      asked.system != nullptr && first.anchor == FirstDue::Anchor::kInOperation;
  if (from_operation && !asked.operates) return kNever;
  const Micros anchor = from_operation ? std::max(asked.bound, asked.operates_since) : asked.bound;
  if (first.fixed && anchor < Of(*first.fixed)) {
    return Moved(Of(*first.fixed), DayOf(asked.bound), stops);
  }
  return first.grace ? Due(anchor, *first.grace, asked.world.calendar, stops) : kNever;
}

/// A date that had passed before the duty began, and nothing for those who came after it.
bool ComesTooLate(const Asked& asked, const StateRule& rule) {
  const auto& first = rule.first_due;
  return first.fixed && !first.grace && Of(*first.fixed) <= asked.bound;
}

std::vector<Verdict> JudgeState(const Asked& asked, const StateRule& rule) {
  auto verdict = asked.Blank();
  const auto reliefs = asked.Reliefs();
  const auto stops = StopsOf(reliefs);
  if (ComesTooLate(asked, rule)) return {verdict};
  if (IsExemptNow(asked)) {
    verdict.status = "exempt";
    return {verdict};
  }
  const Micros first_due = FirstDueOf(asked, rule, stops);
  const auto evidence = asked.Evidence();
  std::set<std::string> keys;
  for (const auto* fact : evidence) {
    const auto key = rule.distinct.empty() ? std::string("-") : Attribute(*fact, rule.distinct);
    if (!key.empty()) keys.insert(key);
  }
  std::vector<Holding> holdings;
  for (const auto& key : keys) {
    for (const auto& one : Walk(asked, rule, evidence, key, stops)) holdings.push_back(one);
  }
  const Micros now = asked.world.now;
  const auto reached = Count(holdings, rule.at_least, first_due, now);
  std::vector<Holding> holding_now;
  for (const auto& one : holdings) {
    if (one.from <= now && now < one.to) holding_now.push_back(one);
  }
  for (const auto& one : holding_now) verdict.by.push_back(one.evidence);
  std::ranges::sort(verdict.by);
  if (!reached.is_reached) {
    SetMissing(asked, reached.limit, reached.present, rule.at_least, verdict);
    return {verdict};
  }
  std::vector<Micros> ends;
  const Holding* renewed = nullptr;
  int renewals = 0;
  for (const auto& one : holding_now) {
    ends.push_back(one.to);
    if (!one.is_renewed) continue;
    ++renewals;
    const auto rank = [](const Holding& holding) {
      return std::pair(holding.renewed_at, -holding.renewed_against);
    };
    if (renewed == nullptr || rank(one) > rank(*renewed)) renewed = &one;
  }
  std::ranges::sort(ends);
  const Micros next_due = ends[ends.size() - static_cast<std::size_t>(rule.at_least)];
  if (renewals >= rule.at_least) {
    SetFulfilled(asked, renewed->renewed_at, renewed->renewed_against, next_due, rule.at_least,
                 verdict);
  } else {
    SetFulfilled(asked, reached.at, reached.limit_then, next_due, rule.at_least, verdict);
  }
  return {verdict};
}

// ---- period ---------------------------------------------------------------------------------

struct PeriodDates {
  std::string name;
  Day first = 0, end = 0;  ///< `end`: first day after it.
  Micros due = 0;
};

PeriodDates PeriodAt(const PeriodRule& rule, int year, int month) {
  PeriodDates period;
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  Day due = 0;
  if (rule.unit == PeriodRule::Unit::kMonth) {
    period.name = std::to_string(year) + "-" + two(month);
    period.first = DayOf(Date{year, month, 1});
    const Date next = MonthsLater({year, month, 1}, 1);
    period.end = DayOf(next);
    due = rule.due_day == 0
              ? period.end
              : DayOf(Date{next.year, next.month,
                           std::min(rule.due_day, LengthOfMonth(next.year, next.month))}) +
                    (rule.inclusive ? 1 : 0);
  } else {
    period.name = std::to_string(year);
    period.first = DayOf(Date{year, 1, 1});
    period.end = DayOf(Date{year + 1, 1, 1});
    due = rule.due_month == 0
              ? period.end
              : DayOf(Date{year, rule.due_month,
                           std::min(rule.due_day, LengthOfMonth(year, rule.due_month))}) +
                    (rule.inclusive ? 1 : 0);
  }
  period.due = Midnight(due);
  return period;
}

std::vector<Verdict> JudgePeriods(const Asked& asked, const PeriodRule& rule) {
  const auto reliefs = asked.Reliefs();
  const auto pauses = StopsOf(reliefs, false);
  const auto evidence = asked.Evidence();
  const auto since = asked.world.snapshot.recording_since;
  const Micros now = asked.world.now;
  Date at = DateOf(DayOf(now));
  std::vector<Verdict> verdicts;
  for (int kept = 0;;) {
    const auto period = PeriodAt(rule, at.year, at.month);
    at = MonthsLater({at.year, at.month, 1}, rule.unit == PeriodRule::Unit::kMonth ? -1 : -12);
    if (period.due <= std::max(asked.bound, asked.came)) break;
    if (!rule.judge_partial_first && Midnight(period.first) < asked.bound) break;
    if (period.due <= now && ++kept > rule.keep) break;
    const FactView* done = nullptr;
    for (const auto* fact : evidence) {
      const auto named = Attribute(*fact, "period");
      const Day day = DayOf(Of(fact->at));
      if (named.empty() ? period.first <= day && day < period.end : named == period.name) {
        done = fact;
        break;
      }
    }
    if (done == nullptr && since && period.due <= Of(*since)) continue;
    auto verdict = asked.Blank();
    verdict.period = period.name;
    const Micros due = Moved(period.due, std::max(period.first, DayOf(asked.bound)), pauses);
    if (IsExempt(reliefs, period.due - 1)) {
      verdict.status = "exempt";
    } else if (done != nullptr) {
      verdict.by = {done->id};
      SetFulfilled(asked, Of(done->at), due, kNever, 1, verdict);
    } else {
      SetMissing(asked, due, 0, 1, verdict);
    }
    verdicts.push_back(std::move(verdict));
  }
  std::ranges::reverse(verdicts);
  if (verdicts.empty()) verdicts.push_back(asked.Blank());
  return verdicts;
}

// ---- whom -----------------------------------------------------------------------------------

/// Stretches in which `agency` holds `role`.
std::vector<Stretch> Terms(const World& world, const AgencyView& agency, const std::string& role) {
  bool is_in_register = false;
  for (const auto& one : world.snapshot.agencies) {
    for (const auto& held : one.roles) is_in_register = is_in_register || held.role == role;
  }
  std::vector<Stretch> of_directive;
  for (const auto& term : world.directive.roles) {
    if (term.role == role && term.agency_code == agency.code) {
      of_directive.push_back(Of(term.validity));
    }
  }
  if (!is_in_register) return of_directive;
  std::vector<Stretch> terms;
  for (const auto& held : agency.roles) {
    if (held.role != role) continue;
    if (held.is_dated || of_directive.empty()) {
      terms.push_back(Of(held.validity));
    } else {
      for (const auto& term : of_directive) terms.push_back(Both(Of(held.validity), term));
    }
  }
  return terms;
}

/// Since when the part binds the agency; kNever: it does not.
/// \param existed_from  Since when the agency counts as existing at the latest.
Micros BoundSince(const World& world, const Part& part, const AgencyView& agency,
                  Micros existed_from = kNever) {
  Micros bound = kNever;
  Stretch existed = Of(agency.validity);
  existed.from = std::min(existed.from, existed_from);
  for (const auto& entry : part.binds) {
    const Stretch all = Both(Both(existed, Of(part.validity)),
                             Both(Of(world.directive.validity), Of(entry.validity)));
    const auto take = [&](const Stretch& stretch) {
      if (stretch.Contains(world.now)) bound = std::min(bound, stretch.from);
    };
    if (std::ranges::find(entry.kinds, agency.kind) != entry.kinds.end()) take(all);
    for (const auto& role : entry.roles) {
      for (const auto& term : Terms(world, agency, role)) take(Both(all, term));
    }
  }
  return bound;
}

bool Exists(const SystemView& system, Micros now) {
  if (system.registered_at && Of(*system.registered_at) > now) return false;
  return system.ended_at ? Of(*system.ended_at) > now : system.state != SystemState::kEnded;
}

std::int64_t OwnerOf(const SystemView& system, Micros now) {
  std::int64_t owner = system.agency.value;
  for (const auto& one : system.owners) {
    if (Of(one.from) <= now) owner = one.agency.value;
  }
  return owner;
}

/// The last hand-over of a system; kNever: there was none.
Micros HandedOverAt(const SystemView& system, Micros now) {
  Micros at = kNever;
  for (const auto& one : system.owners) {
    if (Of(one.from) <= now) at = Of(one.from);
  }
  return at;
}

std::vector<Verdict> JudgeRule(const Asked& asked) {
  if (const auto* rule = std::get_if<StateRule>(&asked.part.rule)) return JudgeState(asked, *rule);
  if (const auto* rule = std::get_if<PeriodRule>(&asked.part.rule)) {
    return JudgePeriods(asked, *rule);
  }
  if (const auto* rule = std::get_if<EventRule>(&asked.part.rule)) return JudgeEvents(asked, *rule);
  return JudgeAbsence(asked, std::get<AbsenceRule>(asked.part.rule));
}

std::vector<Verdict> JudgeSystem(Asked asked) {
  const auto& part = asked.part;
  const auto& system = *asked.system;
  const auto* state = std::get_if<StateRule>(&part.rule);
  if (system.clocks_from && OwnerOf(system, asked.world.now) == asked.agency.id.value) {
    asked.bound = BoundSince(asked.world, part, asked.agency, Of(*system.clocks_from));
    const Micros came = HandedOverAt(system, asked.world.now);
    if (came != kNever) asked.came = came;
  }
  std::optional<Micros> since;
  if (system.in_operation_since) {
    since = Of(*system.in_operation_since);
  } else if (system.state == SystemState::kInOperation) {
    since = system.registered_at ? Of(*system.registered_at) : kAlways;
  }
  asked.operates = since && *since <= asked.world.now;
  if (asked.operates) asked.operates_since = *since;
  auto verdict = asked.Blank();
  const bool counts_operation =
      state != nullptr && state->first_due.anchor == FirstDue::Anchor::kInOperation;
  if (!asked.operates && !counts_operation) return {verdict};
  int level = system.level;
  std::optional<Micros> high_since;
  for (const auto* fact : asked.Matching({"system.level_approved", {}})) {
    const auto text = Attribute(*fact, "level");
    if (text.size() != 1) continue;
    if (text[0] >= '1' && text[0] <= '5') level = text[0] - '0';
    if (text[0] - '0' < part.min_level) {
      high_since.reset();
    } else if (!high_since) {
      high_since = Of(fact->at);
    }
  }
  if (part.min_level > 0 && level != 0) {
    if (level < part.min_level) return {verdict};
    if (high_since) asked.bound = std::max(asked.bound, *high_since);
  }
  if (state != nullptr && state->first_due.skip_existing && asked.operates &&
      asked.operates_since < asked.bound) {
    return {verdict};
  }
  if (part.min_level > 0 && level == 0 && !IsExemptNow(asked)) {
    verdict.status = "not_measured";
    return {verdict};
  }
  if (asked.operates) asked.bound = std::max(asked.bound, asked.operates_since);
  return JudgeRule(asked);
}

std::vector<Verdict> JudgePart(Asked asked) {
  const auto& world = asked.world;
  asked.bound = BoundSince(world, asked.part, asked.agency);
  auto verdict = asked.Blank();
  if (asked.bound == kNever) return {verdict};
  if (std::holds_alternative<NoRule>(asked.part.rule)) {
    verdict.status = IsExempt(asked.Reliefs(0), world.now) ? "exempt" : "not_measured";
    return {verdict};
  }
  if (asked.part.per == Part::Per::kAgency) {
    return JudgeRule(asked);
  }
  std::vector<const SystemView*> systems;
  for (const auto& system : world.snapshot.systems) {
    const bool is_asked =
        asked.part.systems_of_province || OwnerOf(system, world.now) == asked.agency.id.value;
    if (Exists(system, world.now) && is_asked) systems.push_back(&system);
  }
  std::ranges::sort(systems, {}, [](const SystemView* system) { return system->id.value; });
  if (systems.empty()) return {verdict};
  std::vector<Verdict> verdicts;
  for (const auto* system : systems) {
    asked.system = system;
    auto more = JudgeSystem(asked);
    std::ranges::move(more, std::back_inserter(verdicts));
  }
  return verdicts;
}

std::string Shown(Micros instant) {
  if (instant == kNever) return "-";
  const Day day = DayOf(instant);
  const Date date = DateOf(day);
  const Micros time = instant - Midnight(day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+07:00", date.year, date.month,
                     date.day, time / 3'600'000'000, time / 60'000'000 % 60, time / 1'000'000 % 60,
                     time % 1'000'000);
}

}  // namespace

std::string Verdict::Text() const {
  auto text = fmt::format("{} agency={} system={} period={} trigger={} {} earned={} possible={}",
                          part, agency, system, period, trigger, status, earned, possible);
  if (is_absence) return text;
  text +=
      fmt::format(" due={} next={} holds={} late={} by=", Shown(due), Shown(next_due), holds, late);
  for (const auto id : by) text += fmt::format("{},", id);
  return text;
}

std::vector<Verdict> Judge(const Directive& directive, std::span<const FactView> facts,
                           const RegisterSnapshot& snapshot, Instant now) {
  World world{directive, snapshot, WorkingCalendar(directive), Of(now), Seen(facts, Of(now)), {}};
  world.reliefs = Reliefs(world.facts);
  std::vector<Verdict> verdicts;
  if (!Of(directive.validity).Contains(world.now)) return verdicts;
  std::vector<const AgencyView*> agencies;
  for (const auto& agency : snapshot.agencies) {
    if (Of(agency.validity).Contains(world.now)) agencies.push_back(&agency);
  }
  std::ranges::sort(agencies, {}, [](const AgencyView* agency) { return agency->id.value; });
  for (const auto* agency : agencies) {
    for (const auto& obligation : directive.obligations) {
      for (const auto& part : obligation.parts) {
        auto more =
            JudgePart({.world = world, .obligation = obligation, .part = part, .agency = *agency});
        std::ranges::move(more, std::back_inserter(verdicts));
      }
    }
  }
  return verdicts;
}

}  // namespace lachan::directive::oracle
