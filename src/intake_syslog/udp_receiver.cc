// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/udp_receiver.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "base/thread_name.h"
#include "intake_syslog/address.h"
#include "intake_syslog/loop.h"
#include "intake_syslog/stream_listener.h"

namespace lachan::intake_syslog {
namespace {

using boost::asio::ip::udp;
using pipeline::Rejection;
using pipeline::Sender;

constexpr std::size_t kBurst = 256;  ///< Datagrams of one system call.
constexpr std::size_t kMostRecords = 4096;
constexpr int kGatherMs = 2;  ///< Between looks at the socket: batches are then worth their cost.
constexpr std::size_t kRemembered = 10'000;  ///< Senders whose source is known for now.

std::uint32_t DropsOf(int socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, SOL_SOCKET, SO_MEMINFO, info.data(), &size) != 0) return 0;
  return info[SK_MEMINFO_DROPS];
}

/// Asks for a large buffer: beyond the machine's limit with the right to it, else up to it.
std::size_t GrowBuffer(int socket, std::size_t bytes) {
  const int wanted = static_cast<int>(std::min<std::size_t>(bytes, 1u << 30));
  if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0) {
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
  }
  int granted = 0;
  socklen_t size = sizeof granted;
  ::getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &granted, &size);
  return static_cast<std::size_t>(granted) / 2;  // the kernel counts its own overhead in
}

}  // namespace

/// One socket's thread.
class UdpReceiver::Reader {
 public:
  Reader(int socket, int stop, Gate& gate)
      : socket_(socket),
        stop_(stop),
        gate_(gate),
        slot_(gate.options.message_bytes + 1),
        bytes_(std::make_unique_for_overwrite<char[]>(slot_ * kBurst)) {
    for (std::size_t i = 0; i < kBurst; ++i) {
      parts_[i] = {bytes_.get() + i * slot_, slot_};
      messages_[i].msg_hdr.msg_iov = &parts_[i];
      messages_[i].msg_hdr.msg_iovlen = 1;
      messages_[i].msg_hdr.msg_name = &from_[i];
    }
  }

  void Run() {
    std::array<pollfd, 2> waiting{pollfd{socket_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    while (true) {
      if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
      const bool stopping = waiting[1].revents != 0;
      std::vector<RawRecord> records;
      bool more = true;
      while (more && records.size() < kMostRecords) more = TakeBurst(records);
      Enqueue(std::move(records));
      if (stopping) return;
      if (!more) ::poll(&waiting[1], 1, kGatherMs);
    }
  }

 private:
  struct Known {
    Peer peer;
    std::optional<Sender> sender;
  };

  /// True when more may wait.
  bool TakeBurst(std::vector<RawRecord>& out) {
    for (mmsghdr& message : messages_) message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    const int got = ::recvmmsg(socket_, messages_.data(), kBurst, MSG_DONTWAIT, nullptr);
    if (got <= 0) return got < 0 && errno == EINTR;
    const Instant now = gate_.deps.clock.Now();
    std::size_t truncated = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
      const Known& known = Who(from_[i], messages_[i].msg_hdr.msg_namelen);
      if (!known.sender) {
        gate_.Refuse(known.peer,
                     {static_cast<const char*>(parts_[i].iov_base), messages_[i].msg_len}, 1,
                     Transport::kSyslogUdp);
        continue;
      }
      if (messages_[i].msg_len > gate_.options.message_bytes) {
        ++truncated;
        gate_.deps.pipeline.CountRejected(known.sender->source, Rejection::kTooLong, 1);
        continue;
      }
      std::string_view text(static_cast<const char*>(parts_[i].iov_base), messages_[i].msg_len);
      while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with('\0')) {
        text.remove_suffix(1);
      }
      out.push_back(gate_.MakeRecord(std::string(text), now, known.peer, *known.sender,
                                     Transport::kSyslogUdp));
    }
    gate_.Count([&](SyslogCounters& c) {
      c.udp_datagrams += static_cast<std::size_t>(got);
      c.udp_truncated += truncated;
    });
    return static_cast<std::size_t>(got) == kBurst;
  }

