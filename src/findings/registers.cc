// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "findings/entities.h"
#include "findings/finding_service.h"
#include "findings/scan_entities.h"
#include "findings/scan_targets.h"

LACHAN_ENTITY_CODE(lachan::Finding);
LACHAN_ENTITY_CODE(lachan::FindingImport);
LACHAN_ENTITY_CODE(lachan::FindingRequest);
LACHAN_ENTITY_CODE(lachan::ExploitListImport);
LACHAN_ENTITY_CODE(lachan::ScanAuthorisation);
LACHAN_ENTITY_CODE(lachan::ScanExclusion);
LACHAN_ENTITY_CODE(lachan::ScanJob);

namespace lachan::findings {
namespace {

using journal::RowAction;
using journal::RowChange;

template <class T>
void AddReadOnly(journal::Registers& registers) {
  auto& definition = registers.Add<T>();
  definition.is_creatable = definition.is_changeable = definition.is_archivable = false;
}

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// The scope lies within the agency's registered networks; what is changed is approved anew.
Status CheckAuthorisation(RowChange& change) {
  auto authorisation = change.As<ScanAuthorisation>();
  if (change.action == RowAction::kArchive) return {};
  if (authorisation.valid_to < authorisation.valid_from) {
    return Wrong("it cannot end before it begins", "valid_to", "before_start");
  }
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", authorisation.agency_id.value)};
  LACHAN_TRY(const auto ranges, journal::ListAll<AddressRange>(change.writer, query));
  LACHAN_TRY_DO(CheckScope(authorisation.scope.value, ranges));
  if (change.action == RowAction::kCreate) {
    authorisation.created_by.value = Ellipsis(change.caller.name, 200);
    if (change.caller.account) authorisation.creator_id = std::optional(change.caller.account);
  }
  authorisation.status = AuthorisationStatus::draft;
  authorisation.approved_by.value = std::string();
  authorisation.approved_at = std::optional<Instant>{};
  change.Set(authorisation);
  return {};
}

Status CheckExclusion(RowChange& change, const Clock& clock) {
  auto exclusion = change.As<ScanExclusion>();
  LACHAN_TRY(const auto network, registry::ParseNetwork(exclusion.network.value));
  exclusion.network = network.Text();
  change.Set(exclusion);
  if (change.action == RowAction::kCreate && exclusion.valid_to < CivilDateAt(clock.Now())) {
    return Wrong("its last day is over already", "valid_to", "in_past");
  }
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  AddReadOnly<Finding>(registers);
  registers.Existing("finding").follows = "system_id";
  AddReadOnly<FindingImport>(registers);
  AddReadOnly<FindingRequest>(registers);
  AddReadOnly<ExploitListImport>(registers);
  registers.Add<ScanAuthorisation>().before_change.push_back(CheckAuthorisation);
  registers.Add<ScanExclusion>().before_change.push_back(
      [&clock](RowChange& change) { return CheckExclusion(change, clock); });
  AddReadOnly<ScanJob>(registers);
}

}  // namespace lachan::findings
