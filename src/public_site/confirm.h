// SPDX-License-Identifier: Apache-2.0
/// \file
/// The page behind a link by which a contact point is confirmed without log-in. Internal to the
/// module.
#pragma once

#include <vector>

#include "public_site/site.h"

namespace lachan::public_site {

/// GET shows and changes nothing; POST takes the answer.
std::vector<web::Route> ConfirmRoutes(const Options& options, const Deps& deps);

}  // namespace lachan::public_site
