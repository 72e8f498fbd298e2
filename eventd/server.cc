// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::eventd {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::generic::stream_protocol::socket;
using Response = http::response<http::string_body>;

/// Bytes of an insert, in memory, readable by the engine as a file. Gone with this object, also
/// after a kill.
class SharedBody {
 public:
  SharedBody() : fd_(::memfd_create("insert", MFD_CLOEXEC)) {}
  SharedBody(const SharedBody&) = delete;
  SharedBody& operator=(const SharedBody&) = delete;
  ~SharedBody() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool Append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }

 private:
  int fd_;
};

/// Notices clients that go away while their query runs, and stops the query.
class Watcher {
 public:
  explicit Watcher(Engine& engine) : engine_(engine), thread_([this] { Watch(); }) {}
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void Add(std::uint64_t ticket, int fd) {
    {
      const std::lock_guard lock(mutex_);
      running_[ticket] = fd;
    }
    changed_.notify_all();
  }
  void Remove(std::uint64_t ticket) {
    const std::lock_guard lock(mutex_);
    running_.erase(ticket);
  }

 private:
  void Watch() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
      changed_.wait(lock, [&] { return stop_ || !running_.empty(); });
      changed_.wait_for(lock, std::chrono::milliseconds(50), [&] { return stop_; });
      std::vector<std::uint64_t> gone;
      for (const auto& [ticket, fd] : running_) {
        pollfd one{.fd = fd, .events = POLLRDHUP, .revents = 0};
        if (::poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
          gone.push_back(ticket);
        }
      }
      for (const auto ticket : gone) running_.erase(ticket);
      lock.unlock();
      for (const auto ticket : gone) engine_.Cancel(ticket);
      lock.lock();
    }
  }

  Engine& engine_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, int> running_;
  bool stop_ = false;
  std::thread thread_;
};

class HttpServer final : public Server {
 public:
  HttpServer(Options options, Engine& engine)
      : options_(std::move(options)), engine_(engine), watcher_(engine), unix_(io_), tcp_(io_) {}
  ~HttpServer() override { Stop(); }

  Status Bind();
  void Serve() override;
  void Stop() override;

 private:
  void Accepted(int fd, bool trusted);
  void Converse(Socket& socket, bool trusted);
  /// Reads one request and answers it; false when the connection is to be closed.
  bool Exchange(Socket& socket, boost::beast::flat_buffer& buffer, bool trusted);
  Response Answered(const Request& request, const std::string& sql, int fd);
  bool Allowed(const http::request<http::buffer_body>& head) const;

  Options options_;
  Engine& engine_;
  Watcher watcher_;
  asio::io_context io_;
  asio::local::stream_protocol::acceptor unix_;
  asio::ip::tcp::acceptor tcp_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<std::uint64_t, int> open_;  ///< Connections by number: their sockets.
  std::uint64_t next_ = 0;
};

Status HttpServer::Bind() {
  boost::system::error_code error;
  if (options_.socket.size() >= sizeof(sockaddr_un::sun_path)) {
    return Fail(ErrorCode::kInvalidInput, "the socket path is longer than {} bytes: {}",
                sizeof(sockaddr_un::sun_path) - 1, options_.socket);
  }
  ::unlink(options_.socket.c_str());  // The data lock proves that no other instance serves it.
  const mode_t before = ::umask(0177);
  unix_.open({}, error);
  if (!error) unix_.bind({options_.socket}, error);
  if (!error) unix_.listen(64, error);
  ::umask(before);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "cannot listen on {}: {}", options_.socket,
                error.message());
  }
  if (options_.tcp_address.empty()) return {};
  const auto colon = options_.tcp_address.rfind(':');
  if (colon == std::string::npos || options_.password.Reveal().empty()) {
    return Fail(ErrorCode::kInvalidInput, "--listen needs ADDRESS:PORT and a password");
  }
  unsigned short port = 0;
  const char* end = options_.tcp_address.data() + options_.tcp_address.size();
  const auto parsed = std::from_chars(options_.tcp_address.data() + colon + 1, end, port);
  const auto address = asio::ip::make_address(options_.tcp_address.substr(0, colon), error);
  if (error || parsed.ptr != end || !address.is_loopback()) {
    return Fail(ErrorCode::kInvalidInput, "not a loopback address with a port: {}",
                options_.tcp_address);
  }
  tcp_.open(address.is_v4() ? asio::ip::tcp::v4() : asio::ip::tcp::v6(), error);
  tcp_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) tcp_.bind({address, port}, error);
  if (!error) tcp_.listen(64, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "cannot listen on {}: {}", options_.tcp_address,
                error.message());
  }
  return {};
}

