// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/http.h"

namespace lachan::web_api {

/// Version in If-Match. \error kFailedPrecondition  it is missing: a change could overwrite
/// another.
Result<std::int64_t> IfMatch(const web::Request& request);

}  // namespace lachan::web_api
