// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "dossiers/dossier_service.h"
#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// Level dossiers: their steps, parts, clocks and papers. Lists and history are generic.
std::vector<web::Route> DossierRoutes(dossiers::DossierService& dossiers,
                                      journal::StateStore& store);

}  // namespace lachan::web_api
