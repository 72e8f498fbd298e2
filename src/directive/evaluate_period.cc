// SPDX-License-Identifier: Apache-2.0
// Once in every period; and what each fact of a kind starts.
#include <algorithm>
#include <unordered_map>

#include "directive/evaluate.h"

namespace lachan::directive {
namespace {

struct Period {
  std::string label;
  Instant begin;
  Instant end;
  Instant due;  ///< Before pauses.
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

/// Periods that are asked at `now`, oldest first.
std::vector<Period> PeriodsOf(const PeriodRule& rule, const Subject& subject) {
  const int step = rule.unit == PeriodRule::Unit::kMonth ? 1 : 12;
  std::vector<Period> periods;
  int ended = 0;
  for (Month month = Month::Of(CivilDateAt(subject.now));; month = month.Plus(-step)) {
    Period period = PeriodAt(rule, month);
    if (period.due <= subject.bound || month.year < 1971) break;
    if (subject.came && period.due <= *subject.came) break;  // Its owner before answered for it.
    if (period.begin < subject.bound && !rule.judge_partial_first) break;
    if (period.due <= subject.now && ++ended > rule.keep) break;
    periods.push_back(std::move(period));
  }
  std::ranges::reverse(periods);
  return periods;
}

void NoteDischarge(const Subject& subject, const FactView& fact) {
  subject.Note(StepCode::kDischarge, {Argument::Kind(fact.kind), Argument::Moment(fact.at)}, &fact);
}

/// Evidence or none, against a limit.
void Settle(const Subject& subject, const FactView* evidence, Instant due, Duty& duty) {
  const int lead = subject.part().due_soon_days;
  if (evidence != nullptr) {
    NoteDischarge(subject, *evidence);
    duty.discharged_by = {evidence->id};
    duty.earned = duty.possible = 1;
    return SetDone(duty, evidence->at, due, subject.now, lead);
  }
  subject.Note(StepCode::kNoEvidence, {});
  SetNotDone(duty, due, subject.now, lead, 1);
  duty.why = {duty.status == DutyStatus::kOverdue ? WhyCode::kNeverDone : WhyCode::kRunning,
              {Argument::Limit(due)}};
}

void Finish(const Subject& subject, const DutyReliefs& reliefs, Duty duty,
            std::vector<Duty>& duties) {
  NameReliefs(reliefs, subject.now, duty);
  duties.push_back(std::move(duty));
  if (subject.trace != nullptr) subject.trace->Seal();
}

void NothingStarted(const Duty& blank, std::vector<Duty>& duties) {
  duties.push_back(blank);
  duties.back().why = {WhyCode::kNoTrigger, {}};
}

/// Evidence by what it names, in order of time.
using ByLink = std::unordered_map<std::string_view, FactList>;

/// The first that did not happen before the day on which the duty began.
const FactView* EvidenceFor(const ByLink& by_link, std::string_view link, Instant start) {
  if (link.empty()) return nullptr;
  const auto found = by_link.find(link);
  if (found == by_link.end()) return nullptr;
  const Instant from = StartOfDay(CivilDateAt(start));
  const auto at =
      std::ranges::find_if(found->second, [&](const FactView* fact) { return fact->at >= from; });
  return at == found->second.end() ? nullptr : *at;
}

Instant EventLimit(const EventRule& rule, const Subject& subject, const FactView& trigger,
                   Instant start, const DutyReliefs& reliefs) {
  if (const auto given = InstantOf(trigger.Get(rule.due_attribute))) {
    return *given <= start ? *given : reliefs.stops.After(start, *given - start);
  }
  return DueAt(start, rule.limit, subject.calendar, reliefs.stops);
}

/// One trigger and what answers it; `reliefs` are those of its system, where it names one.
void EvaluateTrigger(const EventRule& rule, const Subject& subject, const FactView& trigger,
                     Instant start, const FactView* evidence, const DutyReliefs& reliefs, Duty duty,
                     std::vector<Duty>& duties) {
  const Instant oldest = StartOfDay(AddMonths(CivilDateAt(subject.now), -rule.keep_months));
  duty.trigger = trigger.id;
  duty.system = trigger.system;
  duty.since = start;
  if (const Relief* exemption = reliefs.ExemptAt(start)) {
    if (start < oldest) return;
    NoteReliefs(subject, reliefs);
    SetExempt(duty, *exemption);
    return Finish(subject, reliefs, std::move(duty), duties);
  }
  const Instant due = EventLimit(rule, subject, trigger, start, reliefs);
  if (evidence != nullptr && evidence->at < oldest && due < oldest) return;
  const auto& since = subject.snapshot.recording_since;
  if (evidence == nullptr && since && due <= *since) return;
  NoteReliefs(subject, reliefs);
  subject.Note(StepCode::kTrigger,
               {Argument::Kind(trigger.kind), Argument::Moment(start), Argument::Limit(due)},
               &trigger);
  if (evidence == nullptr && due >= Relief::kNoEnd) {
    duty.status = DutyStatus::kOpen;
    duty.why = ClockStands(reliefs);
  } else {
    Settle(subject, evidence, due, duty);
  }
  Finish(subject, reliefs, std::move(duty), duties);
}

ByLink BookOf(const EventRule& rule, const FactList& evidence) {
  ByLink by_link;
  for (const FactView* fact : evidence) by_link[fact->Get(rule.link)].push_back(fact);
  return by_link;
}

/// Triggers that speak of the subject, and those it goes on with: not answered before a hand-over.
struct Triggers {
  FactList all;
  FactList inherited;
  ByLink done_before;

