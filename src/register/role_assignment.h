// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who holds an office under the law on which days: the coordinating unit, who appraises level
/// dossiers, who receives reports. Offices pass on by decision, so each is an assignment with
/// dates.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

#include "journal/registers.h"
#include "register/entities.h"

namespace lachan {

/// Names reach the store and directives; never rename.
BOOST_DEFINE_ENUM_CLASS(AssignedRole, coordinator, finance, appraiser, specialised_unit,
                        cyber_authority, data_authority, national_coordinator, military_force)

/// One office of one holder. The holder is an agency of the register, or a body outside it by name.
struct RoleAssignment : schema::Row {
  AssignedRole role = AssignedRole::coordinator;
  std::optional<AgencyId> agency_id;  ///< Absent for a body outside the province.
  schema::Line<0, 200> holder;        ///< Its name; of the agency when empty.
  CivilDate from_day{};
  std::optional<CivilDate> last_day;
  schema::Line<1, 300> basis;  ///< Instrument and clause it rests on.
  schema::Line<0, 300> address;
  schema::Email email;
  schema::Phone phone;
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(RoleAssignment, (schema::Row),
                      (role, agency_id, holder, from_day, last_day, basis, address, email, phone,
                       note))
template <>
inline constexpr schema::Naming schema::kNaming<RoleAssignment>{.name = "role_assignment",
                                                                .path = "role-assignments",
                                                                .tenancy = Tenancy::kShared,
                                                                .title = "role"};
LACHAN_ENTITY(RoleAssignment);

namespace registry {

/// Registers the assignments: dates in order, one holder of an office a day.
void AddRoleAssignments(journal::Registers& registers);

/// Holders on a day, in the order of the offices. An office without an assignment is left out.
Result<std::vector<RoleAssignment>> HoldersOn(journal::Reader& reader, CivilDate day);
/// The name of a holder: its own, else that of its agency.
Result<std::string> NameOf(journal::Reader& reader, const RoleAssignment& assignment);

}  // namespace registry
}  // namespace lachan