  const Known& Who(const sockaddr_storage& from, socklen_t size) {
    udp::endpoint endpoint;
    std::memcpy(endpoint.data(), &from, std::min<std::size_t>(size, endpoint.capacity()));
    const auto address = endpoint.address();
    const std::uint64_t generation = gate_.generation();
    if (generation != generation_ || known_.size() >= kRemembered) {
      known_.clear();
      generation_ = generation;
    }
    const auto [at, is_new] = known_.try_emplace(address);
    if (is_new) {
      at->second.peer.address = PeerText(address);
      at->second.sender = gate_.Who(at->second.peer);
    }
    return at->second;
  }

  /// Datagrams cannot be held back: what the queue does not take is counted by source.
  void Enqueue(std::vector<RawRecord> records) {
    if (records.empty()) return;
    const std::size_t count = records.size();
    if (gate_.deps.pipeline.TryEnqueue(std::move(records))) return;
    std::map<std::int64_t, std::uint64_t> by_source;
    for (const RawRecord& record : records) ++by_source[record.source.value];
    for (const auto& [source, number] : by_source) {
      gate_.deps.pipeline.CountRejected(SourceId{source}, Rejection::kShed, number);
    }
    gate_.Count([&](SyslogCounters& c) { c.udp_shed += count; });
  }

  const int socket_, stop_;
  Gate& gate_;
  const std::size_t slot_;
  const std::unique_ptr<char[]> bytes_;
  std::array<mmsghdr, kBurst> messages_{};
  std::array<iovec, kBurst> parts_{};
  std::array<sockaddr_storage, kBurst> from_{};
  std::unordered_map<boost::asio::ip::address, Known> known_;
  std::uint64_t generation_ = 0;  ///< Of the directory under which they are known.
};

UdpReceiver::~UdpReceiver() {
  Stop();
  for (const int socket : sockets_) ::close(socket);
  if (stop_ >= 0) ::close(stop_);
}

Status UdpReceiver::Bind(std::uint16_t port) {
  LACHAN_TRY(const ListenAddress address, ParseListenAddress(address_));
  const udp::endpoint endpoint(boost::asio::ip::make_address(address.host), port);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  const int threads = std::max(1, gate_.options.udp_threads);
  for (int i = 0; i < threads; ++i) {
    const int socket = ::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    bool fine = socket >= 0;
    if (fine) sockets_.push_back(socket);
    if (fine && endpoint.protocol() == udp::v6()) {
      fine = ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0;
    }
    // The first binds alone, so that a port in use is told; then the others may join.
    if (fine && i > 0) {
      fine = ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    }
    if (fine) {
      fine = ::bind(socket, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
    }
    if (fine && i == 0 && threads > 1) {
      fine = ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    }
    if (!fine) {
      return CannotListen("UDP", address_,
                          boost::system::error_code(errno, boost::system::system_category()));
    }
    buffer_bytes_ = GrowBuffer(socket, gate_.options.udp_buffer_bytes);
  }
  return {};
}

void UdpReceiver::Start() {
  for (const int socket : sockets_) {
    threads_.emplace_back([this, socket] {
      NameThread("syslog-udp");
      const auto reader = std::make_unique<Reader>(socket, stop_, gate_);
      reader->Run();
    });
  }
}

void UdpReceiver::Stop() {
  if (threads_.empty()) return;
  const std::uint64_t one = 1;
  while (::write(stop_, &one, sizeof one) < 0 && errno == EINTR) {
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::uint64_t UdpReceiver::kernel_drops() const {
  std::uint64_t drops = 0;
  for (const int socket : sockets_) drops += DropsOf(socket);
  return drops;
}

}  // namespace lachan::intake_syslog
