// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::intake_syslog {

/// Where to listen.
struct ListenAddress {
  std::string host;  ///< IPv4 or IPv6 address in text.
  std::uint16_t port = 0;
};

/// "127.0.0.1:5514", "[::1]:5514"; ":5514" listens on all IPv4 addresses.
/// \error kInvalidInput  says what is expected
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace lachan::intake_syslog
