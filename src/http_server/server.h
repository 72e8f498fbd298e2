// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "web/http.h"

namespace lachan::http_server {

/// What the server refuses or gives up on; all of it is part of what keeps strangers from tying it
/// up.
struct Limits {
  std::size_t header_bytes = 16 << 10;
  std::size_t connections = 4000;
  std::size_t connections_of_a_peer =
      1000;                              ///< One address; proxies that are trusted may have all.
  std::chrono::seconds header_time{15};  ///< To send the whole header (slow-loris).
  std::chrono::seconds body_time{60};    ///< To send the whole body.
  std::chrono::seconds idle_time{75};    ///< Between requests of one connection.
  std::chrono::seconds heartbeat{15};    ///< Comment line on an idle event stream.
  std::chrono::seconds stop_time{5};     ///< For answers on their way when the server stops.
};

struct Options {
  std::string address = "127.0.0.1:8080";    ///< host:port; port 0 = any free one.
  std::string tls_certificate;               ///< PEM chain; empty = plain HTTP.
  std::string tls_key;                       ///< PEM.
  std::vector<std::string> trusted_proxies;  ///< Peers whose X-Forwarded-For/-Proto are believed.
  std::size_t io_threads = 2;
  std::size_t handler_threads = 8;
  Limits limits = {};
};

struct Statistics {
  std::uint64_t requests = 0, client_errors = 0, server_errors = 0, refused_connections = 0;
  std::size_t connections = 0, streams = 0;
};

/// HTTP/1.1 server in front of a Router (RFC 9110, 9112). Handlers run on their own threads, so a
/// slow query never holds up reading. Stops at destruction: running handlers are waited for.
class Server {
 public:
  /// Binds and starts. The router must outlive the server.
  /// \error kUnavailable  the address is in use or not ours; says which and what to do.
  /// \error kInvalidInput  not an address, or the certificate or key cannot be read.
  static Result<std::unique_ptr<Server>> Start(const Options& options, const web::Router& router);

  virtual ~Server() = default;
  /// "127.0.0.1:8080": the address in fact bound.
  virtual std::string address() const = 0;
  virtual Statistics statistics() const = 0;
};

/// Splits "host:port" or "[v6]:port". \error kInvalidInput
Result<std::pair<std::string, std::uint16_t>> ParseAddress(std::string_view address);

}  // namespace lachan::http_server
