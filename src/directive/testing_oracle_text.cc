// SPDX-License-Identifier: Apache-2.0
// Random cases in words.
#include "directive/testing_oracle_cases.h"

namespace lachan::directive::oracle {
namespace {

std::string Shown(std::optional<Instant> at) { return at ? FormatInstant(*at) : "-"; }
std::string Shown(const Validity& validity) {
  return fmt::format("[{}, {})", Shown(validity.from), Shown(validity.to));
}
std::string Shown(const TimeLimit& limit) {
  const std::string roll = limit.roll == Roll::kNone ? " no roll" : "";
  if (std::holds_alternative<Immediately>(limit.amount)) return "immediately";
  if (const auto* one = std::get_if<RunningHours>(&limit.amount)) {
    return fmt::format("{} hours", one->count);
  }
  if (const auto* one = std::get_if<CalendarDays>(&limit.amount)) {
    return fmt::format("{} days{}", one->count, roll);
  }
  if (const auto* one = std::get_if<WorkingDays>(&limit.amount)) {
    return fmt::format("{} working days", one->count);
  }
  return fmt::format("{} months{}", std::get<Months>(limit.amount).count, roll);
}
std::string Shown(const FactPattern& pattern) {
  std::string text = pattern.kind;
  for (const auto& alternatives : pattern.when.all_of) {
    text += " when";
    for (const auto& one : alternatives) {
      text += fmt::format(" {}{}{}{}", one.negated ? "!" : "", one.name,
                          one.value.empty() ? "" : "=", one.value);
    }
  }
  return text;
}
std::string Shown(const Rule& rule) {
  if (const auto* state = std::get_if<StateRule>(&rule)) {
    auto text = fmt::format(
        "state fixed={} grace={}{}{} at_least={} distinct={} valid_for={}",
        Shown(state->first_due.fixed),
        state->first_due.grace ? Shown(*state->first_due.grace) : "-",
        state->first_due.anchor == FirstDue::Anchor::kInOperation ? " after in_operation" : "",
        state->first_due.skip_existing ? " skip_existing" : "", state->at_least, state->distinct,
        state->valid_for ? Shown(*state->valid_for) : "-");
    for (const auto& one : state->reopened_by) {
      text += fmt::format(" reopened_by({} within {})", Shown(one.fact), Shown(one.within));
    }
    return text;
  }
  if (const auto* period = std::get_if<PeriodRule>(&rule)) {
    return fmt::format("period {} month={} day={}{}{} keep={}",
                       period->unit == PeriodRule::Unit::kMonth ? "monthly" : "yearly",
                       period->due_month, period->due_day, period->inclusive ? " inclusive" : "",
                       period->judge_partial_first ? "" : " no partial first", period->keep);
  }
  if (const auto* event = std::get_if<EventRule>(&rule)) {
    return fmt::format("event {} t0={} due={} within {} keep_months={}", Shown(event->trigger),
                       event->t0_attribute, event->due_attribute, Shown(event->limit),
                       event->keep_months);
  }
  if (const auto* absence = std::get_if<AbsenceRule>(&rule)) {
    return fmt::format("absence {} closed_by={} window={} seen={}", Shown(absence->breach),
                       absence->closed_by, absence->window_days, absence->seen_days);
  }
  return "not measurable";
}

}  // namespace

std::string Text(const Case& one) {
  const auto& part = one.part();
  auto text = fmt::format(
      "directive {}\npart {} per={} valid={} min_level={}{}{} soon={}\n",
      Shown(one.directive.validity), part.id, part.per == Part::Per::kAgency ? "agency" : "system",
      Shown(part.validity), part.min_level, part.systems_of_province ? " all systems" : "",
      part.evidence_of_province ? " evidence of province" : "", part.due_soon_days);
  for (const auto& binding : part.binds) {
    text += fmt::format("binds {} {} {}\n", fmt::join(binding.kinds, ","),
                        fmt::join(binding.roles, ","), Shown(binding.validity));
  }
  for (const auto& pattern : part.evidence) text += "evidence " + Shown(pattern) + "\n";
  text += "rule " + Shown(part.rule) + "\n";
  for (const auto& role : one.directive.roles) {
    text += fmt::format("role {} {} {}\n", role.role, role.agency_code, Shown(role.validity));
  }
  for (const auto& holiday : one.directive.holidays) {
    if (holiday.enabled) text += "holiday " + FormatDate(holiday.date) + "\n";
  }
  for (const auto& agency : one.snapshot.agencies) {
    text += fmt::format("agency {} {} {}", agency.id.value, agency.kind, Shown(agency.validity));
    for (const auto& role : agency.roles) {
      text += fmt::format(" role {} {}{}", role.role, Shown(role.validity),
                          role.is_dated ? " dated" : "");
    }
    for (const auto& before : agency.predecessors) {
      text += fmt::format(" after {} at {}", before.agency.value, FormatInstant(before.at));
      if (before.system) text += fmt::format(" for system {}", before.system.value);
    }
    for (const auto& handed : agency.handed_over) {
      text += fmt::format(" gave system {} at {}", handed.system.value, FormatInstant(handed.at));
    }
    text += "\n";
  }
  for (const auto& system : one.snapshot.systems) {
    text += fmt::format("system {} of {} level={} state={} registered={} operates={} ended={}",
                        system.id.value, system.agency.value, system.level,
                        static_cast<int>(system.state), Shown(system.registered_at),
                        Shown(system.in_operation_since), Shown(system.ended_at));
    for (const auto& owner : system.owners) {
      const bool is_first = owner.from == Instant::min();
      text += fmt::format(" owner {} from {}", owner.agency.value,
                          is_first ? std::string("the beginning") : Shown(owner.from));
    }
    if (system.clocks_from) text += " clocks from " + Shown(system.clocks_from);
    text += "\n";
  }
  for (const auto& fact : one.facts) {
    text += fmt::format(
        "fact {} {} at={} agency={} system={}{}{}", fact.id, fact.kind, FormatInstant(fact.at),
        fact.agency.value, fact.system.value, fact.is_exercise ? " exercise" : "",
        fact.recorded_at == Instant{} ? "" : " recorded=" + FormatInstant(fact.recorded_at));
    for (const auto& [name, value] : fact.attributes) text += fmt::format(" {}={}", name, value);
    text += "\n";
  }
  return text + fmt::format("recording_since {}\nnow {}\n", Shown(one.snapshot.recording_since),
                            FormatInstant(one.now));
}

}  // namespace lachan::directive::oracle
