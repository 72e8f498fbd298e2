// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/flat_record.h"
#include "core/time.h"

namespace lachan::formats {

/// One line of a web server's access log. Missing parts ("-") are empty; escapes \" \\ \xhh are
/// resolved in the quoted parts. Views of the line, of `arena` where escapes were resolved.
struct WebAccess {
  std::string_view host;  ///< Virtual host ("vhost:port" in front of the line).
  std::string_view client;
  std::string_view user;
  std::optional<Instant> time;
  std::string_view method, target, protocol;  ///< `target` as requested: "/a?b=c".
  std::string_view request;                   ///< The whole request line.
  std::string_view status, bytes;
  std::string_view referer, user_agent;

  std::string_view stem() const;   ///< Target before '?'.
  std::string_view query() const;  ///< Target after '?', or empty.
};

struct WebAccessLimits {
  std::size_t part_bytes = 64u << 10;  ///< A longer part makes the line unreadable.
};

/// Common or combined log format (Apache, nginx, IIS through them), a virtual host allowed in
/// front.
/// \source Apache HTTP Server documentation, mod_log_config, "combined"
std::optional<WebAccess> ParseWebAccess(std::string_view line, TextArena& arena,
                                        const WebAccessLimits& limits = {});

}  // namespace lachan::formats
