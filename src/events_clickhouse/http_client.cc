// SPDX-License-Identifier: Apache-2.0
// The only file here that includes Beast.
#include "events_clickhouse/http_client.h"

#include <poll.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::events_clickhouse {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Stream = boost::beast::basic_stream<Protocol>;

/// A body that is made while it is sent.
struct PiecesBody {
  using value_type = Pieces;
  class writer {
   public:
    using const_buffers_type = asio::const_buffer;
    template <bool is_request, class Fields>
    writer(const http::header<is_request, Fields>&, value_type& next) : next_(next) {}
    void init(error_code& error) { error = {}; }
    boost::optional<std::pair<const_buffers_type, bool>> get(error_code& error) {
      error = {};
      const std::string_view piece = next_();
      if (piece.empty()) return boost::none;
      return {{asio::buffer(piece), true}};
    }

   private:
    value_type& next_;
  };
};

constexpr std::size_t kAnswerLimit = 256U << 20;

std::string EncodeUrl(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

/// One connection. Every operation runs on a private io_context with a deadline.
class Connection {
 public:
  Status Open(const Endpoint& endpoint, std::chrono::milliseconds timeout) {
    error_code error;
    std::vector<Protocol::endpoint> candidates;
    if (!endpoint.socket.empty()) {
      if (endpoint.socket.size() > 107) {
        return Fail(ErrorCode::kInvalidInput, "the socket path is too long: {}", endpoint.socket);
      }
      candidates.emplace_back(asio::local::stream_protocol::endpoint(endpoint.socket));
    } else {
      asio::ip::tcp::resolver resolver(io_);
      for (const auto& found :
           resolver.resolve(endpoint.host, std::to_string(endpoint.port), error)) {
        candidates.emplace_back(found.endpoint());
      }
    }
    if (!error) error = asio::error::host_not_found;
    for (const auto& candidate : candidates) {
      stream_.emplace(io_);
      stream_->expires_after(timeout);
      error = Wait([&](auto done) { stream_->async_connect(candidate, done); });
      if (!error) return {};
    }
    stream_.reset();
    return Fail(ErrorCode::kUnavailable, "cannot connect to the event engine: {}", error.message());
  }

  /// The server may have closed a connection that lay idle.
  bool StillOpen() {
    if (!stream_) return false;
    pollfd one{.fd = stream_->socket().native_handle(), .events = POLLIN | POLLRDHUP, .revents = 0};
    return ::poll(&one, 1, 0) == 0;
  }

  template <class Body>
  Status Exchange(http::request<Body>& request, http::response_parser<http::string_body>& parser,
                  std::chrono::milliseconds timeout, const std::stop_token& stop) {
    ++exchange_;
    // Runs on the thread that asks for the stop; the socket is closed by the thread that waits. A
    // stop that comes late finds another exchange and leaves it alone.
    const std::stop_callback on_stop(stop, [this, mine = exchange_] {
      asio::post(io_, [this, mine] {
        if (mine == exchange_ && stream_) stream_->close();
      });
    });
    stream_->expires_after(timeout);
    error_code error = Wait([&](auto done) {
      http::async_write(*stream_, request,
                        [done](error_code result, std::size_t) mutable { done(result); });
    });
    if (!error) {
      error = Wait([&](auto done) {
        http::async_read(*stream_, buffer_, parser,
                         [done](error_code result, std::size_t) mutable { done(result); });
      });
    }
    ++exchange_;
    if (!error) return {};
    stream_.reset();
    if (stop.stop_requested()) {
      return Fail(ErrorCode::kUnavailable, "the question was broken off");
    }
    if (error == boost::beast::error::timeout) {
      return Fail(ErrorCode::kUnavailable, "the event engine did not answer in {} ms",
                  timeout.count());
    }
    return Fail(ErrorCode::kUnavailable, "the connection to the event engine broke: {}",
                error.message());
  }

  void Close() { stream_.reset(); }

 private:
  template <class Start>
  error_code Wait(Start&& start) {
    error_code result = asio::error::would_block;
    start([&result](error_code error) { result = error; });
    io_.restart();
    io_.run();
    return result;
  }

  /// A read fills what there is room for: of a fresh buffer 512 bytes.
  static boost::beast::flat_buffer RoomToRead() {
    boost::beast::flat_buffer buffer;
    buffer.reserve(64 << 10);
    return buffer;
  }

  asio::io_context io_{1};
  std::uint64_t exchange_ = 0;  ///< Of the thread that has this connection.
  std::optional<Stream> stream_;
  boost::beast::flat_buffer buffer_ = RoomToRead();
};

class PooledClient final : public ClickHouseClient {
 public:
  PooledClient(Endpoint endpoint, int connections)
      : endpoint_(std::move(endpoint)), left_(connections) {}

  Result<ClickHouseAnswer> Run(const ClickHouseRequest& request) override;
  Status Ping() override;

 private:
  using Answer = http::response<http::string_body>;
  std::string Target(const ClickHouseRequest& request) const;
  /// `data`, when there is some, is sent in place of `text`.
  Result<Answer> Send(http::verb verb, const std::string& target, std::string_view text,
                      std::chrono::milliseconds timeout, const std::stop_token& stop = {},
                      const Pieces& data = {});
  void Kill(const std::string& query_id);
  Result<std::unique_ptr<Connection>> Take(std::chrono::milliseconds timeout,
                                           const std::stop_token& stop);
  void Give(std::unique_ptr<Connection> connection);

  Endpoint endpoint_;
  std::mutex mutex_;
  std::condition_variable_any given_;
  std::vector<std::unique_ptr<Connection>> idle_;  ///< Guarded by mutex_.
  int left_;                                       ///< Connections that may still be made.
};

Result<std::unique_ptr<Connection>> PooledClient::Take(std::chrono::milliseconds timeout,
                                                       const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!given_.wait_for(lock, stop, timeout, [&] { return !idle_.empty() || left_ > 0; })) {
    return Fail(ErrorCode::kExhausted, "all connections to the event engine are busy");
  }
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  --left_;
  return std::make_unique<Connection>();
}

