// SPDX-License-Identifier: Apache-2.0
#include "intake_http/credentials.h"

#include "base/text.h"

namespace lachan::intake_http {
namespace {

/// What follows the first colon; without a colon, all of it.
std::string AfterColon(std::string_view pair) {
  const auto colon = pair.find(':');
  return std::string(colon == std::string_view::npos ? pair : pair.substr(colon + 1));
}

}  // namespace

std::optional<std::string> TokenIn(std::string_view authorization) {
  authorization = Trim(authorization);
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto scheme = AsciiLower(authorization.substr(0, blank));
  const auto value = Trim(authorization.substr(blank));
  if (value.empty()) return std::nullopt;
  if (scheme == "bearer" || scheme == "splunk") return std::string(value);
  if (scheme != "basic" && scheme != "apikey") return std::nullopt;
  const auto pair = FromBase64(value);
  if (pair && pair->find(':') != std::string::npos) return AfterColon(*pair);
  if (scheme == "apikey") return AfterColon(value);
  return std::nullopt;
}

Result<pipeline::Sender> SenderOf(const Deps& deps, const web::Request& request) {
  const auto token = TokenIn(request.Header("authorization"));
  if (!token) {
    return Fail(ErrorCode::kUnauthenticated,
                "send the source's token: Authorization: Bearer <token>, or as the password of "
                "Basic, or as an API key");
  }
  if (const auto sender = deps.resolve_token(*token)) return *sender;
  return Fail(ErrorCode::kUnauthenticated,
              "this token belongs to no enabled source; issue one on the page of the source");
}

}  // namespace lachan::intake_http
