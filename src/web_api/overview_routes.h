// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "obligations/obligation_service.h"
#include "web/http.h"

namespace lachan::web_api {

struct SourceCounts {
  std::int64_t total = 0, silent = 0;
};

struct OverviewDeps {
  journal::StateStore& store;
  obligations::ObligationService& obligations;
  const directive::Directive& directive;
  const Clock& clock;
  /// Live events within reach with a time in [from, to); may be empty or fail: the figure is then
  /// left out.
  std::function<Result<std::uint64_t>(const journal::Reach&, Instant from, Instant to)>
      count_events = {};
  /// Log sources within reach; may be empty.
  std::function<Result<SourceCounts>(const journal::Caller&)> count_sources = {};
};

/// The first page: where the province, or the own agency, stands today.
std::vector<web::Route> OverviewRoutes(OverviewDeps deps);

}  // namespace lachan::web_api