void PooledClient::Give(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  given_.notify_one();
}

Result<PooledClient::Answer> PooledClient::Send(http::verb verb, const std::string& target,
                                                std::string_view text,
                                                std::chrono::milliseconds timeout,
                                                const std::stop_token& stop, const Pieces& data) {
  LACHAN_TRY(auto connection, Take(timeout, stop));
  const auto talk = [&](auto request) -> Result<Answer> {
    if (!connection->StillOpen()) {
      LACHAN_TRY_DO(
          connection->Open(endpoint_, std::min(timeout, std::chrono::milliseconds(5000))));
    }
    request.set(http::field::host, endpoint_.host.empty() ? "localhost" : endpoint_.host);
    request.set("X-ClickHouse-User", endpoint_.user);
    if (!endpoint_.password.Reveal().empty()) {
      request.set("X-ClickHouse-Key", endpoint_.password.Reveal());
    }
    request.prepare_payload();
    http::response_parser<http::string_body> parser;
    parser.body_limit(kAnswerLimit);
    LACHAN_TRY_DO(connection->Exchange(request, parser, timeout, stop));
    if (!parser.get().keep_alive()) connection->Close();
    return parser.release();
  };
  Result<Answer> answer = Fail(ErrorCode::kInternal, "not sent");
  try {
    if (data) {
      answer = talk(http::request<PiecesBody>(verb, target, 11, data));
    } else {
      answer = talk(http::request<http::span_body<const char>>(verb, target, 11, text));
    }
  } catch (const std::exception& error) {
    connection->Close();
    answer = Fail(ErrorCode::kUnavailable, "talking to the event engine: {}", error.what());
  }
  Give(std::move(connection));
  return answer;
}

std::string PooledClient::Target(const ClickHouseRequest& request) const {
  std::string target = "/?default_format=" + EncodeUrl(request.format) + "&wait_end_of_query=1";
  if (request.in_database) target += "&database=" + EncodeUrl(endpoint_.database);
  for (const auto& [name, value] : request.parameters) {
    target += "&param_" + EncodeUrl(name) + "=" + EncodeUrl(EscapeParameter(value));
  }
  for (const auto& [name, value] : request.settings) {
    target += "&" + EncodeUrl(name) + "=" + EncodeUrl(value);
  }
  if (request.data) target += "&query=" + EncodeUrl(request.sql);
  return target;
}

