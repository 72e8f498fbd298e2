// SPDX-License-Identifier: Apache-2.0
#include "http_server/server.h"

#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "http_server/compress.h"
#include "http_server/connection_parts.h"

namespace lachan::http_server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using asio::ip::tcp;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

Result<std::pair<std::string, std::uint16_t>> ParseAddress(std::string_view address) {
  const auto colon = address.rfind(':');
  unsigned port = 0;
  const auto digits = colon == std::string_view::npos ? "" : address.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
      port > 65535) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not an address: write host:port, e.g. {}",
                PrintableForLog(address), "127.0.0.1:8080");
  }
  auto host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "0.0.0.0";
  return std::pair{std::string(host), static_cast<std::uint16_t>(port)};
}

namespace {

constexpr std::size_t kReadBytes = 64 << 10;  ///< Of a body, at once.
constexpr std::uint64_t kSmallBody = 2 << 10;

/// Wakes the coroutine that writes an event stream.
struct StreamSignal {
  explicit StreamSignal(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
};

class BeastServer final : public Server {
 public:
  BeastServer(const Options& options, const web::Router& router)
      : options_(options),
        router_(router),
        io_(static_cast<int>(options.io_threads)),
        handlers_(options.handler_threads),
        acceptor_(io_) {}

  ~BeastServer() override {
    stopping_ = true;
    asio::post(io_, [this] {
      beast::error_code ignored;
      acceptor_.close(ignored);
    });
    {
      // What was taken is acknowledged, so that no sender repeats it.
      std::unique_lock lock(working_mutex_);
      worked_off_.wait_for(lock, options_.limits.stop_time, [this] { return working_ == 0; });
      worked_off_.wait(lock, [this] { return pending_ == 0; });
    }
    handlers_.join();
    io_.stop();
    threads_.clear();
  }

  Status Open() {
    LACHAN_TRY(const auto host_port, ParseAddress(options_.address), "reading the HTTP address");
    if (options_.tls_certificate.empty() != options_.tls_key.empty()) {
      return Fail(ErrorCode::kInvalidInput,
                  "TLS needs both http.tls_certificate and http.tls_key; only one is set");
    }
    if (!options_.tls_certificate.empty()) LACHAN_TRY_DO(LoadCertificate());
    beast::error_code error;
    const auto ip = asio::ip::make_address(
        host_port.first == "localhost" ? "127.0.0.1" : host_port.first, error);
    if (error) {
      return Fail(ErrorCode::kInvalidInput, "'{}' is not an IP address to listen on",
                  PrintableForLog(host_port.first));
    }
    const tcp::endpoint endpoint(ip, host_port.second);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Fail(ErrorCode::kUnavailable,
                  "cannot listen for HTTP on {}: {}; end the program that uses it, or give another "
                  "address with --http",
                  options_.address, error.message());
    }
    asio::co_spawn(io_, Accept(), asio::detached);
    for (std::size_t i = 0; i < options_.io_threads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
    return {};
  }

  std::string address() const override {
    beast::error_code error;
    const auto endpoint = acceptor_.local_endpoint(error);
    if (error) return options_.address;
    const auto host = endpoint.address().to_string();
    return endpoint.address().is_v6() ? fmt::format("[{}]:{}", host, endpoint.port())
                                      : fmt::format("{}:{}", host, endpoint.port());
  }

  Statistics statistics() const override {
    return {requests_, client_errors_, server_errors_, refused_, connections_, streams_};
  }

