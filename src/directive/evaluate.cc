// SPDX-License-Identifier: Apache-2.0
#include "directive/evaluate.h"

#include <algorithm>
#include <limits>

namespace lachan::directive {
namespace {

bool IsEarlier(const FactView* a, const FactView* b) {
  return std::pair(a->at, a->id) < std::pair(b->at, b->id);
}

void SortUnique(FactList& facts) {
  std::ranges::sort(facts, IsEarlier);
  facts.erase(std::ranges::unique(facts).begin(), facts.end());
}

/// About something else than what the predecessor handed over.
bool IsOther(const AgencyView::Predecessor& predecessor, const FactView& fact) {
  return predecessor.system && fact.system != predecessor.system;
}

std::optional<Instant> InstantOf(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const auto instant = ParseInstant(text)) return *instant;
  // A bare date holds until its day ends.
  if (const auto date = ParseDate(text)) return StartOfDay(AddDays(*date, 1));
  return std::nullopt;
}

void SetDone(Duty& duty, Instant at, std::optional<Instant> due, Instant now, int due_soon_days) {
  duty.holds = true;
  duty.discharged_at = at;
  duty.due = due;
  duty.late = due && at >= *due;
  if (duty.next_due && *duty.next_due - std::chrono::days{due_soon_days} <= now) {
    duty.status = DutyStatus::kDueSoon;
  } else {
    duty.status = duty.late ? DutyStatus::kMetLate : DutyStatus::kMet;
  }
  if (duty.late && due) {
    duty.why = {WhyCode::kDischargedLate, {FormatVietnamese(at), ShowLimit(*due)}};
  } else if (duty.next_due) {
    duty.why = {WhyCode::kDischargedUntil, {FormatVietnamese(at), ShowLimit(*duty.next_due)}};
  } else {
    duty.why = {WhyCode::kDischarged, {FormatVietnamese(at)}};
  }
}

void SetNotDone(Duty& duty, Instant due, Instant now, int due_soon_days, int possible) {
  duty.due = due;
  duty.status = Unfulfilled(due, now, due_soon_days);
  if (duty.status == DutyStatus::kOverdue) {
    duty.possible = possible;
  } else {
    duty.earned = 0;  // Not judged before its limit.
  }
}

/// A stretch of time in which one key's evidence holds.
struct Span {
  Instant from;
  std::optional<Instant> to;               ///< First instant it no longer holds.
  std::int64_t evidence = 0;               ///< Fact that holds it up at its end.
  const FactView* reopened = nullptr;      ///< What ended it; null: it lapsed.
  Instant due_again;                       ///< Limit for fresh evidence after `to`.
  std::optional<Instant> renewed_at;       ///< Last timely renewal …
  std::optional<Instant> renewed_against;  ///< … and the limit it kept.
};

/// Evidence and reopenings of one key in order of time.
struct Moment {
  const FactView* fact;
  const StateRule::Reopening* reopening;  ///< Null: the fact is evidence.
};

std::vector<Span> Spans(const std::vector<Moment>& moments, const StateRule& rule,
                        const HolidayCalendar& calendar) {
  std::vector<Span> spans;
  for (const Moment& moment : moments) {
    const Instant at = moment.fact->at;
    const std::optional<Instant> end = spans.empty() ? std::nullopt : spans.back().to;
    const bool held = !spans.empty() && (!end || at < *end);
    if (moment.reopening != nullptr) {
      if (!held) continue;
      spans.back().to = at;
      spans.back().reopened = moment.fact;
      spans.back().due_again = DueAt(at, moment.reopening->within, calendar);
      continue;
    }
    std::optional<Instant> to;
    if (rule.valid_for) to = DueAt(at, *rule.valid_for, calendar);
    if (const auto until = InstantOf(moment.fact->Get("until")))
      to = to ? std::min(*to, *until) : until;
    if (to && *to <= at) continue;  // Expired before it was shown.
    if (!held) {
      spans.push_back({at, to, moment.fact->id, nullptr, to.value_or(Instant{}), {}, {}});
    } else if (end && (!to || *to > *end)) {
      spans.back().renewed_at = at;
      spans.back().renewed_against = end;
      spans.back().to = to;
      spans.back().evidence = moment.fact->id;
      spans.back().due_again = to.value_or(Instant{});
    }
  }
  return spans;
}

/// One key more or one less.
struct Change {
  Instant at;
  int delta;
  const Span* span;
};

struct Sweep {
  int count = 0;
  Instant due;  ///< Limit of the evidence asked last.
  bool reached = false;
  Instant reached_at;
  const FactView* reopened = nullptr;
  bool lapsed = false;
};

/// Walks gains and losses in time; a loss below the number asked sets a new limit.
Sweep Walk(std::vector<Change> changes, int at_least, Instant first_due) {
  std::ranges::sort(changes, [](const Change& a, const Change& b) {
    return std::tuple(a.at, a.delta, a.span->evidence) <
           std::tuple(b.at, b.delta, b.span->evidence);
  });
  Sweep sweep;
  sweep.due = first_due;
  for (const Change& change : changes) {
    sweep.count += change.delta;
    if (change.delta > 0 && sweep.count >= at_least && !sweep.reached) {
      sweep.reached = true;
      sweep.reached_at = change.at;
      sweep.reopened = nullptr;
      sweep.lapsed = false;
    } else if (change.delta < 0 && sweep.count < at_least && sweep.reached) {
      sweep.reached = false;
      sweep.reopened = change.span->reopened;
      sweep.lapsed = sweep.reopened == nullptr;
      sweep.due = std::max(first_due, change.span->due_again);
    }
  }
  return sweep;
}

Instant FirstLimit(const FirstDue& first, const Subject& subject) {
  const Instant anchor = first.anchor == FirstDue::Anchor::kInOperation && subject.in_operation
                             ? std::max(*subject.in_operation, subject.bound)
                             : subject.bound;
  if (first.fixed && anchor < *first.fixed) return *first.fixed;
  return first.grace ? DueAt(anchor, *first.grace, subject.calendar) : anchor;
}

std::map<std::string, std::vector<Moment>, std::less<>> Moments(const StateRule& rule,
                                                                const Subject& subject) {
  std::map<std::string, std::vector<Moment>, std::less<>> keys;
  for (const FactView* fact : subject.Evidence()) {
    const std::string_view key = rule.distinct.empty() ? "" : fact->Get(rule.distinct);
    if (!rule.distinct.empty() && key.empty()) continue;
    keys[std::string(key)].push_back({fact, nullptr});
  }
  for (const StateRule::Reopening& reopening : rule.reopened_by) {
    for (const FactView* fact : subject.Matching(reopening.fact)) {
      const std::string_view key = rule.distinct.empty() ? "" : fact->Get(rule.distinct);
      if (const auto at = keys.find(key); at != keys.end())
        at->second.push_back({fact, &reopening});
    }
  }
  for (auto& [key, moments] : keys) {
    std::ranges::sort(moments, [](const Moment& a, const Moment& b) {
      return std::pair(a.fact->at, a.fact->id) < std::pair(b.fact->at, b.fact->id);
    });
  }
  return keys;
}

void NotReached(const StateRule& rule, const Subject& subject, const Sweep& sweep, Duty& duty) {
  duty.earned = sweep.count;
  SetNotDone(duty, sweep.due, subject.now, subject.part.due_soon_days, rule.at_least);
  const std::string limit = ShowLimit(sweep.due);
  if (sweep.reopened != nullptr) {
    duty.why = {WhyCode::kReopened,
                {sweep.reopened->kind, FormatVietnamese(sweep.reopened->at), limit}};
  } else if (sweep.count > 0) {
    duty.why = {WhyCode::kTooFew,
                {std::to_string(sweep.count), std::to_string(rule.at_least), limit}};
  } else if (sweep.lapsed) {
    duty.why = {WhyCode::kLapsed, {limit}};
  } else if (duty.status == DutyStatus::kOverdue) {
    duty.why = {WhyCode::kNeverDone, {limit}};
  } else {
    duty.why = {WhyCode::kRunning, {limit}};
  }
}

}  // namespace

