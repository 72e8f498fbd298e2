// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/syslog_server.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <cerrno>
#include <cstring>
#include <thread>

#include "formats/syslog_framing.h"
#include "intake_syslog/address.h"
#include "pipeline/snapshot.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using pipeline::Rejection;
using pipeline::Sender;
using namespace std::chrono_literals;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 64u << 10;
constexpr std::size_t kUdpBurst = 512;  ///< Datagrams taken before others get their turn.
constexpr auto kPause = 20ms;           ///< Between attempts while the queue is full.

std::string PeerText(const asio::ip::address& address) {
  // An IPv4 sender on a dual-stack socket is the same sender.
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

class SyslogServer::Listener {
 public:
  Listener(Options options, Deps deps) : options_(std::move(options)), deps_(deps) {}
  ~Listener() { Stop(); }

  Status Start();
  void Stop();

  void SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory) {
    directory_.Set(std::move(directory));
  }
  std::uint16_t port() const { return port_; }
  SyslogCounters counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
  }

 private:
  Status Bind(const ListenAddress& address);
  asio::awaitable<void> ReadUdp();
  std::size_t TakeDatagrams(std::vector<RawRecord>& out);
  asio::awaitable<void> AcceptTcp();
  asio::awaitable<void> Serve(tcp::socket socket, std::string peer);
  asio::awaitable<bool> Deliver(std::vector<RawRecord> records);

  std::optional<Sender> Who(const std::string& peer);
  RawRecord MakeRecord(std::string text, const std::string& peer, const Sender& sender,
                       Transport transport) const;
  void CountDropped(const formats::SyslogFramer::Dropped& now,
                    formats::SyslogFramer::Dropped& before, SourceId source);
  template <class Change>
  void Count(Change change) {
    const std::lock_guard lock(mutex_);
    change(counters_);
  }

  const Options options_;
  const Deps deps_;
  pipeline::Snapshot<pipeline::SourceDirectory> directory_;
  asio::io_context context_{1};
  udp::socket udp_{context_};
  tcp::acceptor tcp_{context_};
  std::uint16_t port_ = 0;
  std::vector<char> datagram_;
  std::uint32_t kernel_drops_ = 0;
  std::map<std::string, int> open_by_peer_;  // the thread's own
  int open_ = 0;
  mutable std::mutex mutex_;
  SyslogCounters counters_;  // guarded by mutex_
  std::thread thread_;
};

Status SyslogServer::Listener::Start() {
  LACHAN_TRY(const ListenAddress address, ParseListenAddress(options_.address));
  LACHAN_TRY_DO(Bind(address));
  datagram_.resize(options_.message_bytes + 1);
  asio::co_spawn(context_, ReadUdp(), asio::detached);
  asio::co_spawn(context_, AcceptTcp(), asio::detached);
  thread_ = std::thread([this] { context_.run(); });
  return {};
}

void SyslogServer::Listener::Stop() {
  if (!thread_.joinable()) return;
  context_.stop();
  thread_.join();
}

