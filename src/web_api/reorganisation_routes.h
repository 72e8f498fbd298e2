// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "register/reorganiser.h"
#include "web/http.h"

namespace lachan::web_api {

struct StructureDeps {
  journal::StateStore& store;
  const journal::Registers& registers;
  registry::Reorganiser& reorganiser;
  const Clock& clock;
};

/// Reorganisations: preview, apply, undo, receipt; and lists of agencies loaded from a file.
std::vector<web::Route> ReorganisationRoutes(StructureDeps deps);
/// The register as on a day, who answered for a system when, and an agency at a glance.
std::vector<web::Route> StructureRoutes(StructureDeps deps);

}  // namespace lachan::web_api