std::string ShowLimit(Instant due) {
  if (due == StartOfDay(CivilDateAt(due))) {
    return FormatVietnamese(AddDays(CivilDateAt(due), -1));
  }
  return FormatVietnamese(due);
}

DutyStatus Unfulfilled(std::optional<Instant> due, Instant now, int due_soon_days) {
  if (!due) return DutyStatus::kOpen;
  if (now >= *due) return DutyStatus::kOverdue;
  if (now >= *due - std::chrono::days{due_soon_days}) return DutyStatus::kDueSoon;
  return DutyStatus::kOpen;
}

FactList Subject::Matching(const FactPattern& pattern) const {
  const FactList& facts_of_kind = system ? facts.OfSystem(pattern.kind, system)
                                  : part.evidence_of_province
                                      ? facts.All(pattern.kind)
                                      : facts.OfAgency(pattern.kind, agency);
  const bool has_heritage = !system && !part.evidence_of_province && !predecessors.empty();
  if (pattern.when.empty() && !has_heritage) return facts_of_kind;
  FactList matching;
  for (const FactView* fact : facts_of_kind) {
    if (pattern.when.Holds(fact->attributes)) matching.push_back(fact);
  }
  if (!has_heritage) return matching;
  for (const auto& predecessor : predecessors) {
    for (const FactView* fact : facts.OfAgency(pattern.kind, predecessor.agency)) {
      if (fact->at < predecessor.at || IsOther(predecessor, *fact)) continue;
      if (pattern.when.Holds(fact->attributes)) matching.push_back(fact);
    }
  }
  SortUnique(matching);
  return matching;
}

