// SPDX-License-Identifier: Apache-2.0
/// \file
/// One function a kind of rule: fills a duty from the facts of its subject. Internal to the module.
#pragma once

#include <span>
#include <vector>

#include "directive/assess.h"
#include "directive/fact_index.h"

namespace lachan::directive {

/// What the evaluation of one part for one subject may look at.
struct Subject {
  const Directive& directive;
  const Part& part;
  const FactIndex& facts;
  const HolidayCalendar& calendar;
  const RegisterSnapshot& snapshot;
  Instant now;
  AgencyId agency;
  SystemId system;                      ///< 0: the agency itself.
  Instant bound;                        ///< Since when the part binds this subject.
  std::optional<Instant> in_operation;  ///< Of the system.
  /// When a system that keeps its clocks came to the agency.
  std::optional<Instant> came = {};
  std::span<const AgencyView::Predecessor> predecessors = {};
  std::span<const AgencyView::HandedOver> handed_over = {};

  /// Facts of a pattern that speak of this subject.
  FactList Matching(const FactPattern& pattern) const;
  FactList Evidence() const;
  /// Facts of a pattern about the predecessors, from before they ended.
  FactList Inherited(const FactPattern& pattern) const;
};

/// Sets status, due dates, evidence and why of `duty`, whose identity fields are already set.
void EvaluateState(const StateRule& rule, const Subject& subject, Duty& duty);
void EvaluateAbsence(const AbsenceRule& rule, const Subject& subject, Duty& duty);
/// Append one duty a period, or a trigger; `blank` carries the identity fields.
void EvaluatePeriods(const PeriodRule& rule, const Subject& subject, const Duty& blank,
                     std::vector<Duty>& duties);
void EvaluateEvents(const EventRule& rule, const Subject& subject, const Duty& blank,
                    std::vector<Duty>& duties);

/// "10/07/2026" for a limit at midnight (the last day in time), else date and time.
std::string ShowLimit(Instant due);
/// Status of something not fulfilled at `now`, by its limit.
DutyStatus Unfulfilled(std::optional<Instant> due, Instant now, int due_soon_days);

}  // namespace lachan::directive
