// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/stream_listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>

#include "intake_syslog/address.h"
#include "intake_syslog/sessions.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// The kernel finds out that a peer vanished (a router forgot it, its power failed): first asked
/// after two minutes of silence.
void KeepAlive(int socket) {
  const auto set = [&](int level, int name, int value) {
    ::setsockopt(socket, level, name, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 120);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 30);
  set(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

}  // namespace

std::unexpected<Error> CannotListen(std::string_view protocol, const std::string& address,
                                    const boost::system::error_code& error) {
  std::string hint = "check the address";
  if (error == asio::error::address_in_use) {
    hint =
        "another program (perhaps rsyslog or a second lachan) uses it: stop that one or choose "
        "another port with --syslog";
  } else if (error == asio::error::access_denied) {
    hint = "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher one with --syslog";
  }
  return Fail(ErrorCode::kFailedPrecondition, "cannot listen for syslog on {} {}: {}; {}", protocol,
              address, error.message(), hint);
}

StreamListener::StreamListener(Options options, Gate& gate,
                               std::span<const std::unique_ptr<Loop>> loops)
    : options_(std::move(options)),
      gate_(gate),
      loops_(loops),
      acceptor_(std::in_place, loops.front()->context()) {}

Status StreamListener::Bind() {
  LACHAN_TRY(const ListenAddress address, ParseListenAddress(options_.address));
  const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  boost::system::error_code error;
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  // "[::]" means all IPv6 addresses; who wants IPv4 too says so, and gets no conflict then.
  if (!error && endpoint.protocol() == tcp::v6()) {
    acceptor_->set_option(asio::ip::v6_only(true), error);
  }
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(tcp::acceptor::max_listen_connections, error);
  if (error) return CannotListen("TCP", options_.address, error);
  port_ = acceptor_->local_endpoint().port();
  return {};
}

void StreamListener::Start() {
  asio::co_spawn(loops_.front()->context(), Accept(), asio::detached);
}

void StreamListener::Close() { acceptor_.reset(); }

asio::awaitable<void> StreamListener::Accept() {
  while (true) {
    Loop& loop = *loops_[next_++ % loops_.size()];
    auto [error, socket] = co_await acceptor_->async_accept(loop.context(), kNoThrow);
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) {  // e.g. out of descriptors: wait until connections end
      asio::steady_timer timer(loops_.front()->context(), 200ms);
      co_await timer.async_wait(kNoThrow);
      if (!acceptor_) co_return;
      continue;
    }
    boost::system::error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone) continue;
    std::string address = PeerText(endpoint.address());
    socket.native_non_blocking(true, gone);  // TLS reads and writes the socket itself
    if (gone) continue;
    if (!gate_.Enter(address)) continue;  // the socket closes
    KeepAlive(socket.native_handle());
    asio::co_spawn(loop.context(), Serve(loop, std::move(socket), address),
                   [this, address](const std::exception_ptr&) { gate_.Leave(address); });
  }
}

asio::awaitable<void> StreamListener::Serve(Loop& loop, tcp::socket socket, std::string address) {
  SslSession session;
  if (options_.tls != nullptr) {
    session = options_.tls->NewSession(socket.native_handle());
    if (!session) co_return;
  }
  auto stream = std::make_shared<Stream>(loop, std::move(socket), std::move(session));
  Peer peer{std::move(address), {}};
  if (options_.tls != nullptr && !co_await Handshake(*stream, peer)) co_return;
  Session one{gate_, loop, stream, std::move(peer), options_.transport};
  if (options_.transport == Transport::kRelp) {
    co_await ServeRelp(std::move(one));
  } else {
    co_await ServeSyslog(std::move(one));
  }
  stream->Close();
}

/// Agrees on keys and learns the names of the peer; what goes wrong is kept for the operator, who
/// sees the sender's side seldom.
asio::awaitable<bool> StreamListener::Handshake(Stream& stream, Peer& peer) {
  const auto refuse = [&](std::string why) {
    gate_.Count([&](SyslogCounters& c) {
      ++c.tls_failed;
      c.tls_last_failure = fmt::format("{}: {}", peer.address, why);
      c.tls_last_failure_at = gate_.deps.clock.Now();
    });
  };
  if (!co_await stream.Handshake(gate_.options.handshake)) {
    refuse(stream.problem());
    co_return false;
  }
  peer.names = PeerNames(stream.session());
  const auto sender = gate_.Who(peer);
  if (!sender) {
    // Closed, not read and thrown away: the sender keeps what it has until it is registered.
    const std::string why =
        peer.names.empty()
            ? "no certificate was shown, and no source has this address"
            : fmt::format("no source is registered for the certificate '{}'", peer.names[0]);
    refuse(why);
    if (gate_.deps.on_stranger) {
      gate_.deps.on_stranger(
          gate_.MakeRecord(why, gate_.deps.clock.Now(), peer, {}, Transport::kSyslogTls), 0);
    }
    co_return false;
  }
  const auto until = PeerCertificateUntil(stream.session());
  if (until && sender->source && gate_.deps.on_certificate) {
    gate_.deps.on_certificate(sender->source, *until);
  }
  co_return true;
}

}  // namespace lachan::intake_syslog
