// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "normalise/normaliser.h"
#include "pipeline/pipeline.h"
#include "register/directory.h"
#include "sources/senders.h"
#include "sources/watch.h"
#include "web/http.h"
#include "web_api/overview_routes.h"

namespace lachan::web_api {

/// A socket of the intake, with its counts by name.
struct SourceListener {
  std::string name, address;
  std::map<std::string, std::uint64_t> counts;
};

struct SourceDeps {
  struct Options {
    std::chrono::seconds clock_tolerance{300};  ///< Beyond it the page says that a clock is off.
    bool admits_unknown = true;
    std::chrono::hours token_overlap{24};  ///< How long a replaced token holds, if that is wanted.
    /// Where senders reach this server. An empty host or url: as the request came.
    sources::Reachable reachable = {.host = "", .url = ""};
    std::string ca_file;  ///< PEM that vouches for the server's certificates; empty: none offered.
  };
  journal::StateStore& store;
  registry::Directory& directory;
  const pipeline::Pipeline& pipeline;
  const Clock& clock;
  const sources::Meter& meter;
  const sources::Watch& watch;
  const normalise::Normaliser& normaliser;
  Options options = {};
  std::function<std::vector<SourceListener>()> listeners = {};
};

/// Enabled sources within reach, and how many of them have gone silent.
Result<SourceCounts> CountSources(const SourceDeps& deps, const journal::Caller& caller);

/// What each log source sent, and its token.
std::vector<web::Route> SourceRoutes(SourceDeps deps);
/// How to set up a sender, and trying a line.
std::vector<web::Route> SourceSetupRoutes(SourceDeps deps);

}  // namespace lachan::web_api
