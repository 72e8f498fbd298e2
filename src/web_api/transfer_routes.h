// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "transfer/import.h"
#include "web/http.h"

namespace lachan::web_api {

struct TransferDeps {
  journal::StateStore& store;
  const journal::Registers& registers;
};

/// Files and changes of many rows, for every register: export as CSV and workbook, template,
/// import, receipts, bulk.
std::vector<web::Route> TransferRoutes(TransferDeps deps);

}  // namespace lachan::web_api
