// SPDX-License-Identifier: Apache-2.0
#include "web_api/party_view.h"

#include "identity/entities.h"

namespace lachan::web_api {
namespace {

/// Get, with "not there" as an empty value.
template <class T>
Result<std::optional<T>> FindRow(journal::Reader& reader, std::int64_t id) {
  auto row = journal::Get<T>(reader, id);
  if (row) return std::optional<T>(*std::move(row));
  if (row.error().code() == ErrorCode::kNotFound) return std::nullopt;
  return std::unexpected(std::move(row).error());
}

}  // namespace

journal::Caller CallerReading(std::string_view resource, const web::Request& request) {
  if (!request.principal) return {};
  return request.principal->CallerFor(
      identity::Permission::ForEntity(resource, identity::Action::kRead));
}

AgencyView View(const Agency& agency) {
  return {agency.id,         agency.code.value,  agency.name.value,
          agency.kind,       agency.phone.value, agency.email.value,
          agency.head.value, agency.valid_to,    agency.archived.value};
}

SystemView View(const System& system) {
  return {system.id,           system.agency_id.value, system.name.value,
          system.domain.value, system.level.value,     system.state};
}

Result<std::optional<AgencyView>> FindAgency(journal::Reader& reader, AgencyId id) {
  LACHAN_TRY(const auto agency, FindRow<Agency>(reader, id.value));
  if (!agency) return std::nullopt;
  return View(*agency);
}

Result<std::optional<SystemView>> FindSystem(journal::Reader& reader, SystemId id) {
  LACHAN_TRY(const auto system, FindRow<System>(reader, id.value));
  if (!system) return std::nullopt;
  return View(*system);
}

Result<std::vector<ContactPoint>> ContactsOf(journal::Reader& reader, AgencyId id) {
  journal::ListQuery query;
  query.filters.push_back(journal::Equals("agency_id", id.value));
  query.limit = 20;
  LACHAN_TRY(auto contacts, journal::List<ContactPoint>(reader, query));
  const auto order = [](const ContactPoint& contact) {
    return contact.role == ContactRole::focal_point     ? 0
           : contact.role == ContactRole::incident_team ? 1
                                                        : 2;
  };
  std::ranges::stable_sort(contacts, {}, order);
  return contacts;
}

Result<std::string> AccountName(journal::Reader& reader, AccountId id) {
  LACHAN_TRY(const auto account, FindRow<Account>(reader, id.value));
  return account ? account->name.value : std::string();
}

}  // namespace lachan::web_api
