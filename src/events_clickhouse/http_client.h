// SPDX-License-Identifier: Apache-2.0
/// \file
/// A ClickHouse HTTP client: a small pool of kept-alive connections over a Unix socket or TCP.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace lachan::events_clickhouse {

/// Where the server is. Either `socket`, or `host` and `port`. Without TLS: for loopback or a
/// closed network.
struct Endpoint {
  std::string socket = {};  ///< Path of a Unix socket.
  std::string host = {};
  std::uint16_t port = 8123;
  std::string user = "default";
  Secret<std::string> password = {};
  std::string database = "lachan";
};

using NameValues = std::vector<std::pair<std::string, std::string>>;

/// Gives the bytes of a body piece by piece; each lives until the next is asked for. Empty: the
/// end.
using Pieces = std::function<std::string_view()>;

/// One statement. `sql` goes in the URL when there is data, else in the body.
struct ClickHouseRequest {
  std::string sql = {};
  NameValues parameters = {};  ///< `{name:Type}` values, unescaped.
  NameValues settings = {};
  std::string format = "RowBinary";
  Pieces data = {};         ///< Of an insert.
  bool in_database = true;  ///< False: run in "default" (the database may not exist yet).
  std::chrono::milliseconds timeout{30'000};
  /// Breaks the request off: the connection is closed, and the server is told to kill the query.
  std::stop_token stop = {};
};

struct ClickHouseAnswer {
  std::string body;
  std::uint64_t rows_read = 0;
};

class ClickHouseClient {
 public:
  virtual ~ClickHouseClient() = default;
  /// Thread-safe; each running call uses a connection of its own, at most `connections` at once.
  /// Nothing is sent twice: after kUnavailable the caller does not know whether a write happened.
  /// \error kUnavailable   no connection, broken off or stopped, or the server is starting or
  ///                       shutting down
  /// \error kInvalidInput  the server refuses the statement or a value
  /// \error kExhausted     time, memory, or too many queries at once
  /// \error kDenied        wrong user or password
  /// \error kInternal      anything else the server says
  virtual Result<ClickHouseAnswer> Run(const ClickHouseRequest& request) = 0;
  /// GET /ping.
  virtual Status Ping() = 0;

  static std::unique_ptr<ClickHouseClient> Make(Endpoint endpoint, int connections = 8);
};

/// `value` as ClickHouse reads query parameters: backslash, tab and line ends escaped.
std::string EscapeParameter(std::string_view value);
/// Reaction for an engine error code.
ErrorCode CodeFor(int engine_code);

}  // namespace lachan::events_clickhouse
