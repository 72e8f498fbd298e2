// SPDX-License-Identifier: Apache-2.0
#include "register/registers.h"

#include "register/entities.h"
#include "register/network_map.h"
#include "register/reorganisation.h"
#include "register/reorganisation_checks.h"

namespace lachan::registry {
namespace {

using journal::RowChange;

/// Host bits cleared and one spelling, so that equal networks are equal texts.
Status CanonicalNetwork(RowChange& change) {
  auto range = change.As<AddressRange>();
  LACHAN_TRY(const Network network, ParseNetwork(range.network.value));
  range.network = network.Text();
  change.Set(range);
  if (range.archived.value || !(change.Changes("network") || change.Changes("archived"))) return {};
  journal::ListQuery query;
  query.filters = {journal::Equals("network", range.network.value)};
  LACHAN_TRY(const auto others, journal::List<AddressRange>(change.writer, query));
  for (const AddressRange& other : others) {
    if (other.id.value == range.id.value) continue;
    Error error(ErrorCode::kConflict,
                fmt::format("network {} is registered already", range.network.value));
    return std::unexpected(std::move(error).WithField("network", "taken"));
  }
  return {};
}

/// A system that is only planned has no first day of operation.
Status DateFollowsState(RowChange& change) {
  auto system = change.As<System>();
  if (system.state == SystemState::planned) system.in_operation_since.reset();
  change.Set(system);
  return {};
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
  const bool is_major = now.level.value != old.level.value || now.is_public != old.is_public ||
                        now.is_shared != old.is_shared || now.domain != old.domain;
  if (is_major) draft.payload["major"] = true;
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
  systems.before_change.push_back(DateFollowsState);
  systems.before_change.push_back(OwnerStays);
  systems.fact = SystemFact;
  systems.passing = journal::Passing::kPasses;
  auto& ranges = registers.Add<AddressRange>();
  ranges.before_change.push_back(CanonicalNetwork);
  ranges.passing = journal::Passing::kPasses;
  registers.Add<ContactPoint>().passing = journal::Passing::kPasses;
  registers.Add<Supplier>().passing = journal::Passing::kPasses;
  registers.Add<Source>().passing = journal::Passing::kPasses;
  auto& reorganisations = registers.Add<Reorganisation>();  // Made by Reorganiser.
  reorganisations.is_creatable = false;
  reorganisations.is_changeable = false;
  reorganisations.is_archivable = false;
}

}  // namespace lachan::registry
