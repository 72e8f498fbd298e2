// SPDX-License-Identifier: Apache-2.0
// Something must exist, and where stated be renewed.
#include <algorithm>
#include <span>
#include <tuple>

#include "directive/evaluate.h"

namespace lachan::directive {
namespace {

/// Notes what a limit became because days stand still.
void NoteMove(const Subject& subject, Instant plain, Instant moved) {
  if (plain == moved) return;
  subject.Note(StepCode::kMoved, {Argument::Limit(plain), Argument::Limit(moved)});
}

Instant Due(const Subject& subject, Instant from, const TimeLimit& limit) {
  return DueAt(from, limit, subject.calendar, subject.relief->stops);
}

Instant FirstLimit(const FirstDue& first, const Subject& subject) {
  const Instant anchor = first.anchor == FirstDue::Anchor::kInOperation && subject.in_operation
                             ? std::max(*subject.in_operation, subject.bound)
                             : subject.bound;
  if (first.fixed && anchor < *first.fixed) {
    const Instant moved = subject.relief->stops.Moved(*first.fixed, subject.bound);
    subject.Note(StepCode::kFixedDate, {Argument::Limit(*first.fixed)});
    NoteMove(subject, *first.fixed, moved);
    return moved;
  }
  if (!first.grace) return anchor;
  const Instant due = Due(subject, anchor, *first.grace);
  if (subject.trace != nullptr) {
    const Instant plain = DueAt(anchor, *first.grace, subject.calendar);
    subject.Note(StepCode::kGrace, {Argument::Moment(anchor), Argument::Limit(plain)});
    NoteMove(subject, plain, due);
  }
  return due;
}

/// Evidence that says no more than its day, entered after a reopening of that day, answers it: the
/// decision of the day of a change is dated before the hour of the change.
Instant CountsFrom(const Moment& evidence, std::span<const Moment> reopenings) {
  const Instant at = evidence.fact->at;
  if (at != StartOfDay(CivilDateAt(at))) return at;
  Instant from = at;
  for (const Moment& reopening : reopenings) {
    if (reopening.key == evidence.key && reopening.fact->id < evidence.fact->id &&
        reopening.at < at + std::chrono::days(1)) {
      from = std::max(from, reopening.at);
    }
  }
  return from;
}

/// Evidence and reopenings by key, each key's in order of time.
void GatherMoments(const StateRule& rule, const Subject& subject) {
  auto& moments = subject.scratch.moments;
  moments.clear();
  const auto add = [&](const FactView* fact, const StateRule::Reopening* reopening) {
    const std::string_view key = rule.distinct.empty() ? "" : fact->Get(rule.distinct);
    if (rule.distinct.empty() || !key.empty()) moments.push_back({key, fact, reopening, fact->at});
  };
  for (const FactView* fact : subject.Evidence()) add(fact, nullptr);
  if (moments.empty()) return;  // A reopening alone changes nothing.
  const std::size_t evidences = moments.size();
  for (std::size_t i = 0; i < rule.reopened_by.size(); ++i) {
    FactList& reopenings = subject.scratch.other;
    reopenings.clear();
    subject.Matching(subject.plan.reopenings[i], reopenings);
    for (const FactView* fact : reopenings) add(fact, &rule.reopened_by[i]);
  }
  if (rule.distinct.empty() && moments.size() == evidences) return;  // In order already.
  const auto reopenings = std::span<const Moment>(moments).subspan(evidences);
  for (Moment& evidence : std::span(moments).first(evidences)) {
    evidence.at = CountsFrom(evidence, reopenings);
  }
  std::ranges::stable_sort(moments, [](const Moment& a, const Moment& b) {
    return std::tuple(a.key, a.at, a.fact->id) < std::tuple(b.key, b.at, b.fact->id);
  });
}

std::optional<Instant> EndOf(const FactView& evidence, const StateRule& rule,
                             const Subject& subject) {
  std::optional<Instant> end;
  if (rule.valid_for) end = Due(subject, evidence.at, *rule.valid_for);
  if (const auto until = InstantOf(evidence.Get("until"))) {
    end = end ? std::min(*end, *until) : *until;
  }
  if (end && *end >= Relief::kNoEnd) end.reset();  // An exemption without end stands before it.
  return end;
}

void NoteEvidence(const Subject& subject, StepCode code, const FactView& fact,
                  std::optional<Instant> end) {
  if (subject.trace == nullptr) return;
  std::vector<Argument> arguments{Argument::Kind(fact.kind), Argument::Moment(fact.at)};
  if (end) arguments.push_back(Argument::Limit(*end));
  if (code == StepCode::kEvidence && !end) code = StepCode::kEvidenceForever;
  subject.Note(code, std::move(arguments), &fact);
}

/// Takes one moment of the key whose stretches begin at `first`.
void Step(const Moment& moment, std::size_t first, const StateRule& rule, const Subject& subject) {
  auto& spans = subject.scratch.spans;
  const FactView& fact = *moment.fact;
  const bool has_span = spans.size() > first;
  const std::optional<Instant> end = has_span ? spans.back().to : std::nullopt;
  const bool held = has_span && (!end || moment.at < *end);
  if (moment.reopening != nullptr) {
    if (!held) return NoteEvidence(subject, StepCode::kNothingNew, fact, {});
    spans.back().to = fact.at;
    spans.back().reopened = &fact;
    spans.back().due_again = Due(subject, fact.at, moment.reopening->within);
    return NoteEvidence(subject, StepCode::kReopened, fact, spans.back().due_again);
  }
  const auto to = EndOf(fact, rule, subject);
  if (to && *to <= moment.at) return NoteEvidence(subject, StepCode::kExpired, fact, {});
  if (!held) {
    spans.push_back({moment.at, to, fact.id, nullptr, to.value_or(Instant{}), {}, {}});
    NoteEvidence(subject, StepCode::kEvidence, fact, to);
  } else if (end && (!to || *to > *end)) {
    spans.back().renewed_at = moment.at;
    spans.back().renewed_against = end;
    spans.back().to = to;
    spans.back().evidence = fact.id;
    spans.back().due_again = to.value_or(Instant{});
    NoteEvidence(subject, StepCode::kRenewal, fact, to);
  } else {
    NoteEvidence(subject, StepCode::kNothingNew, fact, {});
  }
}

void GatherSpans(const StateRule& rule, const Subject& subject) {
  auto& scratch = subject.scratch;
  scratch.spans.clear();
  std::size_t first = 0;
  for (std::size_t i = 0; i < scratch.moments.size(); ++i) {
    const Moment& moment = scratch.moments[i];
    if (i > 0 && moment.key != scratch.moments[i - 1].key) first = scratch.spans.size();
    Step(moment, first, rule, subject);
  }
}

struct Sweep {
  int count = 0;
  Instant due;  ///< Limit of the evidence asked last.
  bool reached = false;
  Instant reached_at;
  const FactView* reopened = nullptr;
  bool lapsed = false;
};

/// Walks gains and losses in time; a loss below the number asked sets a new limit.
Sweep Walk(int at_least, Instant first_due, const Subject& subject) {
  const auto& spans = subject.scratch.spans;
  auto& changes = subject.scratch.changes;
  if (changes.size() > 1) {
    std::ranges::sort(changes, [&](const Change& a, const Change& b) {
      return std::tuple(a.at, a.delta, spans[a.span].evidence) <
             std::tuple(b.at, b.delta, spans[b.span].evidence);
    });
  }
  Sweep sweep;
  sweep.due = first_due;
  for (const Change& change : changes) {
    const Span& span = spans[change.span];
    sweep.count += change.delta;
    if (change.delta > 0 && sweep.count >= at_least && !sweep.reached) {
      sweep.reached = true;
      sweep.reached_at = change.at;
      sweep.reopened = nullptr;
      sweep.lapsed = false;
      subject.Note(StepCode::kReached, {Argument::Moment(change.at), Argument::Number(at_least)});
    } else if (change.delta < 0 && sweep.count < at_least && sweep.reached) {
      sweep.reached = false;
      sweep.reopened = span.reopened;
      sweep.lapsed = sweep.reopened == nullptr;
      sweep.due = std::max(first_due, span.due_again);
      subject.Note(StepCode::kFell, {Argument::Moment(change.at), Argument::Number(sweep.count),
                                     Argument::Limit(sweep.due)});
    }
  }
  return sweep;
}

void NotReached(const StateRule& rule, const Subject& subject, const Sweep& sweep, Duty& duty) {
  duty.earned = sweep.count;
  SetNotDone(duty, sweep.due, subject.now, subject.part().due_soon_days, rule.at_least);
  const Argument limit = Argument::Limit(sweep.due);
  if (!duty.due) {
    duty.why = ClockStands(*subject.relief);
  } else if (sweep.reopened != nullptr) {
    duty.why = {
        WhyCode::kReopened,
        {Argument::Kind(sweep.reopened->kind), Argument::Moment(sweep.reopened->at), limit}};
  } else if (sweep.count > 0) {
    duty.why = {WhyCode::kTooFew,
                {Argument::Number(sweep.count), Argument::Number(rule.at_least), limit}};
  } else if (sweep.lapsed) {
    duty.why = {WhyCode::kLapsed, {limit}};
  } else if (duty.status == DutyStatus::kOverdue) {
    duty.why = {WhyCode::kNeverDone, {limit}};
  } else {
    duty.why = {WhyCode::kRunning, {limit}};
  }
}

void Reached(const StateRule& rule, const Subject& subject, const Sweep& sweep, Duty& duty) {
  const auto& spans = subject.scratch.spans;
  auto& holding = subject.scratch.holding;
  const auto at_least = static_cast<std::size_t>(rule.at_least);
  duty.earned = duty.possible = rule.at_least;
  // The evidence runs out when so many lapse that fewer than asked remain.
  std::ranges::stable_sort(
      holding, {}, [&](std::size_t span) { return spans[span].to.value_or(Instant::max()); });
  duty.next_due = spans[holding[holding.size() - at_least]].to;
  Instant at = sweep.reached_at;
  auto due = sweep.due == Instant::max() ? std::nullopt : std::optional(sweep.due);
  // Timely renewals make up for a late beginning.
  std::size_t renewed = 0;
  const Span* last = nullptr;
  for (const std::size_t index : holding) {
    const Span& span = spans[index];
    if (!span.renewed_at) continue;
    ++renewed;
    // Of several at one instant the one that kept the earliest limit, so that nothing hangs on
    // order.
    if (last == nullptr || *span.renewed_at > *last->renewed_at ||
        (*span.renewed_at == *last->renewed_at && *span.renewed_against < *last->renewed_against)) {
      last = &span;
    }
  }
  if (renewed >= at_least && last != nullptr) {
    at = *last->renewed_at;
    due = last->renewed_against;
  }
  SetDone(duty, at, due, subject.now, subject.part().due_soon_days);
}

}  // namespace

void EvaluateState(const StateRule& rule, const Subject& subject, Duty& duty) {
  Scratch& scratch = subject.scratch;
  NoteReliefs(subject, *subject.relief);
  const bool waits = rule.first_due.anchor == FirstDue::Anchor::kInOperation && subject.system &&
                     !subject.in_operation;
  const Instant first_due = waits ? Instant::max() : FirstLimit(rule.first_due, subject);
  GatherMoments(rule, subject);
  GatherSpans(rule, subject);
  if (scratch.moments.empty()) subject.Note(StepCode::kNoEvidence, {});
  scratch.changes.clear();
  scratch.holding.clear();
  for (std::size_t i = 0; i < scratch.spans.size(); ++i) {
    const Span& span = scratch.spans[i];
    scratch.changes.push_back({span.from, 1, i});
    if (span.to && *span.to <= subject.now) {
      scratch.changes.push_back({*span.to, -1, i});
    } else {
      scratch.holding.push_back(i);
      duty.discharged_by.push_back(span.evidence);
    }
  }
  std::ranges::sort(duty.discharged_by);
  const Sweep sweep = Walk(rule.at_least, first_due, subject);
  if (sweep.reached) {
    Reached(rule, subject, sweep, duty);
  } else if (waits) {
    duty.status = DutyStatus::kOpen;
    duty.why = {WhyCode::kNoLimitYet, {}};
  } else {
    NotReached(rule, subject, sweep, duty);
  }
}

}  // namespace lachan::directive
