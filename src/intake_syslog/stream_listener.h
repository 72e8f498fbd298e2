// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "intake_syslog/gate.h"
#include "intake_syslog/loop.h"
#include "intake_syslog/tls.h"

namespace lachan::intake_syslog {

/// Accepts connections on one address and spreads them over the loops.
class StreamListener {
 public:
  struct Options {
    std::string address;
    Transport transport = Transport::kSyslogTcp;  ///< kRelp speaks RELP, all others syslog.
    TlsServer* tls = nullptr;                     ///< Null: plain.
  };

  StreamListener(Options options, Gate& gate, std::span<const std::unique_ptr<Loop>> loops);

  /// \error kInvalidInput, kFailedPrecondition  as SyslogServer::Start()
  Status Bind();
  void Start();
  /// To be called on the thread of the first loop, or after it ended.
  void Close();
  std::uint16_t port() const { return port_; }

 private:
  boost::asio::awaitable<void> Accept();
  boost::asio::awaitable<void> Serve(Loop& loop, boost::asio::ip::tcp::socket socket,
                                     std::string address);
  boost::asio::awaitable<bool> Handshake(Stream& stream, Peer& peer);

  const Options options_;
  Gate& gate_;
  const std::span<const std::unique_ptr<Loop>> loops_;
  std::optional<boost::asio::ip::tcp::acceptor> acceptor_;  // goes before its loop
  std::uint16_t port_ = 0;
  std::size_t next_ = 0;
};

/// What to do about a socket that could not be opened: kFailedPrecondition with a hint.
std::unexpected<Error> CannotListen(std::string_view protocol, const std::string& address,
                                    const boost::system::error_code& error);

}  // namespace lachan::intake_syslog
