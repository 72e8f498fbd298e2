// SPDX-License-Identifier: Apache-2.0
#include "web_api/duty_view.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "assurance/assurance_service.h"

namespace lachan::web_api {
namespace {

using directive::DutyStatus;
using directive::Language;

constexpr DutyStatus kStatuses[] = {
    DutyStatus::kMet,  DutyStatus::kDueSoon,       DutyStatus::kOverdue,     DutyStatus::kMetLate,
    DutyStatus::kOpen, DutyStatus::kNotApplicable, DutyStatus::kNotMeasured, DutyStatus::kExempt};
static_assert(std::size(kStatuses) == obligations::kDutyStatuses);

const directive::Text kNoText;

const directive::Obligation* ObligationOf(const directive::Directive& directive,
                                          std::string_view part) {
  return directive.FindObligation(part.substr(0, part.find('.')));
}

ReliefView View(const DutyRelief& relief) {
  ReliefView view{relief.id.value,
                  relief.effect,
                  relief.from_day,
                  relief.last_day,
                  relief.basis.value,
                  relief.decided_by.value,
                  relief.decision_number.value};
  if (relief.ended_from.value) view.last_day = AddDays(*relief.ended_from.value, -1);
  return view;
}

}  // namespace

DutyState StateOf(DutyStatus status) {
  switch (status) {
    case DutyStatus::kMet:
      return DutyState::met;
    case DutyStatus::kDueSoon:
      return DutyState::due_soon;
    case DutyStatus::kOverdue:
      return DutyState::overdue;
    case DutyStatus::kMetLate:
      return DutyState::met_late;
    case DutyStatus::kOpen:
      return DutyState::open;
    case DutyStatus::kNotApplicable:
      return DutyState::not_applicable;
    case DutyStatus::kNotMeasured:
      return DutyState::not_measured;
    case DutyStatus::kExempt:
      return DutyState::exempt;
  }
  return DutyState::not_measured;
}

std::vector<AssuranceKind> FormsOf(const directive::Part& part) {
  std::vector<AssuranceKind> forms;
  for (const auto& form : part.discharge_with) {
    AssuranceKind kind = AssuranceKind::other;
    if (boost::describe::enum_from_string(form.c_str(), kind)) forms.push_back(kind);
  }
  return forms;
}

std::map<std::string, std::string> FormRegisters(const std::vector<AssuranceKind>& forms) {
  std::map<std::string, std::string> registers;
  for (const AssuranceKind form : forms) {
    const auto& rule = assurance::RuleOf(form);
    if (rule.register_path.empty()) continue;
    std::string path(rule.register_path);
    if (!rule.register_preset.empty()) path += fmt::format("?{}", rule.register_preset);
    registers.emplace(boost::describe::enum_to_string(form, ""), std::move(path));
  }
  return registers;
}

CountsView View(const obligations::StatusCounts& counts) {
  CountsView view;
  for (const DutyStatus status : kStatuses) {
    view.emplace(ToString(status), counts[static_cast<std::size_t>(status)]);
  }
  return view;
}

const directive::Text& TitleOf(const directive::Directive& directive, std::string_view id) {
  const auto* part = directive.FindPart(id);
  if (part != nullptr && !part->title.vi.empty()) return part->title;
  const auto* obligation = ObligationOf(directive, id);
  return obligation == nullptr ? kNoText : obligation->title;
}

DutyView View(const directive::Duty& duty, const directive::Directive& directive,
              obligations::ObligationService& service) {
  DutyView view;
  view.key = duty.Key();
  view.obligation = duty.obligation;
  view.part = duty.part;
  view.clause = duty.clause;
  const auto& title = TitleOf(directive, duty.part);
  view.title_vi = title.vi;
  view.title_en = title.en;
  view.agency_id = duty.agency.value;
  if (duty.system) view.system_id = duty.system.value;
  view.period = duty.period;
  if (duty.trigger != 0) {
    view.trigger_fact_id = duty.trigger;
    view.subject = service.LinkOf(duty);
  }
  view.status = StateOf(duty.status);
  view.due = duty.due;
  view.next_due = duty.next_due;
  view.since = duty.since;
  view.discharged_at = duty.discharged_at;
  view.soft = duty.soft;
  view.earned = duty.earned;
  view.possible = duty.possible;
  view.why_vi = WhyText(directive, duty, Language::kVietnamese);
  view.why_en = WhyText(directive, duty, Language::kEnglish);
  for (const auto& fact : service.Evidence(duty.discharged_by)) {
    view.evidence.push_back(
        {fact.fact_id, fact.kind, fact.occurred_at, fact.subject_kind, fact.subject_id});
  }
  if (const auto reliefs = service.Reliefs(duty.reliefs)) {
    for (const DutyRelief& relief : *reliefs) view.reliefs.push_back(View(relief));
  }
  if (const auto* part = directive.FindPart(duty.part)) {
    view.how_vi = part->how_to.vi;
    view.how_en = part->how_to.en;
    view.measured = part->measured != directive::Measured::kNotMeasurable;
    view.weight = part->weight;
    view.confidence = ToString(part->confidence);
    view.source = part->source;
    view.forms = FormsOf(*part);
    view.form_registers = FormRegisters(view.forms);
    if (!view.forms.empty()) view.discharge_with = view.forms.front();
  }
  return view;
}

}  // namespace lachan::web_api