void HttpServer::Serve() {
  while (!stopping_) {
    pollfd ready[2] = {
        {.fd = unix_.native_handle(), .events = POLLIN, .revents = 0},
        {.fd = tcp_.is_open() ? tcp_.native_handle() : -1, .events = POLLIN, .revents = 0}};
    if (::poll(ready, 2, 200) <= 0) continue;
    for (const auto& one : ready) {
      if ((one.revents & POLLIN) == 0) continue;
      const int fd = ::accept4(one.fd, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) Accepted(fd, one.fd == unix_.native_handle());
    }
  }
}

void HttpServer::Accepted(int fd, bool trusted) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (open_.size() >= static_cast<std::size_t>(options_.connections)) {
      ::close(fd);
      return;
    }
    number = next_++;
    open_[number] = fd;
  }
  std::thread([this, fd, number, trusted] {
    {
      asio::io_context io;
      Socket socket(io);
      boost::system::error_code error;
      socket.assign(
          asio::generic::stream_protocol(trusted ? AF_UNIX : AF_INET, trusted ? 0 : IPPROTO_TCP),
          fd, error);
      if (!error) Converse(socket, trusted);
      const std::lock_guard lock(mutex_);
      open_.erase(number);  // Before the descriptor's number can be used again.
    }
    const std::lock_guard lock(mutex_);
    ended_.notify_all();
  }).detach();
}

void HttpServer::Converse(Socket& socket, bool trusted) {
  boost::beast::flat_buffer buffer;
  buffer.reserve(64 * 1024);  // A read fills what there is room for: of a fresh buffer 512 bytes.
  try {
    while (!stopping_ && Exchange(socket, buffer, trusted)) {
    }
  } catch (const std::exception&) {
    // The client is gone or out of protocol: the connection ends.
  }
}

Response Plain(unsigned status, std::string body, int code) {
  Response response{static_cast<http::status>(status), 11};
  response.set(http::field::server, "lachan-eventd");
  response.set(http::field::content_type, "text/plain; charset=UTF-8");
  if (code != 0) response.set("X-ClickHouse-Exception-Code", std::to_string(code));
  response.body() = std::move(body);
  return response;
}

Response Refused(int code, std::string_view text) {
  return Plain(HttpStatus(code), fmt::format("Code: {}. DB::Exception: {}\n", code, text), code);
}

/// Reads the rest of the body and gives each piece to `take`.
template <class Parser, class Take>
bool ReadBody(Socket& socket, boost::beast::flat_buffer& buffer, Parser& parser, Take&& take) {
  std::vector<char> piece(256 * 1024);
  while (!parser.is_done()) {
    parser.get().body().data = piece.data();
    parser.get().body().size = piece.size();
    boost::system::error_code error;
    http::read(socket, buffer, parser, error);
    if (error && error != http::error::need_buffer) return false;
    if (!take(std::string_view(piece.data(), piece.size() - parser.get().body().size))) {
      return false;
    }
  }
  return true;
}

bool HttpServer::Allowed(const http::request<http::buffer_body>& head) const {
  const auto key = head["X-ClickHouse-Key"];
  return EqualsConstantTime(std::string_view(key.data(), key.size()), options_.password.Reveal());
}

