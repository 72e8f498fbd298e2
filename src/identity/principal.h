// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "identity/permission.h"
#include "journal/state_store.h"

namespace lachan::identity {

/// Who is calling, as established by a session or an API token.
struct Principal {
  AccountId account;
  std::string login;
  std::string name;
  Role role = Role::agency_officer;
  AgencyId agency;                 ///< Own agency; 0 for provincial roles.
  journal::Inheritance inherited;  ///< What came to the agency from others.
  bool read_only = false;          ///< API token of the read-only kind.
  std::vector<std::string>
      scopes;  ///< Resources an API token is limited to; empty = all of the role.
  bool must_change_password = false;  ///< Nothing but changing it is granted until it is changed.
  bool is_session = true;             ///< Came with a cookie: unsafe methods need the CSRF token.

  /// Grant of this principal for `permission`, after role, token scope and read-only kind.
  Grant GrantFor(const Permission& permission) const;
  /// The caller for the state store. Reach follows the grant; kNone gives a reach of nothing.
  journal::Caller CallerFor(const Permission& permission) const;
};

}  // namespace lachan::identity