Status SyslogServer::Listener::Bind(const ListenAddress& address) {
  const auto ip = asio::ip::make_address(address.host);
  boost::system::error_code error;
  const auto step = [&](std::string_view protocol) -> Status {
    if (!error) return {};
    std::string hint = "check the address";
    if (error == asio::error::address_in_use) {
      hint =
          "another program (perhaps rsyslog or a second lachan) uses it: stop that one or choose "
          "another port with --syslog";
    } else if (error == asio::error::access_denied) {
      hint = "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher one with --syslog";
    }
    boost::system::error_code ignored;
    udp_.close(ignored);
    tcp_.close(ignored);
    return Fail(ErrorCode::kFailedPrecondition, "cannot listen for syslog on {} {}: {}; {}",
                protocol, options_.address, error.message(), hint);
  };
  const tcp::endpoint tcp_endpoint(ip, address.port);
  tcp_.open(tcp_endpoint.protocol(), error);
  if (!error) tcp_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) tcp_.bind(tcp_endpoint, error);
  if (!error) tcp_.listen(tcp::acceptor::max_listen_connections, error);
  LACHAN_TRY_DO(step("TCP"));
  port_ = tcp_.local_endpoint().port();
  const udp::endpoint udp_endpoint(ip, port_);
  udp_.open(udp_endpoint.protocol(), error);
  if (!error) udp_.bind(udp_endpoint, error);
  if (!error) udp_.non_blocking(true, error);
  LACHAN_TRY_DO(step("UDP"));
  // Both only help: a smaller buffer or no drop counter is no reason not to start.
  boost::system::error_code ignored;
  udp_.set_option(udp::socket::receive_buffer_size(static_cast<int>(options_.udp_buffer_bytes)),
                  ignored);
  const int on = 1;
  ::setsockopt(udp_.native_handle(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  return {};
}

std::optional<Sender> SyslogServer::Listener::Who(const std::string& peer) {
  const auto directory = directory_.Get();
  if (directory) {
    if (auto sender = directory->ByAddress(peer)) return sender;
  }
  if (options_.admit_unknown) return Sender{};
  return std::nullopt;
}

RawRecord SyslogServer::Listener::MakeRecord(std::string text, const std::string& peer,
                                             const Sender& sender, Transport transport) const {
  RawRecord record;
  record.text = std::move(text);
  record.received_at = deps_.clock.Now();
  record.source = sender.source;
  record.agency = sender.agency;
  record.peer = peer;
  record.transport = transport;
  record.format = sender.format;
  record.is_exercise = sender.is_exercise;
  return record;
}

asio::awaitable<void> SyslogServer::Listener::ReadUdp() {
  while (true) {
    const auto [error] = co_await udp_.async_wait(udp::socket::wait_read, kNoThrow);
    if (error) co_return;
    std::vector<RawRecord> records;
    const std::size_t taken = TakeDatagrams(records);
    if (!records.empty()) {
      // What is shed must be counted by source; the batch is left to us when it was not taken.
      std::map<std::int64_t, std::uint64_t> by_source;
      for (const RawRecord& record : records) ++by_source[record.source.value];
      const std::size_t count = records.size();
      if (!deps_.pipeline.TryEnqueue(std::move(records))) {
        for (const auto& [source, number] : by_source) {
          deps_.pipeline.CountRejected(SourceId{source}, Rejection::kShed, number);
        }
        Count([&](SyslogCounters& c) { c.udp_shed += count; });
      }
    }
    if (taken == kUdpBurst) co_await asio::post(asio::use_awaitable);  // let TCP have its turn
  }
}

/// Reads what waits in the socket; returns how many datagrams that was.
std::size_t SyslogServer::Listener::TakeDatagrams(std::vector<RawRecord>& out) {
  std::size_t taken = 0, truncated = 0;
  std::uint32_t drops = kernel_drops_;
  std::string last_peer;
  std::optional<Sender> sender;
  while (taken < kUdpBurst) {
    udp::endpoint from;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(std::uint32_t))];
    iovec part{datagram_.data(), datagram_.size()};
    msghdr message{};
    message.msg_name = from.data();
    message.msg_namelen = static_cast<socklen_t>(from.capacity());
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = ::recvmsg(udp_.native_handle(), &message, 0);
    if (size < 0) {
      if (errno == EINTR) continue;
      break;  // nothing more waits, or an error that the next wait will report
    }
    ++taken;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
      if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
        std::memcpy(&drops, CMSG_DATA(c), sizeof drops);
      }
    }
    from.resize(message.msg_namelen);
    const std::string peer = PeerText(from.address());
    if (!sender || peer != last_peer) {
      sender = Who(peer);
      last_peer = peer;
    }
    if (!sender) {
      deps_.pipeline.CountRejected({}, Rejection::kUnknownSource, 1);
    } else if (static_cast<std::size_t>(size) > options_.message_bytes) {
      ++truncated;
      deps_.pipeline.CountRejected(sender->source, Rejection::kTooLong, 1);
    } else {
      std::string text(datagram_.data(), static_cast<std::size_t>(size));
      while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == '\0')) {
        text.pop_back();
      }
      out.push_back(MakeRecord(std::move(text), peer, *sender, Transport::kSyslogUdp));
    }
  }
  Count([&](SyslogCounters& c) {
    c.udp_datagrams += taken;
    c.udp_truncated += truncated;
    c.udp_kernel_drops += drops - kernel_drops_;
  });
  kernel_drops_ = drops;
  return taken;
}

