// SPDX-License-Identifier: Apache-2.0
#include "directive/evaluate.h"

#include <algorithm>

namespace lachan::directive {
namespace {

PatternPlan Plan(const FactPattern& pattern, const FactIndex& facts) {
  return {&pattern, facts.KindOf(pattern.kind)};
}

bool IsInRelief(const DutyReliefs& reliefs, const FactView& fact) {
  return !reliefs.all.empty() && reliefs.stops.Covers(fact.at);
}

/// Breaches within the rule's window, told apart by whether they were settled.
struct Breaches {
  FactList open;
  FactList closings;
};

/// The first that closes the breach, or nothing.
const FactView* ClosingOf(const AbsenceRule& rule, const FactView& breach,
                          const FactList& closings) {
  const auto found = std::ranges::find_if(closings, [&](const FactView* one) {
    return one->at >= breach.at && one->Get(rule.link) == breach.Get(rule.link);
  });
  return found == closings.end() ? nullptr : *found;
}

/// Breaches of predecessors that were open when they ended join the subject's own.
void AddLeftOver(const AbsenceRule& rule, const Subject& subject, const PatternPlan& closing,
                 FactList& breaches) {
  FactList left, closings;
  subject.LeftOver(subject.plan.trigger, left);
  if (left.empty()) return;
  subject.DoneBefore(closing, closings);
  for (const FactView* breach : left) {
    if (ClosingOf(rule, *breach, closings) == nullptr) breaches.push_back(breach);
  }
  SortUnique(breaches);
}

Breaches BreachesOf(const AbsenceRule& rule, const Subject& subject) {
  const Instant window = subject.now - std::chrono::days{rule.window_days};
  const FactPattern closing_pattern{rule.closed_by, {}};
  const PatternPlan closing_plan{&closing_pattern, subject.plan.closing};
  FactList& seen = subject.scratch.other;
  seen.clear();
  subject.Matching(subject.plan.trigger, seen);
  if (!rule.closed_by.empty()) AddLeftOver(rule, subject, closing_plan, seen);
  Breaches breaches;
  if (seen.empty()) return breaches;
  FactList closings;
  if (!rule.closed_by.empty()) subject.Matching(closing_plan, closings);
  for (const FactView* breach : seen) {
    if (IsInRelief(*subject.relief, *breach)) continue;
    const FactView* closing = ClosingOf(rule, *breach, closings);
    const auto given = subject.GivenAway(*breach);
    const bool was_open = closing == nullptr || (given && closing->at >= *given);
    if (given && was_open && !rule.closed_by.empty()) continue;  // It went along with its system.
    if (closing == nullptr) {
      if (breach->at <= window && rule.closed_by.empty()) continue;
      breaches.open.push_back(breach);
      subject.Note(StepCode::kBreach, {Argument::Moment(breach->at)}, breach);
    } else if (breach->at > window) {
      breaches.closings.push_back(closing);
      subject.Note(StepCode::kBreach, {Argument::Moment(breach->at)}, breach);
      subject.Note(StepCode::kBreachClosed, {Argument::Moment(closing->at)}, closing);
    }
  }
  return breaches;
}

void SetWatched(const AbsenceRule& rule, const Subject& subject, Duty& duty) {
  const Instant fresh = subject.now - std::chrono::days{rule.seen_days};
  for (const FactView* seen : subject.Evidence()) {
    if (seen->at <= fresh) continue;
    duty.discharged_by.push_back(seen->id);
    subject.Note(StepCode::kLooked, {Argument::Kind(seen->kind), Argument::Moment(seen->at)}, seen);
  }
  if (duty.discharged_by.empty()) {
    duty.status = DutyStatus::kNotMeasured;
    duty.why = {WhyCode::kNotLooked, {}};
    return;
  }
  duty.status = DutyStatus::kMet;
  duty.holds = true;
  duty.earned = duty.possible = 1;
  duty.why = {WhyCode::kNoBreach, {Argument::Number(rule.window_days)}};
}

}  // namespace

PartPlan::PartPlan(const Obligation& of, const Part& planned, const FactIndex& facts)
    : obligation(&of), part(&planned) {
  for (const FactPattern& pattern : planned.evidence) evidence.push_back(Plan(pattern, facts));
  if (const auto* state = std::get_if<StateRule>(&planned.rule)) {
    for (const auto& reopening : state->reopened_by) {
      reopenings.push_back(Plan(reopening.fact, facts));
    }
  } else if (const auto* event = std::get_if<EventRule>(&planned.rule)) {
    trigger = Plan(event->trigger, facts);
  } else if (const auto* absence = std::get_if<AbsenceRule>(&planned.rule)) {
    trigger = Plan(absence->breach, facts);
    if (!absence->closed_by.empty()) closing = facts.KindOf(absence->closed_by);
  }
}

FactIndex::Entries Subject::Entries(int kind) const {
  if (system) return facts.OfSystem(kind, system);
  return part().evidence_of_province ? facts.All(kind) : facts.OfAgency(kind, agency);
}

bool IsEarlier(const FactView* a, const FactView* b) {
  return std::pair(a->at, a->id) < std::pair(b->at, b->id);
}

void SortUnique(FactList& facts, std::size_t first) {
  const auto begin = facts.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, facts.end(), IsEarlier);
  facts.erase(std::unique(begin, facts.end()), facts.end());
}

