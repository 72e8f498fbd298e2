// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "dossiers/dossier_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// The level calculator, and what the change of law asks of the systems.
std::vector<web::Route> LevelRoutes(dossiers::DossierService& dossiers);

}  // namespace lachan::web_api