Response HttpServer::Answered(const Request& request, const std::string& sql, int fd) {
  const std::uint64_t ticket = Engine::NextTicket();
  const bool write = IsWrite(sql);  // A write is finished even if its client has gone.
  if (!write) watcher_.Add(ticket, fd);
  Answer answer = engine_.Run(request, sql, ticket);
  if (!write) watcher_.Remove(ticket);
  if (answer.code != 0) return Plain(HttpStatus(answer.code), answer.error + "\n", answer.code);
  Response response = Plain(200, std::move(answer.body), 0);
  response.set("X-ClickHouse-Format", request.format);
  response.set(
      "X-ClickHouse-Summary",
      fmt::format(R"({{"read_rows":"{}","read_bytes":"{}","elapsed_ns":"{}"}})", answer.rows_read,
                  answer.bytes_read, static_cast<std::uint64_t>(answer.seconds * 1e9)));
  if (!request.query_id.empty()) {
    response.set("X-ClickHouse-Query-Id", PrintableForLog(request.query_id, 100));
  }
  return response;
}

bool HttpServer::Exchange(Socket& socket, boost::beast::flat_buffer& buffer, bool trusted) {
  http::request_parser<http::buffer_body> parser;
  parser.body_limit(options_.body_limit);
  parser.header_limit(1 << 20);  // Query parameters travel in the URL.
  boost::system::error_code error;
  http::read_header(socket, buffer, parser, error);
  if (error) return false;
  const auto& head = parser.get();
  const bool keep_alive = head.keep_alive();
  auto send = [&](Response response, bool keep) {
    response.keep_alive(keep);
    response.prepare_payload();
    http::write(socket, response, error);
    return keep && !error;
  };

  const auto target = head.target();
  auto request = ParseTarget(std::string_view(target.data(), target.size()));
  if (!request) return send(Refused(36, request.error().message()), false);
  if (request->path == "/ping") return send(Plain(200, "Ok.\n", 0), keep_alive);
  if (request->path != "/")
    return send(Plain(404, "There is no handle " + request->path, 0), false);
  if (!trusted && !Allowed(head)) {
    return send(Refused(516, "Authentication failed. (AUTHENTICATION_FAILED)"), false);
  }

  const InsertHead insert = SplitInsert(request->sql);
  if (!insert.head.empty()) {
    SharedBody body;
    if (!ReadBody(socket, buffer, parser, [&](auto piece) { return body.Append(piece); })) {
      return send(Refused(33, "the request body cannot be read whole"), false);
    }
    const std::string sql =
        fmt::format("{} FROM INFILE {} FORMAT {}", insert.head, Quote(body.path()), insert.format);
    return send(Answered(*request, sql, socket.native_handle()), keep_alive);
  }
  std::string sql = request->sql;
  if (!sql.empty() && !parser.is_done()) sql += '\n';
  constexpr std::size_t kTextLimit = 8U << 20;
  if (!ReadBody(socket, buffer, parser, [&](auto piece) {
        sql += piece;
        return sql.size() <= kTextLimit;
      })) {
    return send(Refused(62, "the statement is cut off or longer than 8 MiB"), false);
  }
  return send(Answered(*request, sql, socket.native_handle()), keep_alive);
}

void HttpServer::Stop() {
  if (stopping_.exchange(true)) return;
  std::unique_lock lock(mutex_);
  for (const auto& [number, fd] : open_) ::shutdown(fd, SHUT_RD);
  ended_.wait_for(lock, std::chrono::seconds(5), [&] { return open_.empty(); });
  ::unlink(options_.socket.c_str());
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Listen(Options options, Engine& engine) {
  auto server = std::make_unique<HttpServer>(std::move(options), engine);
  LACHAN_TRY_DO(server->Bind());
  return server;
}

}  // namespace lachan::eventd
