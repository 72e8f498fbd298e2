// SPDX-License-Identifier: Apache-2.0
/// \file
/// Threads that serve connections, and a connection on one of them. Everything of a connection
/// happens on its loop's thread, so its parts need no locks.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "intake_syslog/tls.h"

namespace lachan::intake_syslog {

inline constexpr auto kNoThrow = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Address of a peer as the register writes it: an IPv4 sender on an IPv6 socket is an IPv4 sender.
std::string PeerText(const boost::asio::ip::address& address);

/// Brings work back to a loop from other threads, also when the loop is gone already: then the work
/// is dropped.
class Mailbox {
 public:
  explicit Mailbox(boost::asio::io_context& context) : context_(&context) {}
  void Post(std::function<void()> work);
  void Close();

 private:
  std::mutex mutex_;
  boost::asio::io_context* context_;  // guarded by mutex_; null once closed
};

class Stream;

class Loop {
 public:
  /// \param sweep  How often connections are looked at for having been silent too long.
  explicit Loop(std::chrono::milliseconds sweep);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Start();
  /// Ends reading of all connections, gives them `grace` to deliver what they had read, then ends
  /// the thread.
  void Stop(std::chrono::milliseconds grace);

  boost::asio::io_context& context() { return context_; }
  /// For reading, shared by all connections: what is in it must be copied before the next wait.
  std::span<char> buffer() { return buffer_; }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  bool stopping() const { return stopping_; }

 private:
  friend class Stream;
  boost::asio::awaitable<void> Sweep();

  const std::chrono::milliseconds sweep_;
  std::vector<char> buffer_;
  std::list<Stream*> streams_;  // the thread's own
  std::atomic<std::size_t> open_{0};
  std::atomic<bool> stopping_{false};
  boost::asio::io_context context_{1};
  std::shared_ptr<Mailbox> mailbox_;
  std::thread thread_;
};

/// A connection, plain or under TLS. It has no buffer of its own, so a thousand silent senders cost
/// next to nothing.
class Stream {
 public:
  /// \param session  On the socket; null for a plain connection.
  Stream(Loop& loop, boost::asio::ip::tcp::socket socket, SslSession session);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// TLS: agrees on keys; false when the peer does not manage within `patience`, or shows what we
  /// do not believe (`problem()`).
  boost::asio::awaitable<bool> Handshake(std::chrono::milliseconds patience);
  /// What the peer sent, in the loop's buffer; waits until there is something. Empty: the peer
  /// ended, the connection broke, or nothing came for `patience` (`timed_out()`).
  boost::asio::awaitable<std::string_view> Read(std::chrono::milliseconds patience);
  /// False when the peer does not take it.
  boost::asio::awaitable<bool> Write(std::string_view bytes, std::chrono::milliseconds patience);
  void Close();

  bool timed_out() const { return timed_out_; }
  const std::string& problem() const { return problem_; }
  const SSL* session() const { return session_.get(); }

 private:
  friend class Loop;
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Want : std::uint8_t { kNothing, kRead, kWrite };

  Want TryRead(std::size_t& size);
  Want TryWrite(std::string_view& bytes);
  Want Wanted(int result);
  boost::asio::awaitable<bool> Wait(Want want, Deadline& deadline,
                                    std::chrono::milliseconds patience);
  void Abort();
  void EndReading();

  Loop& loop_;
  boost::asio::ip::tcp::socket socket_;
  SslSession session_;
  std::list<Stream*>::iterator place_;
  Deadline read_by_ = Deadline::max(), write_by_ = Deadline::max();
  bool ended_ = false, timed_out_ = false;
  std::string problem_;
};

}  // namespace lachan::intake_syslog
