// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the server's connections need besides the server: headers of every answer, and noticing
/// that a client has gone. For server.cc only.
#pragma once

#include <poll.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace lachan::http_server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;

/// A header value on one line, whatever went into it: a line break would begin another header.
inline std::string OneLine(std::string value) {
  std::ranges::replace_if(value, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return value;
}

/// Headers on every answer. The console has no inline scripts; Ant Design writes its styles inline.
inline void AddSecurityHeaders(http::fields& fields, bool secure) {
  fields.set("X-Content-Type-Options", "nosniff");
  fields.set("X-Frame-Options", "DENY");
  // A page whose address is a secret asks for a stricter one.
  if (fields.find("Referrer-Policy") == fields.end()) {
    fields.set("Referrer-Policy", "same-origin");
  }
  fields.set("Cross-Origin-Opener-Policy", "same-origin");
  fields.set("Cross-Origin-Resource-Policy", "same-origin");
  if (fields.find("Content-Security-Policy") == fields.end()) {
    fields.set("Content-Security-Policy",
               "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
               "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
               "frame-ancestors 'none'");
  }
  if (secure) fields.set("Strict-Transport-Security", "max-age=31536000");
}

/// How soon it is noticed that a client has gone while it waits for an answer.
inline constexpr std::chrono::milliseconds kLookForPeer{250};

/// Whether the peer has closed its side: nobody reads what we would answer.
template <class Stream>
bool HasGone(Stream& stream) {
  pollfd one{.fd = beast::get_lowest_layer(stream).socket().native_handle(),
             .events = POLLRDHUP,
             .revents = 0};
  return ::poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/// Shared by a request and the look-out for its client.
struct PeerWatch {
  explicit PeerWatch(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  std::stop_source gone;
  bool answered = false;
};

template <class Stream>
asio::awaitable<void> LookOut(Stream& stream, std::shared_ptr<PeerWatch> watch) {
  for (;;) {
    watch->timer.expires_after(kLookForPeer);
    beast::error_code woken;
    co_await watch->timer.async_wait(asio::redirect_error(use_awaitable, woken));
    if (watch->answered) co_return;  // The stream may be gone by now.
    if (!HasGone(stream)) continue;
    watch->gone.request_stop();
    co_return;
  }
}

}  // namespace lachan::http_server
