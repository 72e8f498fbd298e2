// SPDX-License-Identifier: Apache-2.0
#include "inspections/entities.h"
#include "inspections/inspection_service.h"

LACHAN_ENTITY_CODE(lachan::Inspection);
LACHAN_ENTITY_CODE(lachan::InspectionItem);
LACHAN_ENTITY_CODE(lachan::InspectionRemedy);

namespace lachan::inspections {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

bool MayStillBePlanned(InspectionState state) {
  return state == InspectionState::planned || state == InspectionState::announced;
}

Status PlanIsSound(const Inspection& inspection) {
  if (!inspection.inspected_id) return Wrong("whom?", "inspected_id", "required");
  if (inspection.ends_on < inspection.starts_on) {
    return Wrong("an inspection cannot end before it begins", "ends_on", "before_start");
  }
  if (inspection.decision_on && *inspection.decision_on > inspection.starts_on) {
    return Wrong("the decision comes before the visit", "decision_on", "after_start");
  }
  return {};
}

Status BeforePlan(RowChange& change, const Clock& clock) {
  auto inspection = change.As<Inspection>();
  LACHAN_TRY_DO(PlanIsSound(inspection));
  if (change.action == RowAction::kCreate) {
    const int year = static_cast<int>(CivilDateAt(clock.Now()).year());
    LACHAN_TRY(const auto next, change.writer.NextNumber(fmt::format("inspection-{}", year)));
    inspection.number.value = fmt::format("KT-{}-{:03}", year, next);
    change.Set(inspection);
    return {};
  }
  if (!MayStillBePlanned(inspection.state.value)) {
    return Fail(ErrorCode::kFailedPrecondition,
                "an inspection that has begun goes on by its steps; its plan is not changed");
  }
  if (inspection.state.value == InspectionState::announced && change.Changes("inspected_id")) {
    return Wrong("the agency was told already: cancel it and plan another", "inspected_id",
                 "fixed");
  }
  return {};
}

Status BeforeLine(RowChange& change) {
  const auto item = change.As<InspectionItem>();
  LACHAN_TRY(const auto inspection,
             journal::Get<Inspection>(change.writer, item.inspection_id.value.value));
  const auto state = inspection.state.value;
  if (state != InspectionState::under_way && state != InspectionState::field_ended) {
    return Fail(ErrorCode::kFailedPrecondition,
                "lines are judged from the start of the visit until the draft is sent");
  }
  if (!item.part.value.value.empty() && change.Changes("title")) {
    return Wrong("the line speaks of a duty of the directive", "title", "fixed");
  }
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  auto& inspections = registers.Add<Inspection>();
  inspections.is_archivable = false;  // Cancelled, with a reason.
  inspections.before_change.push_back(
      [&clock](RowChange& change) { return BeforePlan(change, clock); });

  auto& items = registers.Add<InspectionItem>();
  items.is_creatable = items.is_archivable = false;
  items.before_change.push_back(BeforeLine);

  auto& remedies = registers.Add<InspectionRemedy>();
  remedies.is_creatable = remedies.is_changeable = remedies.is_archivable = false;
  // What is still to be put right is put right by whoever answers for it from then on.
  remedies.passing = journal::Passing::kPassesOpen;
  remedies.open_rows = {{"state", journal::Filter::Op::kNotEqual, {std::string("verified")}}};
}

}  // namespace lachan::inspections