FactList Subject::Inherited(const FactPattern& pattern) const {
  FactList inherited;
  if (system || part.evidence_of_province) return inherited;
  for (const auto& predecessor : predecessors) {
    for (const FactView* fact : facts.OfAgency(pattern.kind, predecessor.agency)) {
      if (fact->at >= predecessor.at || IsOther(predecessor, *fact)) continue;
      if (pattern.when.Holds(fact->attributes)) inherited.push_back(fact);
    }
  }
  SortUnique(inherited);
  return inherited;
}

FactList Subject::Evidence() const {
  if (part.evidence.size() == 1) return Matching(part.evidence.front());
  FactList all;
  for (const FactPattern& pattern : part.evidence) {
    for (const FactView* fact : Matching(pattern)) all.push_back(fact);
  }
  SortUnique(all);
  return all;
}

void EvaluateState(const StateRule& rule, const Subject& subject, Duty& duty) {
  const auto keys = Moments(rule, subject);
  std::vector<std::vector<Span>> spans;  // The changes point into it.
  for (const auto& [key, moments] : keys) spans.push_back(Spans(moments, rule, subject.calendar));
  std::vector<Change> changes;
  std::vector<const Span*> holding;
  for (const auto& of_key : spans) {
    for (const Span& span : of_key) {
      changes.push_back({span.from, 1, &span});
      if (span.to && *span.to <= subject.now) {
        changes.push_back({*span.to, -1, &span});
      } else {
        holding.push_back(&span);
      }
    }
  }
  const bool waits = rule.first_due.anchor == FirstDue::Anchor::kInOperation && subject.system &&
                     !subject.in_operation;
  const Instant first_due = waits ? Instant::max() : FirstLimit(rule.first_due, subject);
  const Sweep sweep = Walk(std::move(changes), rule.at_least, first_due);
  for (const Span* span : holding) duty.discharged_by.push_back(span->evidence);
  std::ranges::sort(duty.discharged_by);

  if (!sweep.reached) {
    if (waits && sweep.due == Instant::max()) {
      duty.status = DutyStatus::kOpen;
      duty.why = {WhyCode::kNoLimitYet, {}};
      return;
    }
    NotReached(rule, subject, sweep, duty);
    return;
  }
  duty.earned = duty.possible = rule.at_least;
  // The evidence runs out when so many lapse that fewer than asked remain.
  std::ranges::sort(holding, {},
                    [](const Span* span) { return span->to.value_or(Instant::max()); });
  duty.next_due = holding[holding.size() - static_cast<std::size_t>(rule.at_least)]->to;
  Instant at = sweep.reached_at;
  auto due = sweep.due == Instant::max() ? std::nullopt : std::optional(sweep.due);
  // Timely renewals make up for a late beginning.
  if (std::ranges::count_if(holding, [](const Span* span) { return bool{span->renewed_at}; }) >=
      rule.at_least) {
    const Span* last = std::ranges::max(holding, {}, &Span::renewed_at);
    at = last->renewed_at.value_or(at);
    due = last->renewed_against;
  }
  SetDone(duty, at, due, subject.now, subject.part.due_soon_days);
}