 private:
  Status LoadCertificate() {
    beast::error_code error;
    tls_.emplace(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    tls_->use_certificate_chain_file(options_.tls_certificate, error);
    if (error) {
      return Fail(ErrorCode::kInvalidInput, "cannot read the TLS certificate {}: {}",
                  options_.tls_certificate, error.message());
    }
    tls_->use_private_key_file(options_.tls_key, asio::ssl::context::pem, error);
    if (error) {
      return Fail(ErrorCode::kInvalidInput, "cannot read the TLS key {}: {}", options_.tls_key,
                  error.message());
    }
    return {};
  }

  asio::awaitable<void> Accept() {
    for (;;) {
      beast::error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(
          asio::make_strand(io_), asio::redirect_error(use_awaitable, error));
      if (stopping_) co_return;
      if (error) {
        // Out of descriptors, or the peer is gone already: breathe, go on.
        asio::steady_timer pause(io_, std::chrono::milliseconds(50));
        co_await pause.async_wait(asio::redirect_error(use_awaitable, error));
        continue;
      }
      if (connections_ >= options_.limits.connections) {
        ++refused_;
        continue;  // Closes the socket.
      }
      const auto executor = socket.get_executor();
      asio::co_spawn(executor, Connection(std::move(socket)), asio::detached);
    }
  }

  bool IsTrustedProxy(const std::string& peer) const {
    return std::ranges::find(options_.trusted_proxies, peer) != options_.trusted_proxies.end();
  }

  /// Counts a connection of `peer`; false when it has too many, so that one address cannot take
  /// them all.
  bool Enter(const std::string& peer) {
    ++connections_;
    const std::lock_guard lock(peers_mutex_);
    return ++peers_[peer] <= options_.limits.connections_of_a_peer || IsTrustedProxy(peer);
  }

  void Leave(const std::string& peer) {
    --connections_;
    const std::lock_guard lock(peers_mutex_);
    if (const auto at = peers_.find(peer); at != peers_.end() && --at->second == 0)
      peers_.erase(at);
  }

  asio::awaitable<void> Connection(tcp::socket socket) {
    beast::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    const std::string peer = error ? std::string() : endpoint.address().to_string();
    if (!Enter(peer)) {
      ++refused_;
      Leave(peer);
      co_return;  // Closes the socket.
    }
    try {
      socket.set_option(tcp::no_delay(true), error);
      if (tls_) {
        TlsStream stream(std::move(socket), *tls_);
        beast::get_lowest_layer(stream).expires_after(options_.limits.header_time);
        co_await stream.async_handshake(asio::ssl::stream_base::server, use_awaitable);
        co_await Requests(stream, peer);
      } else {
        PlainStream stream(std::move(socket));
        co_await Requests(stream, peer);
      }
    } catch (const std::exception&) {
      // The connection ended: time-out, reset, end of stream. Nothing to tell anybody.
    }
    Leave(peer);
  }

  /// Serves requests until the peer or a limit ends the connection.
  template <class Stream>
  asio::awaitable<void> Requests(Stream& stream, const std::string& peer) {
    beast::flat_buffer buffer(kReadBytes);
    bool first = true;
    for (;;) {
      http::request_parser<http::string_body> parser;
      parser.header_limit(static_cast<std::uint32_t>(options_.limits.header_bytes));
      parser.body_limit(boost::none);
      beast::get_lowest_layer(stream).expires_after(first ? options_.limits.header_time
                                                          : options_.limits.idle_time);
      first = false;
      beast::error_code error;
      co_await http::async_read_header(stream, buffer, parser,
                                       asio::redirect_error(use_awaitable, error));
      if (error == http::error::end_of_stream || stopping_) break;
      if (error) {
        if (error.category() == http::make_error_code(http::error::bad_method).category()) {
          const int status = error == http::error::header_limit ? 431 : 400;
          std::string why = error.message();
          co_await Refuse(stream, status, std::move(why));
        }
        break;
      }
      ++requests_;
      const bool keep = co_await One(stream, buffer, parser, peer);
      if (!keep) break;
    }
    co_await Close(stream);
  }

  /// Ends sending, then reads a little of what the peer still sends: a socket closed with bytes
  /// waiting is reset, and the peer would never see why it was refused.
  template <class Stream>
  asio::awaitable<void> Close(Stream& stream) {
    auto& layer = beast::get_lowest_layer(stream);
    beast::error_code error;
    layer.socket().shutdown(tcp::socket::shutdown_send, error);
    layer.expires_after(std::chrono::seconds(2));
    std::array<char, 16 << 10> rest;
    for (std::size_t taken = 0; !error && !stopping_ && taken < (1U << 20);) {
      taken += co_await layer.async_read_some(asio::buffer(rest),
                                              asio::redirect_error(use_awaitable, error));
    }
  }

  template <class Stream>
  asio::awaitable<void> Refuse(Stream& stream, int status, std::string why) {
    ++client_errors_;
    http::response<http::string_body> answer(static_cast<http::status>(status), 11);
    answer.keep_alive(false);
    answer.set(http::field::content_type, "text/plain; charset=utf-8");
    answer.body() = why + "\n";
    AddSecurityHeaders(answer, tls_.has_value());
    answer.prepare_payload();
    beast::error_code ignored;
    co_await http::async_write(stream, answer, asio::redirect_error(use_awaitable, ignored));
  }

  /// Reads the body of a request whose header is in `parser`, answers it; false ends the
  /// connection.
  template <class Stream>
  asio::awaitable<bool> One(Stream& stream, beast::flat_buffer& buffer,
                            http::request_parser<http::string_body>& parser,
                            const std::string& peer) {
    web::Request request;
    request.peer = peer;
    request.secure = tls_.has_value();
    const auto read = FillHeader(parser.get(), request);
    if (!read) {
      co_await Refuse(stream, web::HttpStatus(read.error().code()), read.error().message());
      co_return false;
    }
    if (parser.get().count(http::field::transfer_encoding) > 0 && !parser.chunked()) {
      // RFC 9112 §6.3: where the body ends is not known; the rest must not pass for a request.
      co_await Refuse(stream, 400, "Transfer-Encoding must end in chunked");
      co_return false;
    }
    const Form last{.gzip = TakesGzip(request.Header("accept-encoding")), .secure = request.secure};
    const std::size_t limit = router_.MaxBody(request.verb, request.path);
    parser.body_limit(limit);
    if (!parser.is_done()) {  // A body follows: is it wanted of this caller?
      beast::get_lowest_layer(stream).expires_never();
      std::optional<web::Response> refusal = co_await RunEarly(request);
      if (!refusal && parser.content_length() && *parser.content_length() > limit) {
        refusal = router_.RefuseLarge(request);
      }
      if (refusal) {
        co_await WriteLast(stream, *std::move(refusal), last);
        co_return false;
      }
    }
    if (AsciiEqualsIgnoringCase(request.Header("expect"), "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      co_await http::async_write(stream, go_on, use_awaitable);
    }
    beast::get_lowest_layer(stream).expires_after(options_.limits.body_time);
    // A read fills what the buffer has room for: of a fresh one 512 bytes, a system call each.
    if (!parser.is_done() && parser.content_length().value_or(kReadBytes) > kSmallBody) {
      buffer.reserve(kReadBytes);
    }
    beast::error_code error;
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(use_awaitable, error));
    if (error == http::error::body_limit) {
      co_await WriteLast(stream, router_.RefuseLarge(request), last);
      co_return false;
    }
    if (error) {
      std::string why = error.message();
      co_await Refuse(stream, 400, std::move(why));
      co_return false;
    }
    const Form form{.head = parser.get().method() == http::verb::head,
                    .keep_alive = parser.get().keep_alive(),
                    .gzip = TakesGzip(request.Header("accept-encoding")),
                    .secure = request.secure};
    request.body = std::move(parser.get().body());

    beast::get_lowest_layer(stream).expires_never();
    std::optional<Working> working(*this);
    web::Response response = co_await RunWatched(stream, std::move(request));
    if (response.pending) {
      co_await Wait(*response.pending);
      response = co_await RunFinish(std::move(response.pending));
    }
    if (response.status >= 500) ++server_errors_;
    if (response.status >= 400 && response.status < 500) ++client_errors_;
    if (response.stream && form.head) response.stream.reset();
    if (response.stream) {
      working.reset();
      co_await WriteStream(stream, std::move(response), form.secure);
      co_return false;
    }
    co_await Write(stream, std::move(response), form);
    co_return form.keep_alive;
  }

  asio::awaitable<web::Response> Handle(web::Request request) {
    co_return router_.Handle(std::move(request));
  }

  /// Runs the handler on its own threads and comes back to this connection's.
  asio::awaitable<web::Response> RunHandler(web::Request request) {
    co_return co_await asio::co_spawn(handlers_, Handle(std::move(request)), use_awaitable);
  }

  /// Counts a request from its handler to its answer, for stopping.
  class Working {
   public:
    explicit Working(BeastServer& server) : server_(server) {
      const std::lock_guard lock(server_.working_mutex_);
      ++server_.working_;
    }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;
    ~Working() {
      const std::lock_guard lock(server_.working_mutex_);
      --server_.working_;
      server_.worked_off_.notify_all();
    }

   private:
    BeastServer& server_;
  };

  /// Comes back when `pending` is ready; no thread waits meanwhile.
  asio::awaitable<void> Wait(web::PendingResponse& pending) {
    const auto executor = co_await asio::this_coro::executor;
    auto signal = std::make_shared<asio::steady_timer>(executor);
    signal->expires_at(asio::steady_timer::time_point::max());
    {
      const std::lock_guard lock(working_mutex_);
      ++pending_;
    }
    // This connection's strand is held until async_wait has begun: no wake is missed.
    pending.OnReady([this, signal, executor] {
      asio::post(executor, [signal] { signal->cancel(); });
      const std::lock_guard lock(working_mutex_);
      --pending_;
      worked_off_.notify_all();
    });
    beast::error_code woken;
    co_await signal->async_wait(asio::redirect_error(use_awaitable, woken));
  }

  asio::awaitable<web::Response> Finish(std::unique_ptr<web::PendingResponse> pending) {
    co_return router_.Finish(*pending);
  }

  asio::awaitable<web::Response> RunFinish(std::unique_ptr<web::PendingResponse> pending) {
    co_return co_await asio::co_spawn(handlers_, Finish(std::move(pending)), use_awaitable);
  }

  /// Runs the handler, and tells it when its client goes away. Both run on the connection's strand.
  template <class Stream>
  asio::awaitable<web::Response> RunWatched(Stream& stream, web::Request request) {
    const auto executor = co_await asio::this_coro::executor;
    const auto watch = std::make_shared<PeerWatch>(executor);
    request.gone = watch->gone.get_token();
    asio::co_spawn(executor, LookOut(stream, watch), asio::detached);
    web::Response response = co_await RunHandler(std::move(request));
    watch->answered = true;
    watch->timer.cancel();
    co_return response;
  }

  asio::awaitable<std::optional<web::Response>> Early(const web::Request& header) {
    co_return router_.RefuseEarly(header);
  }

  asio::awaitable<std::optional<web::Response>> RunEarly(const web::Request& header) {
    co_return co_await asio::co_spawn(handlers_, Early(header), use_awaitable);
  }

  Status FillHeader(const http::request<http::string_body>& message, web::Request& request) {
    LACHAN_TRY(request.verb, web::ParseVerb(message.method_string()));
    const std::string_view target = message.target();
    const auto question = target.find('?');
    LACHAN_TRY(request.path, web::DecodePercent(target.substr(0, question), false));
    if (!request.path.starts_with('/') || !IsValidUtf8(request.path)) {
      return Fail(ErrorCode::kInvalidInput, "the address must start with / and be UTF-8");
    }
    if (question != std::string_view::npos) {
      LACHAN_TRY(request.query, web::ParseForm(target.substr(question + 1)));
    }
    for (const auto& field : message) {
      auto& value = request.headers[AsciiLower(field.name_string())];
      if (!value.empty()) value += field.name() == http::field::cookie ? "; " : ", ";
      value += field.value();
    }
    request.trace_id = RandomToken(9);
    if (IsTrustedProxy(request.peer)) {
      // What stands before the last address was written by the client: anything.
      const auto client = Trim(Split(request.Header("x-forwarded-for"), ',').back());
      beast::error_code error;
      const auto address = asio::ip::make_address(client, error);
      if (!error) request.peer = address.to_string();
      request.secure = request.Header("x-forwarded-proto") == "https";
    }
    return {};
  }

  /// How an answer is to be sent.
  struct Form {
    bool head = false, keep_alive = false, gzip = false, secure = false;
  };

  /// A refusal, after which the connection ends: what of the body is not read cannot be told from
  /// a next request.
  template <class Stream>
  asio::awaitable<void> WriteLast(Stream& stream, web::Response refusal, Form form) {
    ++(refusal.status >= 500 ? server_errors_ : client_errors_);
    co_await Write(stream, std::move(refusal), form);
  }

  template <class Stream>
  asio::awaitable<void> Write(Stream& stream, web::Response response, Form form) {
    http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
    message.keep_alive(form.keep_alive);
    if (response.shared_body) response.body = *response.shared_body;
    if (response.status != 204 && response.status != 304) {
      message.set(http::field::content_type, OneLine(response.content_type));
    }
    bool has_cache = false;
    for (const auto& [name, value] : response.headers) {
      message.insert(name, OneLine(value));
      has_cache = has_cache || name == "Cache-Control";
    }
    if (!has_cache) message.set(http::field::cache_control, "no-store");
    if (form.gzip && WorthCompressing(response.content_type, response.body.size()) &&
        message.find(http::field::content_encoding) == message.end()) {
      if (auto packed = Gzip(response.body)) {
        response.body = *std::move(packed);
        message.set(http::field::content_encoding, "gzip");
      }
    }
    message.set(http::field::vary, "Accept-Encoding");
    AddSecurityHeaders(message, form.secure);
    message.body() = std::move(response.body);
    message.prepare_payload();
    beast::get_lowest_layer(stream).expires_after(options_.limits.body_time);
    if (form.head) {
      http::response<http::empty_body> bare(message.base());
      http::response_serializer<http::empty_body> serializer(bare);
      co_await http::async_write_header(stream, serializer, use_awaitable);
      co_return;
    }
    co_await http::async_write(stream, message, use_awaitable);
  }

  template <class Stream>
  asio::awaitable<void> WriteStream(Stream& stream, web::Response response, bool secure) {
    ++streams_;
    const auto executor = co_await asio::this_coro::executor;
    auto signal = std::make_shared<StreamSignal>(executor);
    response.stream->OnReady([weak = std::weak_ptr(signal), executor] {
      asio::post(executor, [weak] {
        if (const auto alive = weak.lock()) alive->timer.cancel();
      });
    });
    http::response<http::empty_body> header(http::status::ok, 11);
    header.set(http::field::content_type, OneLine(response.content_type));
    for (const auto& [name, value] : response.headers) header.insert(name, OneLine(value));
    header.set(http::field::cache_control, "no-store");
    header.set("X-Accel-Buffering", "no");
    AddSecurityHeaders(header, secure);
    header.chunked(true);
    http::response_serializer<http::empty_body> serializer(header);
    beast::error_code error;
    co_await http::async_write_header(stream, serializer,
                                      asio::redirect_error(use_awaitable, error));
    const std::chrono::milliseconds heartbeat(options_.limits.heartbeat);
    std::chrono::milliseconds silent{0};
    bool ended = false;
    while (!error && !stopping_) {
      std::optional<std::string> ready = response.stream->Take();
      ended = !ready.has_value();
      if (ended) break;
      if (ready->empty()) {
        if (HasGone(stream)) break;
        const auto pause = std::min<std::chrono::milliseconds>(kLookForPeer, heartbeat);
        signal->timer.expires_after(pause);
        beast::error_code woken;
        co_await signal->timer.async_wait(asio::redirect_error(use_awaitable, woken));
        if (woken) continue;  // Something is ready.
        silent += pause;
        if (silent < heartbeat) continue;
        *ready = response.stream->Heartbeat();
        if (ready->empty()) continue;
      }
      silent = std::chrono::milliseconds(0);
      beast::get_lowest_layer(stream).expires_after(options_.limits.body_time);
      co_await asio::async_write(stream, http::make_chunk(asio::buffer(*ready)),
                                 asio::redirect_error(use_awaitable, error));
    }
    if (ended && !error) {  // A client can tell a whole answer from one that broke off.
      co_await asio::async_write(stream, http::make_chunk_last(),
                                 asio::redirect_error(use_awaitable, error));
    }
    --streams_;
  }

  const Options options_;
  const web::Router& router_;
  // Before io_, with which the last requests go.
  std::mutex working_mutex_;
  std::condition_variable worked_off_;
  std::size_t working_ = 0;  ///< Requests between handler and answer; guarded by working_mutex_.
  std::size_t pending_ = 0;  ///< Of those: wake-ups to come; guarded by working_mutex_.
  asio::io_context io_;
  asio::thread_pool handlers_;
  tcp::acceptor acceptor_;
  std::optional<asio::ssl::context> tls_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> requests_ = 0, client_errors_ = 0, server_errors_ = 0, refused_ = 0;
  std::atomic<std::size_t> connections_ = 0, streams_ = 0;
  std::mutex peers_mutex_;
  std::unordered_map<std::string, std::size_t> peers_;  ///< Open connections, by address.
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(const Options& options, const web::Router& router) {
  auto server = std::make_unique<BeastServer>(options, router);
  LACHAN_TRY_DO(server->Open());
  return server;
}

}  // namespace lachan::http_server
