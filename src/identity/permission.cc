// SPDX-License-Identifier: Apache-2.0
#include "identity/permission.h"

#include "base/check.h"

namespace lachan::identity {

Permission Permission::ForEntity(std::string_view resource, Action action) {
  const PolicyRow* row = FindPolicy(resource);
  LACHAN_CHECK(row != nullptr, "a registered entity has a line in kPolicy");
  // The table's own text: `resource` may not live as long as the permission.
  return Permission(row->resource, action, Kind::kPolicy);
}

bool IsAgencyRole(Role role) {
  switch (role) {
    case Role::agency_officer:
    case Role::enterprise:
      return true;
    case Role::soc_analyst:
    case Role::coordinator:
    case Role::management:
    case Role::inspector:
    case Role::partner:
    case Role::administrator:
      return false;
  }
  return false;
}

}  // namespace lachan::identity
