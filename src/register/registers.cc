// SPDX-License-Identifier: Apache-2.0
#include "register/registers.h"

#include "register/entities.h"
#include "register/role_assignment.h"
#include "register/system_rules.h"

namespace lachan::registry {
namespace {

using journal::RowChange;

/// What makes plans and dossiers follow.
bool IsMajor(const System& old, const System& now) {
  return now.level.value != old.level.value || now.is_public != old.is_public ||
         now.is_shared != old.is_shared || now.domain != old.domain || now.kind != old.kind ||
         now.exposure != old.exposure || now.has_state_secrets != old.has_state_secrets ||
         now.has_sensitive_data != old.has_sensitive_data;
}

/// The directive's words: a system is registered, and a major change makes plans follow.
journal::FactDraft SystemFact(journal::RowAction action, const schema::Record* before,
                              const schema::Record& row) {
  journal::FactDraft draft = journal::DefaultFact(schema::Describe<System>(), action);
  const auto now = schema::FromRecord<System>(row);
  if (action == journal::RowAction::kCreate) draft.kind = "system.registered";
  if (before == nullptr) return draft;
  draft.system = SystemId{now.id.value};
  const auto old = schema::FromRecord<System>(*before);
  if (IsMajor(old, now)) draft.payload["major"] = true;
  return draft;
}

Status ValidDates(RowChange& change) {
  const auto agency = change.As<Agency>();
  if (!agency.valid_to || *agency.valid_to >= agency.valid_from) return {};
  Error error(ErrorCode::kInvalidInput, "an agency cannot end before it begins");
  return std::unexpected(std::move(error).WithField("valid_to", "before_start"));
}

Status NotOwnParent(RowChange& change) {
  const auto agency = change.As<Agency>();
  if (!agency.parent_id || agency.parent_id->value != agency.id.value || agency.id.value == 0) {
    return {};
  }
  Error error(ErrorCode::kInvalidInput, "an agency cannot be its own parent");
  return std::unexpected(std::move(error).WithField("parent_id", "own_parent"));
}

}  // namespace

void AddRegisters(journal::Registers& registers) {
  auto& agencies = registers.Add<Agency>();
  agencies.before_change.push_back(ValidDates);
  agencies.before_change.push_back(NotOwnParent);
  auto& systems = registers.Add<System>();
  systems.before_change.push_back(SystemRules);
  systems.fact = SystemFact;
  auto& ranges = registers.Add<AddressRange>();
  ranges.before_change.push_back(AddressRules);
  ranges.natural_key = {"network"};
  registers.Add<ContactPoint>().natural_key = {"agency_id", "name", "role"};
  registers.Add<Supplier>();
  registers.Add<Source>();
  AddRoleAssignments(registers);
  AddSystemParts(registers);
}

}  // namespace lachan::registry