  Triggers(const EventRule& rule, const Subject& subject) {
    subject.Matching(subject.plan.trigger, all);
    subject.LeftOver(subject.plan.trigger, inherited);
    if (inherited.empty()) return;
    all.insert(all.end(), inherited.begin(), inherited.end());
    std::ranges::sort(all, IsEarlier);
    FactList done;
    for (const PatternPlan& pattern : subject.plan.evidence) subject.DoneBefore(pattern, done);
    SortUnique(done);
    done_before = BookOf(rule, done);
  }
  bool IsInherited(const FactView* trigger) const {
    return std::ranges::binary_search(inherited, trigger, IsEarlier);
  }
};

/// Whether the subject is asked about what began at `start`.
bool IsAsked(const EventRule& rule, const Subject& subject, const Triggers& triggers,
             const FactView& trigger, Instant start) {
  if (!subject.part().validity.Contains(start)) return false;
  if (!triggers.IsInherited(&trigger)) return start >= subject.bound;
  return subject.directive.validity.Contains(start) &&
         EvidenceFor(triggers.done_before, trigger.Get(rule.link), start) == nullptr;
}

/// Another agency answers: its owner before a system came did in time, or it went along with a
/// system, unanswered.
bool IsAnothers(const FactView& trigger, const FactView* done, const Subject& subject) {
  if (subject.came) {
    return done != nullptr && trigger.at < *subject.came && done->at < *subject.came;
  }
  const auto given = subject.GivenAway(trigger);
  return given && (done == nullptr || done->at >= *given);
}

}  // namespace

void EvaluatePeriods(const PeriodRule& rule, const Subject& subject, const Duty& blank,
                     std::vector<Duty>& duties) {
  const FactList& evidence = subject.Evidence();
  const std::size_t before = duties.size();
  for (const Period& period : PeriodsOf(rule, subject)) {
    Duty duty = blank;
    duty.period = period.label;
    duty.since = std::max(period.begin, subject.bound);
    const FactView* fact = EvidenceOf(period, evidence);
    const auto& since = subject.snapshot.recording_since;
    if (fact == nullptr && since && period.due <= *since) continue;
    NoteReliefs(subject, *subject.relief);
    subject.Note(StepCode::kPeriod, {Argument::Words(period.label), Argument::Limit(period.due)});
    if (const Relief* exemption = subject.relief->ExemptAt(period.due - Duration{1})) {
      SetExempt(duty, *exemption);
    } else {
      const Instant due = subject.relief->pauses.Moved(period.due, *duty.since);
      if (due != period.due) {
        subject.Note(StepCode::kMoved, {Argument::Limit(period.due), Argument::Limit(due)});
      }
      Settle(subject, fact, due, duty);
    }
    Finish(subject, *subject.relief, std::move(duty), duties);
  }
  if (duties.size() == before) NothingStarted(blank, duties);
}

void EvaluateEvents(const EventRule& rule, const Subject& subject, const Duty& blank,
                    std::vector<Duty>& duties) {
  const Triggers triggers(rule, subject);
  const std::size_t before = duties.size();
  const ByLink by_link = triggers.all.empty() ? ByLink{} : BookOf(rule, subject.Evidence());
  for (const FactView* trigger : triggers.all) {
    const Instant start = InstantOf(trigger->Get(rule.t0_attribute)).value_or(trigger->at);
    if (!IsAsked(rule, subject, triggers, *trigger, start)) continue;
    const FactView* done = EvidenceFor(by_link, trigger->Get(rule.link), start);
    if (IsAnothers(*trigger, done, subject)) continue;
    if (subject.relief->all.empty() && !subject.reliefs.HasAny(subject.agency)) {
      EvaluateTrigger(rule, subject, *trigger, start, done, *subject.relief, blank, duties);
    } else {
      const auto reliefs = subject.reliefs.Of(subject.agency, subject.part(),
                                              subject.plan.obligation->id, trigger->system);
      EvaluateTrigger(rule, subject, *trigger, start, done, reliefs, blank, duties);
    }
  }
  if (duties.size() == before) NothingStarted(blank, duties);
}

}  // namespace lachan::directive
