// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: who sends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "intake_http/intake.h"

namespace lachan::intake_http {

/// The source's token in an Authorization header, as the protocols carry it:
/// "Bearer <token>", "Splunk <token>", "Basic base64(anyone:<token>)",
/// "ApiKey base64(anything:<token>)"; ApiKey also takes the token as it is.
/// \source RFC 6750, RFC 7617; Elasticsearch "Authentication services"; Splunk HEC
std::optional<std::string> TokenIn(std::string_view authorization);

/// \error kUnauthenticated  no token, or one of no enabled source
Result<pipeline::Sender> SenderOf(const Deps& deps, const web::Request& request);

}  // namespace lachan::intake_http