void EvaluateAbsence(const AbsenceRule& rule, const Subject& subject, Duty& duty) {
  const Instant window = subject.now - std::chrono::days{rule.window_days};
  const FactList closings =
      rule.closed_by.empty() ? FactList{} : subject.Matching(FactPattern{rule.closed_by, {}});
  const auto closing_of = [&](const FactView* breach) -> const FactView* {
    for (const FactView* closing : closings) {
      if (closing->at >= breach->at && closing->Get(rule.link) == breach->Get(rule.link)) {
        return closing;
      }
    }
    return nullptr;
  };
  FactList open, closed;
  for (const FactView* breach : subject.Matching(rule.breach)) {
    const FactView* closing = closing_of(breach);
    if (closing == nullptr && (breach->at > window || !rule.closed_by.empty())) {
      open.push_back(breach);
    } else if (closing != nullptr && breach->at > window) {
      closed.push_back(closing);
    }
  }
  if (!open.empty()) {
    duty.status = DutyStatus::kOverdue;
    duty.due = open.front()->at;
    duty.possible = 1;
    for (const FactView* breach : open) duty.discharged_by.push_back(breach->id);
    duty.why = {WhyCode::kBreachSeen,
                {FormatVietnamese(open.front()->at), std::to_string(open.size())}};
  } else if (!closed.empty()) {
    duty.status = DutyStatus::kMetLate;
    duty.holds = duty.late = true;
    duty.earned = duty.possible = 1;
    for (const FactView* closing : closed) duty.discharged_by.push_back(closing->id);
    const auto last = std::ranges::max(closed, {}, &FactView::at);
    duty.discharged_at = last->at;
    duty.why = {WhyCode::kBreachClosed,
                {std::to_string(closed.size()), FormatVietnamese(last->at)}};
  } else {
    const Instant fresh = subject.now - std::chrono::days{rule.seen_days};
    for (const FactView* seen : subject.Evidence()) {
      if (seen->at > fresh) duty.discharged_by.push_back(seen->id);
    }
    if (duty.discharged_by.empty()) {
      duty.status = DutyStatus::kNotMeasured;
      duty.why = {WhyCode::kNotLooked, {}};
    } else {
      duty.status = DutyStatus::kMet;
      duty.holds = true;
      duty.earned = duty.possible = 1;
      duty.why = {WhyCode::kNoBreach, {std::to_string(rule.window_days)}};
    }
  }
  std::ranges::sort(duty.discharged_by);
  duty.discharged_by.erase(std::ranges::unique(duty.discharged_by).begin(),
                           duty.discharged_by.end());
}

namespace {

struct Period {
  std::string label;
  Instant begin;
  Instant end;
  Instant due;
};

Period PeriodAt(const PeriodRule& rule, Month month) {
  const bool monthly = rule.unit == PeriodRule::Unit::kMonth;
  const Month first = monthly ? month : Month{month.year, 1};
  Period period;
  period.label = monthly ? first.Text() : fmt::format("{:04}", first.year);
  period.begin = first.Begin();
  period.end = first.Plus(monthly ? 1 : 12).Begin();
  period.due = period.end;
  if (rule.due_day > 0) {
    const Month in = monthly ? first.Plus(1) : Month{first.year, rule.due_month};
    // 29 February is the 28th in a common year.
    CivilDate date{in.FirstDay().year(), in.FirstDay().month(),
                   std::chrono::day{static_cast<unsigned>(rule.due_day)}};
    if (!date.ok()) date = AddDays(in.Plus(1).FirstDay(), -1);
    period.due = StartOfDay(AddDays(date, rule.inclusive ? 1 : 0));
  }
  return period;
}

/// First fact that speaks of the period: by its attribute, else by its own date.
const FactView* EvidenceOf(const Period& period, const FactList& facts) {
  for (const FactView* fact : facts) {
    const std::string_view named = fact->Get("period");
    const bool matches =
        named.empty() ? fact->at >= period.begin && fact->at < period.end : named == period.label;
    if (matches) return fact;
  }
  return nullptr;
}

}  // namespace

void EvaluatePeriods(const PeriodRule& rule, const Subject& subject, const Duty& blank,
                     std::vector<Duty>& duties) {
  const FactList evidence = subject.Evidence();
  const int step = rule.unit == PeriodRule::Unit::kMonth ? 1 : 12;
  int ended = 0;
  std::vector<Duty> newest_first;
  for (Month month = Month::Of(CivilDateAt(subject.now));; month = month.Plus(-step)) {
    const Period period = PeriodAt(rule, month);
    if (period.due <= subject.bound || month.year < 1971) break;
    if (subject.came && period.due <= *subject.came) break;  // Its owner before answered for it.
    if (period.begin < subject.bound && !rule.judge_partial_first) break;
    if (period.due <= subject.now && ++ended > rule.keep) break;
    Duty duty = blank;
    duty.period = period.label;
    duty.since = std::max(period.begin, subject.bound);
    if (const FactView* fact = EvidenceOf(period, evidence)) {
      duty.discharged_by = {fact->id};
      duty.earned = duty.possible = 1;
      SetDone(duty, fact->at, period.due, subject.now, subject.part.due_soon_days);
    } else {
      if (subject.snapshot.recording_since && period.due <= *subject.snapshot.recording_since) {
        continue;
      }
      SetNotDone(duty, period.due, subject.now, subject.part.due_soon_days, 1);
      duty.why = {duty.status == DutyStatus::kOverdue ? WhyCode::kNeverDone : WhyCode::kRunning,
                  {ShowLimit(period.due)}};
    }
    newest_first.push_back(std::move(duty));
  }
  if (newest_first.empty()) {
    newest_first.push_back(blank);
    newest_first.back().why = {WhyCode::kNoTrigger, {}};
  }
  std::move(newest_first.rbegin(), newest_first.rend(), std::back_inserter(duties));
}

