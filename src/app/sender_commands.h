// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/settings.h"

namespace lachan::app {

/// What a command about certificates of senders is asked.
struct TlsRequest {
  std::vector<std::string> hosts;
  std::string name, target;
  int days = 825;
};
/// Makes the authority and the server's certificate; also beside a running server.
int TlsInit(const Settings& settings, const TlsRequest& request);
/// Renews the server's certificate; a running server takes it within seconds.
int TlsServer(const Settings& settings, const TlsRequest& request);
/// Issues a certificate for one sender, and says how rsyslog uses it.
int TlsIssue(const Settings& settings, const TlsRequest& request);

}  // namespace lachan::app
