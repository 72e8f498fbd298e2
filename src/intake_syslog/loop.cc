// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/loop.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>

#include "base/thread_name.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

constexpr std::size_t kBufferBytes = 256u << 10;

}  // namespace

std::string PeerText(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  if (address.is_v6()) {
    // The name of the interface behind a link-local address is ours, not the sender's.
    return asio::ip::address_v6(address.to_v6().to_bytes()).to_string();
  }
  return address.to_string();
}

void Mailbox::Post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (context_ != nullptr) asio::post(*context_, std::move(work));
}

void Mailbox::Close() {
  const std::lock_guard lock(mutex_);
  context_ = nullptr;
}

Loop::Loop(std::chrono::milliseconds sweep)
    : sweep_(sweep), buffer_(kBufferBytes), mailbox_(std::make_shared<Mailbox>(context_)) {}

Loop::~Loop() { Stop(std::chrono::milliseconds{0}); }

void Loop::Start() {
  asio::co_spawn(context_, Sweep(), asio::detached);
  thread_ = std::thread([this] {
    NameThread("syslog-tcp");
    context_.run();
  });
}

void Loop::Stop(std::chrono::milliseconds grace) {
  if (!thread_.joinable()) return;
  stopping_ = true;
  asio::post(context_, [this] {
    for (Stream* stream : streams_) stream->EndReading();
  });
  const auto end = steady_clock::now() + grace;
  while (open_ > 0 && steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  mailbox_->Close();
  context_.stop();
  thread_.join();
}

asio::awaitable<void> Loop::Sweep() {
  asio::steady_timer timer(context_);
  while (true) {
    timer.expires_after(sweep_);
    const auto [error] = co_await timer.async_wait(kNoThrow);
    if (error) co_return;
    const auto now = steady_clock::now();
    for (Stream* stream : streams_) {
      if (now >= stream->read_by_ || now >= stream->write_by_) stream->Abort();
    }
  }
}

Stream::Stream(Loop& loop, tcp::socket socket, SslSession session)
    : loop_(loop),
      socket_(std::move(socket)),
      session_(std::move(session)),
      place_(loop.streams_.insert(loop.streams_.end(), this)) {
  ++loop_.open_;
}

Stream::~Stream() {
  loop_.streams_.erase(place_);
  --loop_.open_;
}

void Stream::Abort() {
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

void Stream::EndReading() {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_receive, ignored);
}

void Stream::Close() {
  boost::system::error_code ignored;
  if (session_ && !ended_) {
    ::ERR_clear_error();
    (void)::SSL_shutdown(session_.get());
    ::ERR_clear_error();
  }
  socket_.close(ignored);
  ended_ = true;
}

asio::awaitable<bool> Stream::Wait(Want want, Deadline& deadline,
                                   std::chrono::milliseconds patience) {
  deadline = steady_clock::now() + patience;
  const auto [error] = co_await socket_.async_wait(
      want == Want::kWrite ? tcp::socket::wait_write : tcp::socket::wait_read, kNoThrow);
  deadline = Deadline::max();
  co_return !error && !timed_out_;
}

Stream::Want Stream::Wanted(int result) {
  switch (::SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Want::kRead;
    case SSL_ERROR_WANT_WRITE:
      return Want::kWrite;
    default:
      ended_ = true;
      return Want::kNothing;
  }
}

asio::awaitable<bool> Stream::Handshake(std::chrono::milliseconds patience) {
  const auto end = steady_clock::now() + patience;  // of the whole, not of each step
  while (true) {
    ::ERR_clear_error();
    const int result = ::SSL_do_handshake(session_.get());
    if (result == 1) co_return true;
    const Want want = Wanted(result);
    if (want == Want::kNothing) {
      const long verified = ::SSL_get_verify_result(session_.get());
      problem_ = verified != X509_V_OK ? ::X509_verify_cert_error_string(verified) : OpenSslError();
      co_return false;
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now());
    if (!co_await Wait(want, read_by_, left)) {
      problem_ = "the peer did not finish the TLS handshake in time";
      ended_ = true;
      co_return false;
    }
  }
}

Stream::Want Stream::TryRead(std::size_t& size) {
  const std::span<char> buffer = loop_.buffer();
  size = 0;
  if (ended_) return Want::kNothing;
  if (!session_) {
    while (true) {
      const ssize_t got =
          ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Want::kRead;
      ended_ = got <= 0;
      if (got > 0) size = static_cast<std::size_t>(got);
      return Want::kNothing;
    }
  }
  while (size < buffer.size()) {
    std::size_t got = 0;
    ::ERR_clear_error();
    const int result =
        ::SSL_read_ex(session_.get(), buffer.data() + size, buffer.size() - size, &got);
    if (result != 1) {
      const Want want = Wanted(result);
      return size > 0 ? Want::kNothing : want;
    }
    size += got;
  }
  return Want::kNothing;
}

asio::awaitable<std::string_view> Stream::Read(std::chrono::milliseconds patience) {
  while (!timed_out_) {
    std::size_t size = 0;
    const Want want = TryRead(size);
    if (want == Want::kNothing) co_return std::string_view(loop_.buffer().data(), size);
    if (!co_await Wait(want, read_by_, patience)) break;
  }
  co_return std::string_view();
}

Stream::Want Stream::TryWrite(std::string_view& bytes) {
  if (ended_ && session_) return Want::kNothing;
  while (!bytes.empty()) {
    if (session_) {
      std::size_t put = 0;
      ::ERR_clear_error();
      const int result = ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &put);
      if (result != 1) return Wanted(result);
      bytes.remove_prefix(put);
      continue;
    }
    const ssize_t put =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      return errno == EAGAIN || errno == EWOULDBLOCK ? Want::kWrite : Want::kNothing;
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return Want::kNothing;
}

asio::awaitable<bool> Stream::Write(std::string_view bytes, std::chrono::milliseconds patience) {
  while (!timed_out_) {
    const Want want = TryWrite(bytes);
    if (want == Want::kNothing) co_return bytes.empty();
    if (!co_await Wait(want, write_by_, patience)) break;
  }
  co_return false;
}

}  // namespace lachan::intake_syslog
