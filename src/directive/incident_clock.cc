// SPDX-License-Identifier: Apache-2.0
#include "directive/incident_clock.h"

#include <algorithm>

namespace lachan::directive {
namespace {

/// First known moment of the list.
std::optional<Instant> StartOf(const IncidentClockRule& rule, const IncidentView& incident) {
  for (const std::string& name : rule.t0) {
    if (name == "detection") return incident.detected_at;
    const auto at =
        std::ranges::find(incident.moments, name, [](const auto& m) { return m.first; });
    if (at != incident.moments.end()) return at->second;
  }
  return std::nullopt;
}

const FactView* Discharge(const IncidentClockRule& rule, const IncidentView& incident,
                          std::span<const FactView> facts, Instant now) {
  const std::string id = std::to_string(incident.id.value);
  const FactView* first = nullptr;
  for (const FactView& fact : facts) {
    if (fact.is_exercise || fact.at > now || fact.recorded_at > now) continue;
    if (fact.Get("incident") != id) continue;
    const bool matches = std::ranges::any_of(rule.discharged_by, [&](const FactPattern& pattern) {
      return pattern.kind == fact.kind && pattern.when.Holds(fact.attributes);
    });
    if (!matches) continue;
    if (first == nullptr || std::pair(fact.at, fact.id) < std::pair(first->at, first->id)) {
      first = &fact;
    }
  }
  return first;
}

IncidentClock Tell(const Directive& directive, const IncidentClockRule& rule,
                   const IncidentView& incident, std::span<const FactView> facts,
                   const HolidayCalendar& calendar, Instant now) {
  IncidentClock clock;
  clock.code = rule.code;
  clock.regime = rule.regime;
  clock.title = rule.title;
  clock.recipient = rule.recipient;
  clock.recipient_role = rule.recipient_role;
  clock.form = rule.form;
  clock.clause = rule.clause;
  clock.confidence = rule.confidence;
  clock.t0 = StartOf(rule, incident);
  if (clock.t0 && *clock.t0 > now) clock.t0.reset();
  if (clock.t0 && rule.limit) {
    clock.due = DueAt(*clock.t0, *rule.limit, calendar);
    if (std::holds_alternative<Immediately>(rule.limit->amount)) {
      *clock.due += directive.incidents.immediate_tolerance;
    }
  }
  const FactView* discharge = Discharge(rule, incident, facts, now);
  if (discharge != nullptr) {
    clock.discharged_by = {discharge->id};
    clock.discharged_at = discharge->at;
    const bool late = clock.due && discharge->at >= *clock.due;
    clock.status = late ? ClockStatus::kMetLate : ClockStatus::kMet;
  } else if (!clock.t0) {
    clock.status = ClockStatus::kWaiting;
  } else if (!clock.due) {
    clock.status = ClockStatus::kContinuous;
  } else if (now >= *clock.due) {
    clock.status = ClockStatus::kMissed;
  } else {
    const bool at_once = rule.limit && std::holds_alternative<Immediately>(rule.limit->amount);
    clock.status = at_once ? ClockStatus::kImmediate : ClockStatus::kRunning;
  }
  return clock;
}

}  // namespace

std::string_view ToString(ClockStatus status) {
  switch (status) {
    case ClockStatus::kRunning:
      return "running";
    case ClockStatus::kImmediate:
      return "immediate";
    case ClockStatus::kMet:
      return "met";
    case ClockStatus::kMissed:
      return "missed";
    case ClockStatus::kMetLate:
      return "met_late";
    case ClockStatus::kWaiting:
      return "waiting";
    case ClockStatus::kContinuous:
      return "continuous";
  }
  return {};
}

std::vector<IncidentClock> IncidentClocks(const Directive& directive, const IncidentView& incident,
                                          std::span<const FactView> facts,
                                          const HolidayCalendar& calendar, Instant now) {
  std::vector<IncidentClock> clocks;
  for (const IncidentRules::Regime& regime : directive.incidents.regimes) {
    const bool binds = regime.validity.Contains(incident.detected_at);
    // A younger law that began while the incident was open is shown beside the one that binds.
    const Instant open_until = std::min(incident.closed_at.value_or(now), now);
    const bool began_meanwhile = !binds && regime.validity.from &&
                                 incident.detected_at < *regime.validity.from &&
                                 *regime.validity.from <= open_until;
    if (!binds && !began_meanwhile) continue;
    for (const IncidentClockRule& rule : directive.incidents.clocks) {
      if (rule.regime != regime.id || !rule.when.Holds(incident.attributes)) continue;
      clocks.push_back(Tell(directive, rule, incident, facts, calendar, now));
      clocks.back().informative = began_meanwhile;
    }
  }
  return clocks;
}

std::string ProposedSeverity(const Directive& directive, const Attributes& attributes) {
  for (const SeverityGrade& grade : directive.incidents.severities) {
    if (grade.when.Holds(attributes)) return grade.code;
  }
  return {};
}

}  // namespace lachan::directive
