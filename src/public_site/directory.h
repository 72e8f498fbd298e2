// SPDX-License-Identifier: Apache-2.0
/// \file
/// The public directory of contact points, and what it gives to programs. Internal to the module.
#pragma once

#include <vector>

#include "public_site/site.h"

namespace lachan::public_site {

/// /danh-ba with its vCards, /.well-known/security.txt, /rfc2350 as page and text.
std::vector<web::Route> DirectoryRoutes(const Options& options, const Deps& deps);

}  // namespace lachan::public_site
