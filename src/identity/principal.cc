// SPDX-License-Identifier: Apache-2.0
#include "identity/principal.h"

namespace lachan::identity {

Grant Principal::GrantFor(const Permission& permission) const {
  // Routes of this kind bring no reach of their own: what they show is not looked up by agency.
  if (permission.is_public() || permission.is_any_account() || permission.is_source_token()) {
    return Grant::kNone;
  }
  if (must_change_password) return Grant::kNone;
  if (read_only && permission.action() == Action::kWrite) return Grant::kNone;
  if (!scopes.empty() && std::ranges::find(scopes, permission.resource()) == scopes.end()) {
    return Grant::kNone;
  }
  const Grant grant = GrantOf(role, permission.resource(), permission.action());
  if (grant == Grant::kOwnAgency && !agency) return Grant::kNone;
  return grant;
}

journal::Caller Principal::CallerFor(const Permission& permission) const {
  journal::Caller caller{account, name, {}};
  switch (GrantFor(permission)) {
    case Grant::kNone:
      break;
    case Grant::kOwnAgency:
      caller.reach = journal::Reach::Only(agency);
      caller.reach.inherited = inherited;
      break;
    case Grant::kEverything:
      caller.reach = journal::Reach::Everything();
      break;
  }
  return caller;
}

}  // namespace lachan::identity
