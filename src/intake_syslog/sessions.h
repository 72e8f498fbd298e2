// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is spoken on a connection.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <memory>

#include "intake_syslog/gate.h"
#include "intake_syslog/loop.h"

namespace lachan::intake_syslog {

/// A connection and all it needs.
struct Session {
  Gate& gate;
  Loop& loop;
  std::shared_ptr<Stream> stream;
  Peer peer;
  Transport transport;
};

/// Syslog messages, counted or by line; ends with the connection.
boost::asio::awaitable<void> ServeSyslog(Session session);
/// RELP: each frame is answered when it is durable; ends with the connection.
boost::asio::awaitable<void> ServeRelp(Session session);

}  // namespace lachan::intake_syslog
