// SPDX-License-Identifier: Apache-2.0
/// \file
/// One function a kind of rule: fills a duty from the facts of its subject. Internal to the module.
#pragma once

#include <vector>

#include "directive/assess.h"
#include "directive/explain.h"
#include "directive/fact_index.h"
#include "directive/relief.h"

namespace lachan::directive {

/// A pattern with its kind looked up once for a whole assessment.
struct PatternPlan {
  const FactPattern* pattern = nullptr;
  int kind = FactIndex::kNoKind;
};

/// A part made ready for one index of facts.
struct PartPlan {
  const Obligation* obligation = nullptr;
  const Part* part = nullptr;
  std::vector<PatternPlan> evidence;
  std::vector<PatternPlan> reopenings;  ///< Beside StateRule::reopened_by.
  PatternPlan trigger;                  ///< Of an event; of an absence the breach.
  int closing = FactIndex::kNoKind;     ///< Of an absence.

  PartPlan(const Obligation& of, const Part& planned, const FactIndex& facts);
};

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
/// Evidence or a reopening of one key.
struct Moment {
  std::string_view key;
  const FactView* fact;
  const StateRule::Reopening* reopening;  ///< Null: the fact is evidence.
  Instant at;                             ///< From when it counts.
};
/// One key more or one less.
struct Change {
  Instant at;
  int delta;
  std::size_t span;  ///< Index into Scratch::spans.
};

/// Buffers that one assessment uses again and again.
struct Scratch {
  FactList evidence;
  FactList other;
  std::vector<Moment> moments;
  std::vector<Span> spans;
  std::vector<Change> changes;
  std::vector<std::size_t> holding;
  const AgencyView* giver = nullptr;  ///< Looked up last.
};

/// What the evaluation of one part for one subject may look at.
struct Subject {
  const Directive& directive;
  const PartPlan& plan;
  const FactIndex& facts;
  const HolidayCalendar& calendar;
  const RegisterSnapshot& snapshot;
  const Reliefs& reliefs;
  Scratch& scratch;
  Trace* trace;  ///< Null unless somebody asks why.
  Instant now;
  AgencyId agency;
  SystemId system;                      ///< 0: the agency itself.
  Instant bound;                        ///< Since when the part binds this subject.
  std::optional<Instant> in_operation;  ///< Of the system.
  const DutyReliefs* relief;            ///< Of the subject; never null.
  /// When a system that keeps its clocks came to the agency.
  std::optional<Instant> came = {};
  std::span<const AgencyView::Predecessor> predecessors = {};
  std::span<const AgencyView::HandedOver> handed_over = {};

  const Part& part() const { return *plan.part; }
  /// By kind; what passed in a reorganisation is not seen to.
  FactIndex::Entries Entries(int kind) const;
  /// Facts of a pattern that speak of this subject.
  void Matching(const PatternPlan& pattern, FactList& out) const;
  /// Facts of a pattern about the predecessors, from before they ended: what it goes on with, if
  /// nobody had answered by then.
  void LeftOver(const PatternPlan& pattern, FactList& out) const;
  /// Evidence (or closings) about the predecessors, from before they ended.
  void DoneBefore(const PatternPlan& pattern, FactList& out) const;
  /// When the system of the fact was given away for good: by the agency the fact is about, and by
  /// the subject, where that goes on with the agency. Nothing where it was not, or came here.
  std::optional<Instant> GivenAway(const FactView& fact) const;
  /// Into scratch.evidence.
  const FactList& Evidence() const;
  /// Whether anything passes from agency to agency for this part.
  bool Passes() const { return !system && !part().evidence_of_province; }
  bool HasHeritage() const { return Passes() && !predecessors.empty(); }
  void Note(StepCode code, std::vector<Argument> arguments, const FactView* fact = nullptr) const {
    if (trace != nullptr) trace->Add(code, std::move(arguments), fact == nullptr ? 0 : fact->id);
  }
};

/// Sets status, due dates, evidence and why of `duty`, whose identity fields are already set.
void EvaluateState(const StateRule& rule, const Subject& subject, Duty& duty);
void EvaluateAbsence(const AbsenceRule& rule, const Subject& subject, Duty& duty);
/// Append one duty a period, or a trigger; `blank` carries the identity fields.
void EvaluatePeriods(const PeriodRule& rule, const Subject& subject, const Duty& blank,
                     std::vector<Duty>& duties);
void EvaluateEvents(const EventRule& rule, const Subject& subject, const Duty& blank,
                    std::vector<Duty>& duties);

/// In order of (at, id), each fact once.
void SortUnique(FactList& facts, std::size_t first = 0);
bool IsEarlier(const FactView* a, const FactView* b);

/// Status of something not fulfilled at `now`, by its limit.
DutyStatus Unfulfilled(std::optional<Instant> due, Instant now, int due_soon_days);
/// RFC 3339, or a date that lasts until its day ends; nothing for anything else.
std::optional<Instant> InstantOf(std::string_view text);
void SetDone(Duty& duty, Instant at, std::optional<Instant> due, Instant now, int due_soon_days);
void SetNotDone(Duty& duty, Instant due, Instant now, int due_soon_days, int possible);
void SetExempt(Duty& duty, const Relief& relief);
/// Why there is no limit: an exemption without end stands before it. `reliefs` is not empty.
Why ClockStands(const DutyReliefs& reliefs);
/// Reliefs that touch the duty, once its dates are known.
void NameReliefs(const DutyReliefs& reliefs, Instant now, Duty& duty);
/// Notes each relief of the duty, where somebody asks.
void NoteReliefs(const Subject& subject, const DutyReliefs& reliefs);

}  // namespace lachan::directive
