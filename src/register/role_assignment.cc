// SPDX-License-Identifier: Apache-2.0
#include "register/role_assignment.h"

#include <algorithm>

namespace lachan::registry {
namespace {

using journal::RowChange;
using std::chrono::sys_days;

std::unexpected<Error> Wrong(std::string what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::move(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

bool Overlap(const RoleAssignment& a, const RoleAssignment& b) {
  const auto ends_before = [](const RoleAssignment& one, const RoleAssignment& other) {
    return one.last_day && sys_days{*one.last_day} < sys_days{other.from_day};
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

Status CheckAssignment(RowChange& change) {
  const auto assignment = change.As<RoleAssignment>();
  if (assignment.archived.value) return {};
  if (!assignment.agency_id && assignment.holder.empty()) {
    return Wrong("an assignment names an agency or a body outside", "holder", "required");
  }
  if (assignment.last_day && sys_days{*assignment.last_day} < sys_days{assignment.from_day}) {
    return Wrong("an assignment cannot end before it begins", "last_day", "before_start");
  }
  journal::ListQuery query;
  query.filters = {journal::Equals("role", schema::internal::ToValue(assignment.role))};
  LACHAN_TRY(const auto others, journal::ListAll<RoleAssignment>(change.writer, query));
  for (const RoleAssignment& other : others) {
    if (other.id.value == assignment.id.value || !Overlap(assignment, other)) continue;
    Error error(ErrorCode::kConflict,
                fmt::format("somebody else holds this office then (assignment {}): let that one "
                            "end first",
                            other.id.value));
    return std::unexpected(std::move(error).WithField("from_day", "overlaps"));
  }
  return {};
}

}  // namespace

void AddRoleAssignments(journal::Registers& registers) {
  registers.Add<RoleAssignment>().before_change.push_back(CheckAssignment);
}

Result<std::vector<RoleAssignment>> HoldersOn(journal::Reader& reader, CivilDate day) {
  LACHAN_TRY(auto rows, journal::ListAll<RoleAssignment>(reader));
  std::erase_if(rows, [&](const RoleAssignment& row) {
    return sys_days{row.from_day} > sys_days{day} ||
           (row.last_day && sys_days{*row.last_day} < sys_days{day});
  });
  std::ranges::stable_sort(rows, {}, [](const RoleAssignment& row) { return row.role; });
  return rows;
}

Result<std::string> NameOf(journal::Reader& reader, const RoleAssignment& assignment) {
  if (!assignment.holder.empty() || !assignment.agency_id) return assignment.holder.value;
  LACHAN_TRY(const Agency agency, journal::Get<Agency>(reader, assignment.agency_id->value));
  return agency.name.value;
}

}  // namespace lachan::registry