asio::awaitable<void> SyslogServer::Listener::AcceptTcp() {
  while (true) {
    auto [error, socket] = co_await tcp_.async_accept(kNoThrow);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // e.g. out of descriptors: wait until connections end
      asio::steady_timer timer(context_, 200ms);
      co_await timer.async_wait(kNoThrow);
      continue;
    }
    boost::system::error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone) continue;
    std::string peer = PeerText(endpoint.address());
    const auto mine = open_by_peer_.find(peer);
    if (open_ >= options_.connections ||
        (mine != open_by_peer_.end() && mine->second >= options_.connections_per_peer)) {
      Count([](SyslogCounters& c) { ++c.tcp_refused; });
      continue;  // the socket closes
    }
    ++open_;
    ++open_by_peer_[peer];
    Count([](SyslogCounters& c) {
      ++c.tcp_accepted;
      ++c.tcp_open;
    });
    asio::co_spawn(context_, Serve(std::move(socket), peer),
                   [this, peer](const std::exception_ptr&) {
                     --open_;
                     if (--open_by_peer_[peer] == 0) open_by_peer_.erase(peer);
                     Count([](SyslogCounters& c) { --c.tcp_open; });
                   });
  }
}

asio::awaitable<void> SyslogServer::Listener::Serve(tcp::socket socket, std::string peer) {
  using asio::experimental::awaitable_operators::operator||;
  formats::SyslogFramer framer({.message_bytes = options_.message_bytes});
  formats::SyslogFramer::Dropped counted;
  std::vector<char> buffer(kReadBytes);
  asio::steady_timer idle(context_);
  bool ended = false;
  while (!ended) {
    idle.expires_after(options_.idle);
    const auto outcome = co_await (socket.async_read_some(asio::buffer(buffer), kNoThrow) ||
                                   idle.async_wait(kNoThrow));
    std::vector<std::string> messages;
    if (outcome.index() == 1) {
      Count([](SyslogCounters& c) { ++c.tcp_idle_closed; });
      ended = true;
    } else {
      const auto& [error, size] = std::get<0>(outcome);
      messages = framer.Feed({buffer.data(), size});
      ended = static_cast<bool>(error);
    }
    if (ended) {
      for (auto& message : framer.Finish()) messages.push_back(std::move(message));
    }
    const std::optional<Sender> sender = Who(peer);
    if (!sender) {
      deps_.pipeline.CountRejected({}, Rejection::kUnknownSource, messages.size());
      continue;
    }
    CountDropped(framer.dropped(), counted, sender->source);
    std::vector<RawRecord> records;
    for (auto& message : messages) {
      records.push_back(MakeRecord(std::move(message), peer, *sender, Transport::kSyslogTcp));
    }
    if (!records.empty() && !co_await Deliver(std::move(records))) co_return;
  }
}

void SyslogServer::Listener::CountDropped(const formats::SyslogFramer::Dropped& now,
                                          formats::SyslogFramer::Dropped& before, SourceId source) {
  if (now.too_long > before.too_long) {
    deps_.pipeline.CountRejected(source, Rejection::kTooLong, now.too_long - before.too_long);
  }
  if (now.bad_framing > before.bad_framing) {
    deps_.pipeline.CountRejected(source, Rejection::kBadFraming,
                                 now.bad_framing - before.bad_framing);
  }
  before = now;
}

/// Hands records over, waiting (and so not reading the connection) while the queue is full.
asio::awaitable<bool> SyslogServer::Listener::Deliver(std::vector<RawRecord> records) {
  const std::size_t count = records.size();
  asio::steady_timer pause(context_);
  bool paused = false;
  while (true) {
    const Status taken = deps_.pipeline.TryEnqueue(std::move(records));
    if (taken) break;
    if (taken.error().code() != ErrorCode::kExhausted) co_return false;
    if (!paused) Count([](SyslogCounters& c) { ++c.tcp_paused; });
    paused = true;
    pause.expires_after(kPause);
    const auto [error] = co_await pause.async_wait(kNoThrow);
    if (error) co_return false;
  }
  Count([&](SyslogCounters& c) { c.tcp_messages += count; });
  co_return true;
}

SyslogServer::SyslogServer(Options options, Deps deps)
    : listener_(std::make_unique<Listener>(std::move(options), deps)) {}
SyslogServer::~SyslogServer() = default;

void SyslogServer::SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory) {
  listener_->SetDirectory(std::move(directory));
}
Status SyslogServer::Start() { return listener_->Start(); }
void SyslogServer::Stop() { listener_->Stop(); }
std::uint16_t SyslogServer::port() const { return listener_->port(); }
SyslogCounters SyslogServer::counters() const { return listener_->counters(); }

}  // namespace lachan::intake_syslog
