// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace lachan::formats {

/// One line of a web server's access log. Missing parts ("-") are empty; escapes \" \\ \xhh are
/// resolved in the quoted parts.
struct WebAccess {
  std::string host;  ///< Virtual host ("vhost:port" in front of the line).
  std::string client;
  std::string user;
  std::optional<Instant> time;
  std::string method, target, protocol;  ///< `target` as requested: "/a?b=c".
  std::string request;                   ///< The whole request line.
  std::string status, bytes;
  std::string referer, user_agent;

  std::string_view stem() const;   ///< Target before '?'.
  std::string_view query() const;  ///< Target after '?', or empty.
};

struct WebAccessLimits {
  std::size_t part_bytes = 64u << 10;  ///< A longer part makes the line unreadable.
};

/// Common or combined log format (Apache, nginx, IIS through them), a virtual host allowed in
/// front.
/// \source Apache HTTP Server documentation, mod_log_config, "combined"
std::optional<WebAccess> ParseWebAccess(std::string_view line, const WebAccessLimits& limits = {});

}  // namespace lachan::formats
