// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "identity/accounts.h"
#include "web/http.h"

namespace lachan::web_api {

struct SessionDeps {
  journal::StateStore& store;
  identity::Accounts& accounts;
  std::string province;
  std::string version;
  bool is_demo = false;
};

/// Finds the caller by session cookie or "Authorization: Bearer" (RFC 6750).
std::unique_ptr<web::Authenticator> MakeAuthenticator(identity::Accounts& accounts);

/// Sign-in, sign-out, own profile; administration of accounts and API tokens.
std::vector<web::Route> SessionRoutes(SessionDeps deps);

}  // namespace lachan::web_api
