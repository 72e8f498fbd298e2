// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "hunts/entities.h"
#include "hunts/hunt_service.h"

LACHAN_ENTITY_CODE(lachan::Hunt);
LACHAN_ENTITY_CODE(lachan::HuntHit);

namespace lachan::hunts {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// A hunt that ran is a record: only drafts and those that did not end well are changed.
Status CheckHunt(RowChange& change) {
  auto hunt = change.As<Hunt>();
  if (change.action == RowAction::kArchive || change.action == RowAction::kRestore) {
    const bool busy =
        hunt.state.value == HuntState::queued || hunt.state.value == HuntState::running;
    if (busy) return Fail(ErrorCode::kFailedPrecondition, "the hunt is running: cancel it first");
    return {};
  }
  if (change.action == RowAction::kChange && hunt.state.value != HuntState::draft) {
    return Fail(ErrorCode::kFailedPrecondition,
                "a hunt that was started is not rewritten; make another one");
  }
  if (change.action == RowAction::kCreate)
    hunt = [&] {
      Hunt fresh = hunt;
      fresh.state = HuntState::draft;
      fresh.conclusion = HuntConclusion::open;
      fresh.covered.value = schema::Json("[]");
      fresh.notes.value = schema::Json("[]");
      return fresh;
    }();
  if (hunt.period_to <= hunt.period_from) {
    return Wrong("the period ends before it begins", "period_to", "before_start");
  }
  for (auto* list : {&hunt.agencies, &hunt.systems, &hunt.rules, &hunt.rule_sets}) {
    if (Trim(list->value).empty() || list->value == "null") list->value = "[]";
  }
  LACHAN_TRY_DO(NumbersIn(hunt.agencies.value, "agencies"));
  LACHAN_TRY_DO(NumbersIn(hunt.systems.value, "systems"));
  LACHAN_TRY_DO(TextsIn(hunt.rules.value, "rules"));
  LACHAN_TRY_DO(TextsIn(hunt.rule_sets.value, "rule_sets"));
  change.Set(hunt);
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers) {
  registers.Add<Hunt>().before_change.push_back(CheckHunt);
}

}  // namespace lachan::hunts
