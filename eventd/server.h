// SPDX-License-Identifier: Apache-2.0
/// \file
/// ClickHouse's HTTP interface in front of the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "engine.h"

namespace lachan::eventd {

class Server {
 public:
  struct Options {
    std::string socket;                       ///< Path of the Unix socket; replaced when stale.
    std::string tcp_address;                  ///< "127.0.0.1:8123"; empty: none. Needs `password`.
    Secret<std::string> password;             ///< Asked of TCP clients only.
    std::uint64_t body_limit = 512ULL << 20;  ///< Bytes of one request body.
    int connections = 64;                     ///< More are answered 503 and closed.
  };

  virtual ~Server() = default;
  /// Accepts until Stop; called on one thread.
  virtual void Serve() = 0;
  /// Ends Serve, waits up to 5 s for running requests. From any thread.
  virtual void Stop() = 0;

  /// \error kUnavailable  an address cannot be bound
  static Result<std::unique_ptr<Server>> Listen(Options options, Engine& engine);
};

}  // namespace lachan::eventd