namespace {

/// What an event rule looks at for one subject.
struct EventBook {
  std::unordered_map<std::string_view, const FactView*> by_link;

  const FactView* DoneBy(const FactView& trigger, const EventRule& rule) const {
    const std::string_view link = trigger.Get(rule.link);
    const auto found = link.empty() ? by_link.end() : by_link.find(link);
    return found == by_link.end() ? nullptr : found->second;
  }
};

/// Who had to answer when the trigger came did so in time for the hand-over: it is theirs.
bool StayedBehind(const FactView& trigger, const FactView* done, const Subject& subject) {
  if (done == nullptr) return false;
  if (subject.came) return trigger.at < *subject.came && done->at < *subject.came;
  for (const auto& predecessor : subject.predecessors) {
    if (trigger.agency != predecessor.agency || IsOther(predecessor, trigger)) continue;
    if (trigger.at < predecessor.at) return done->at < predecessor.at;
  }
  return false;
}

/// It went along with its system to another agency, unanswered.
bool WentAlong(const FactView& trigger, const FactView* done, const Subject& subject) {
  if (!trigger.system) return false;
  for (const auto& handed : subject.handed_over) {
    if (handed.system != trigger.system || handed.at > subject.now) continue;
    if (trigger.at < handed.at && (done == nullptr || done->at >= handed.at)) return true;
  }
  return false;
}

EventBook BookOf(const EventRule& rule, const Subject& subject) {
  EventBook book;
  for (const FactView* fact : subject.Evidence())
    book.by_link.try_emplace(fact->Get(rule.link), fact);
  for (const FactPattern& pattern : subject.part.evidence) {
    for (const FactView* fact : subject.Inherited(pattern)) {
      const auto [at, fresh] = book.by_link.try_emplace(fact->Get(rule.link), fact);
      if (!fresh && IsEarlier(fact, at->second)) at->second = fact;
    }
  }
  return book;
}

}  // namespace

void EvaluateEvents(const EventRule& rule, const Subject& subject, const Duty& blank,
                    std::vector<Duty>& duties) {
  FactList triggers = subject.Inherited(rule.trigger);
  const std::size_t inherited = triggers.size();
  for (const FactView* fact : subject.Matching(rule.trigger)) triggers.push_back(fact);
  const EventBook book = triggers.empty() ? EventBook{} : BookOf(rule, subject);
  const Instant oldest = StartOfDay(AddMonths(CivilDateAt(subject.now), -rule.keep_months));
  const std::size_t before = duties.size();
  for (std::size_t i = 0; i < triggers.size(); ++i) {
    const FactView* trigger = triggers[i];
    const Instant t0 = InstantOf(trigger->Get(rule.t0_attribute)).value_or(trigger->at);
    if (!subject.part.validity.Contains(t0)) continue;
    if (i >= inherited && t0 < subject.bound) continue;
    const FactView* done = book.DoneBy(*trigger, rule);
    if (StayedBehind(*trigger, done, subject) || WentAlong(*trigger, done, subject)) continue;
    const Instant due = InstantOf(trigger->Get(rule.due_attribute))
                            .value_or(DueAt(t0, rule.limit, subject.calendar));
    Duty duty = blank;
    duty.trigger = trigger->id;
    duty.system = trigger->system;
    duty.since = t0;
    if (done != nullptr) {
      if (done->at < oldest && due < oldest) continue;
      duty.discharged_by = {done->id};
      duty.earned = duty.possible = 1;
      SetDone(duty, done->at, due, subject.now, subject.part.due_soon_days);
    } else {
      if (subject.snapshot.recording_since && due <= *subject.snapshot.recording_since) continue;
      SetNotDone(duty, due, subject.now, subject.part.due_soon_days, 1);
      duty.why = {duty.status == DutyStatus::kOverdue ? WhyCode::kNeverDone : WhyCode::kRunning,
                  {ShowLimit(due)}};
    }
    duties.push_back(std::move(duty));
  }
  if (duties.size() == before) {
    duties.push_back(blank);
    duties.back().why = {WhyCode::kNoTrigger, {}};
  }
}

}  // namespace lachan::directive
