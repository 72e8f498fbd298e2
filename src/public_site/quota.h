// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "core/time.h"
#include "identity/attempt_limit.h"

namespace lachan::public_site {

/// How often an address may do something in an hour. Keeps salted hashes in memory, nothing else.
class Quota {
 public:
  explicit Quota(int per_hour) : limit_(per_hour, std::chrono::hours(1)) {}

  bool Take(std::string_view peer, Instant now) {
    // Of IPv6, one line has a whole /64.
    const std::string line =
        peer.find(':') == std::string_view::npos ? std::string(peer) : identity::NetworkOf(peer);
    return !limit_.Take(Sha256Hex(salt_ + line), now);
  }

 private:
  const std::string salt_ = RandomBytes(16);
  identity::AttemptLimit limit_;
};

}  // namespace lachan::public_site
