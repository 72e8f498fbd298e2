// SPDX-License-Identifier: Apache-2.0
#include "register/tenure.h"

#include <algorithm>

#include "base/check.h"

namespace lachan::registry {

Result<std::vector<OwnerSpan>> OwnersOf(journal::Reader& reader, SystemId system) {
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", system.value)};
  LACHAN_TRY(const auto tenures, journal::ListAll<SystemTenure>(reader, query));
  std::vector<OwnerSpan> owners;
  for (const SystemTenure& tenure : tenures) {
    owners.push_back(
        {tenure.agency_id, tenure.valid_from, tenure.valid_to, tenure.reorganisation_id});
  }
  std::ranges::sort(owners, [](const OwnerSpan& a, const OwnerSpan& b) {
    if (!a.from || !b.from) return !a.from && b.from;
    return *a.from < *b.from;
  });
  if (!owners.empty()) return owners;
  LACHAN_TRY(const auto row, journal::Get<System>(reader, system.value));
  owners.push_back({row.agency_id, {}, {}, {}});
  return owners;
}

const OwnerSpan& OwnerOn(const std::vector<OwnerSpan>& owners, CivilDate day) {
  LACHAN_CHECK(!owners.empty(), "a system has an owner");
  for (const OwnerSpan& owner : owners) {
    if ((!owner.from || *owner.from <= day) && (!owner.to || day <= *owner.to)) return owner;
  }
  return owners.back();
}

Result<journal::Inheritance> InheritanceOf(journal::Reader& reader, AgencyId agency) {
  journal::Inheritance inherited;
  std::vector<AgencyId> open{agency};
  for (std::size_t i = 0; i < open.size(); ++i) {
    journal::ListQuery query;
    query.filters = {journal::Equals("successor_id", open[i].value),
                     journal::Equals("is_heir", std::int64_t{1})};
    LACHAN_TRY(const auto rows, journal::ListAll<AgencySuccession>(reader, query));
    for (const AgencySuccession& row : rows) {
      if (std::ranges::find(open, row.predecessor_id) == open.end()) {
        open.push_back(row.predecessor_id);
      }
    }
  }
  inherited.agencies.assign(open.begin() + 1, open.end());
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value),
                   journal::Equals("reads_history", std::int64_t{1}),
                   {"valid_to", journal::Filter::Op::kIsNull, {}}};
  LACHAN_TRY(const auto tenures, journal::ListAll<SystemTenure>(reader, query));
  for (const SystemTenure& tenure : tenures) inherited.systems.push_back(tenure.system_id);
  return inherited;
}

}  // namespace lachan::registry