Result<ClickHouseAnswer> PooledClient::Run(const ClickHouseRequest& request) {
  std::string target = Target(request);
  // lachan-eventd kills a query whose connection goes; a ClickHouse server is told by name.
  std::string query_id;
  if (request.stop.stop_possible() && endpoint_.socket.empty()) {
    query_id = RandomToken(12);
    target += "&query_id=" + query_id;
  }
  if (request.stop.stop_requested()) {
    return Fail(ErrorCode::kUnavailable, "the question was broken off");
  }
  auto sent =
      Send(http::verb::post, target, request.sql, request.timeout, request.stop, request.data);
  if (!sent) {
    if (request.stop.stop_requested() && !query_id.empty()) Kill(query_id);
    return std::unexpected(std::move(sent).error());
  }
  Answer answer = *std::move(sent);
  if (answer.result_int() != 200 || answer.count("X-ClickHouse-Exception-Code") != 0) {
    const int code = std::atoi(std::string(answer["X-ClickHouse-Exception-Code"]).c_str());
    return Fail(CodeFor(code), "the event engine answers {}: {}", answer.result_int(),
                PrintableForLog(Trim(answer.body()), 400));
  }
  ClickHouseAnswer out;
  const std::string summary(answer["X-ClickHouse-Summary"]);
  constexpr std::string_view kRows = "\"read_rows\":\"";
  if (const auto at = summary.find(kRows); at != std::string::npos) {
    out.rows_read = std::strtoull(summary.c_str() + at + kRows.size(), nullptr, 10);
  }
  out.body = std::move(answer.body());
  return out;
}

void PooledClient::Kill(const std::string& query_id) {
  const std::string sql =
      fmt::format("KILL QUERY WHERE query_id = '{}' AND user = currentUser() ASYNC", query_id);
  (void)Send(http::verb::post, "/?", sql, std::chrono::seconds(2));  // Else its own limit ends it.
}

Status PooledClient::Ping() {
  LACHAN_TRY(const Answer answer, Send(http::verb::get, "/ping", {}, std::chrono::seconds(2)));
  if (answer.result_int() != 200) {
    return Fail(ErrorCode::kUnavailable, "the event engine answers /ping with {}",
                answer.result_int());
  }
  return {};
}

}  // namespace

std::string EscapeParameter(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (const char c : value) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\0':
        out += "\\0";
        break;
      default:
        out += c;
    }
  }
  return out;
}

ErrorCode CodeFor(int engine_code) {
  switch (engine_code) {
    case 159:  // TIMEOUT_EXCEEDED
    case 160:  // TOO_SLOW
    case 158:  // TOO_MANY_ROWS
    case 202:  // TOO_MANY_SIMULTANEOUS_QUERIES
    case 241:  // MEMORY_LIMIT_EXCEEDED
    case 252:  // TOO_MANY_PARTS
    case 307:  // TOO_MANY_BYTES
    case 396:  // TOO_MANY_ROWS_OR_BYTES
    case 243:  // NOT_ENOUGH_SPACE
      return ErrorCode::kExhausted;
    case 236:  // ABORTED
    case 242:  // TABLE_IS_READ_ONLY
    case 394:  // QUERY_WAS_CANCELLED
      return ErrorCode::kUnavailable;
    case 6:
    case 26:
    case 27:
    case 36:
    case 38:
    case 41:
    case 42:
    case 43:
    case 46:
    case 47:
    case 53:
    case 62:
    case 72:
    case 73:
    case 115:
    case 427:
    case 456:
    case 457:
      return ErrorCode::kInvalidInput;
    case 60:
    case 81:
      return ErrorCode::kFailedPrecondition;  // no such table or database
    case 192:
    case 193:
    case 194:
    case 497:
    case 516:
      return ErrorCode::kDenied;
    default:
      return ErrorCode::kInternal;
  }
}

std::unique_ptr<ClickHouseClient> ClickHouseClient::Make(Endpoint endpoint, int connections) {
  return std::make_unique<PooledClient>(std::move(endpoint), connections);
}

}  // namespace lachan::events_clickhouse
