// SPDX-License-Identifier: Apache-2.0
#include "register/registers.h"

#include "register/entities.h"
#include "register/reorganisation.h"
#include "register/reorganisation_checks.h"
#include "register/role_assignment.h"
#include "register/source_token.h"
#include "register/system_parts.h"
#include "register/system_rules.h"

LACHAN_ENTITY_CODE(lachan::Agency);
LACHAN_ENTITY_CODE(lachan::System);
LACHAN_ENTITY_CODE(lachan::AddressRange);
LACHAN_ENTITY_CODE(lachan::ContactPoint);
LACHAN_ENTITY_CODE(lachan::Supplier);
LACHAN_ENTITY_CODE(lachan::Source);
LACHAN_ENTITY_CODE(lachan::Reorganisation);
LACHAN_ENTITY_CODE(lachan::ReorganisationStep);
LACHAN_ENTITY_CODE(lachan::AgencySuccession);
LACHAN_ENTITY_CODE(lachan::SystemTenure);
LACHAN_ENTITY_CODE(lachan::RoleAssignment);
LACHAN_ENTITY_CODE(lachan::SourceToken);
LACHAN_ENTITY_CODE(lachan::SystemProduct);
LACHAN_ENTITY_CODE(lachan::SystemDomain);
LACHAN_ENTITY_CODE(lachan::SystemLink);
LACHAN_ENTITY_CODE(lachan::SystemSupplier);

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

std::unexpected<Error> Wrong(std::string text, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::move(text));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Status ParentIsAbove(RowChange& change) {
  const auto agency = change.As<Agency>();
  if (!agency.parent_id || !change.Changes("parent_id") || agency.id.value == 0) return {};
  if (agency.parent_id->value == agency.id.value) {
    return Wrong("an agency cannot be its own parent", "parent_id", "own_parent");
  }
  LACHAN_TRY(const bool circle, ClosesCircle(change.writer, agency.id, *agency.parent_id));
  if (!circle) return {};
  return Wrong("the parent lies below this agency: that would be a circle", "parent_id",
               "parent_circle");
}

/// The same name twice at the same time is a slip: one follows the other, or they differ.
Status NoNamesakeAtTheTime(RowChange& change) {
  if (!change.Changes("name") && !change.Changes("valid_from") && !change.Changes("valid_to")) {
    return {};
  }
  LACHAN_TRY(const auto namesake, OverlappingNamesake(change.writer, change.As<Agency>(), {}));
  if (!namesake) return {};
  return Wrong(fmt::format("{} has this name in that time already", namesake->code.value), "name",
               "overlaps");
}

/// Whose a system is changes by reorganisation only: with a date, a decision and what goes along.
Status OwnerStays(RowChange& change) {
  if (change.before == nullptr || !change.Changes("agency_id")) return {};
  return Wrong("a system changes hands by a reorganisation (transfer)", "agency_id",
               "use_transfer");
}

}  // namespace

void AddRegisters(journal::Registers& registers) {
  auto& agencies = registers.Add<Agency>();
  agencies.before_change.push_back(ValidDates);
  agencies.before_change.push_back(ParentIsAbove);
  agencies.before_change.push_back(NoNamesakeAtTheTime);
  auto& systems = registers.Add<System>();
  systems.before_change.push_back(SystemRules);
  systems.before_change.push_back(OwnerStays);
  systems.fact = SystemFact;
  systems.passing = journal::Passing::kPasses;
  auto& ranges = registers.Add<AddressRange>();
  ranges.before_change.push_back(AddressRules);
  ranges.natural_key = {"network"};
  ranges.passing = journal::Passing::kPasses;
  auto& contacts = registers.Add<ContactPoint>();
  contacts.natural_key = {"agency_id", "name", "role"};
  contacts.passing = journal::Passing::kPasses;
  registers.Add<Supplier>().passing = journal::Passing::kPasses;
  registers.Add<Source>().passing = journal::Passing::kPasses;
  AddRoleAssignments(registers);
  AddSystemParts(registers);
  auto& reorganisations = registers.Add<Reorganisation>();  // Made by Reorganiser.
  reorganisations.is_creatable = false;
  reorganisations.is_changeable = false;
  reorganisations.is_archivable = false;
}

}  // namespace lachan::registry
