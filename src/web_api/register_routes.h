// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "journal/registers.h"
#include "journal/state_store.h"
#include "web/http.h"

namespace lachan::web_api {

/// List, read, create, change, archive, restore, history and CSV export of every register. One set
/// of handlers; a new register needs nothing here.
std::vector<web::Route> RegisterRoutes(const journal::Registers& registers,
                                       journal::StateStore& store);

}  // namespace lachan::web_api
