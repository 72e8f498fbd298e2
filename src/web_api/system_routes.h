// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "dossiers/dossier_service.h"
#include "journal/state_store.h"
#include "register/directory.h"
#include "web/http.h"

namespace lachan::web_api {

struct SystemDeps {
  journal::StateStore& store;
  dossiers::DossierService& dossiers;
  registry::Directory& directory;
};

/// A system as its page shows it, its controls, and whose an address or a name is.
std::vector<web::Route> SystemRoutes(SystemDeps deps);

}  // namespace lachan::web_api