const FactList& Subject::Evidence() const {
  FactList& all = scratch.evidence;
  all.clear();
  for (const PatternPlan& pattern : plan.evidence) Matching(pattern, all);
  if (plan.evidence.size() > 1) SortUnique(all);
  return all;
}

std::optional<Instant> InstantOf(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const auto instant = ParseInstant(text)) return *instant;
  // A bare date holds until its day ends.
  if (const auto date = ParseDate(text)) return StartOfDay(AddDays(*date, 1));
  return std::nullopt;
}

DutyStatus Unfulfilled(std::optional<Instant> due, Instant now, int due_soon_days) {
  if (!due) return DutyStatus::kOpen;
  if (now >= *due) return DutyStatus::kOverdue;
  if (now >= *due - std::chrono::days{due_soon_days}) return DutyStatus::kDueSoon;
  return DutyStatus::kOpen;
}

void SetDone(Duty& duty, Instant at, std::optional<Instant> due, Instant now, int due_soon_days) {
  if (due && *due >= Relief::kNoEnd) due.reset();
  if (duty.next_due && *duty.next_due >= Relief::kNoEnd) duty.next_due.reset();
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
    duty.why = {WhyCode::kDischargedLate, {Argument::Moment(at), Argument::Limit(*due)}};
  } else if (duty.next_due) {
    duty.why = {WhyCode::kDischargedUntil, {Argument::Moment(at), Argument::Limit(*duty.next_due)}};
  } else {
    duty.why = {WhyCode::kDischarged, {Argument::Moment(at)}};
  }
}

void SetNotDone(Duty& duty, Instant due, Instant now, int due_soon_days, int possible) {
  // Behind an exemption without end there is no limit.
  duty.due = due < Relief::kNoEnd ? std::optional(due) : std::nullopt;
  duty.status = Unfulfilled(duty.due, now, due_soon_days);
  if (duty.status == DutyStatus::kOverdue) {
    duty.possible = possible;
  } else {
    duty.earned = 0;  // Not judged before its limit.
  }
}

Why ClockStands(const DutyReliefs& reliefs) {
  const Relief* open = reliefs.all.front();
  for (const Relief* relief : reliefs.all) open = relief->to == Relief::kNoEnd ? relief : open;
  return {WhyCode::kClockStands, {Argument::Day(open->from)}};
}

void SetExempt(Duty& duty, const Relief& relief) {
  duty.status = DutyStatus::kExempt;
  duty.due.reset();
  if (relief.to == Relief::kNoEnd) {
    duty.why = {WhyCode::kExemptedOpen, {Argument::Day(relief.from)}};
  } else {
    duty.why = {WhyCode::kExempted, {Argument::Day(relief.from), Argument::Limit(relief.to)}};
  }
}

void NameReliefs(const DutyReliefs& reliefs, Instant now, Duty& duty) {
  const Instant until = duty.due ? std::max(now, *duty.due) : now;
  for (const Relief* relief : reliefs.all) {
    if (relief->from > until || (duty.since && relief->to <= *duty.since)) continue;
    duty.reliefs.push_back(relief->fact);
  }
}

void NoteReliefs(const Subject& subject, const DutyReliefs& reliefs) {
  if (subject.trace == nullptr) return;
  for (const Relief* relief : reliefs.all) {
    subject.trace->Add(
        StepCode::kRelief,
        {Argument::Words(relief->is_pause ? "pause" : "exemption"), Argument::Day(relief->from),
         relief->to == Relief::kNoEnd ? Argument::Words("…") : Argument::Limit(relief->to)},
        relief->fact);
  }
}

void EvaluateAbsence(const AbsenceRule& rule, const Subject& subject, Duty& duty) {
  const auto [open, closed] = BreachesOf(rule, subject);
  if (!open.empty()) {
    duty.status = DutyStatus::kOverdue;
    duty.due = open.front()->at;
    duty.possible = 1;
    for (const FactView* breach : open) duty.discharged_by.push_back(breach->id);
    duty.why = {
        WhyCode::kBreachSeen,
        {Argument::Moment(open.front()->at), Argument::Number(static_cast<int>(open.size()))}};
  } else if (!closed.empty()) {
    duty.status = DutyStatus::kMetLate;
    duty.holds = duty.late = true;
    duty.earned = duty.possible = 1;
    for (const FactView* closing : closed) duty.discharged_by.push_back(closing->id);
    const auto last = std::ranges::max(closed, {}, &FactView::at);
    duty.discharged_at = last->at;
    duty.why = {WhyCode::kBreachClosed,
                {Argument::Number(static_cast<int>(closed.size())), Argument::Moment(last->at)}};
  } else {
    SetWatched(rule, subject, duty);
  }
  std::ranges::sort(duty.discharged_by);
  duty.discharged_by.erase(std::ranges::unique(duty.discharged_by).begin(),
                           duty.discharged_by.end());
}

}  // namespace lachan::directive
