// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "core/time.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"

namespace lachan::intake_syslog {

/// Since the start.
struct SyslogCounters {
  std::uint64_t udp_datagrams = 0;
  std::uint64_t udp_shed = 0;          ///< Queue full; also in the pipeline's accounts.
  std::uint64_t udp_kernel_drops = 0;  ///< Dropped by the kernel before we saw them: the socket's
                                       ///< buffer was full. Not in the accounts: the sender is
                                       ///< not known.
  std::uint64_t udp_truncated = 0;     ///< Longer than the limit; dropped.
  std::uint64_t tcp_messages = 0;
  std::uint64_t tcp_accepted = 0;  ///< Connections.
  std::uint64_t tcp_refused = 0;   ///< Connections beyond the limits.
  std::uint64_t tcp_idle_closed = 0;
  std::uint64_t tcp_open = 0;
  std::uint64_t tcp_paused = 0;  ///< Times a connection was not read because of back-pressure.
};

/// Purpose      Syslog over UDP (RFC 5426) and TCP (RFC 6587) on one address.
/// Life cycle   Start() binds both sockets or none; Stop() closes all and joins.
/// Concurrency  One thread of its own; the members are thread-safe.
/// Limits       See Options. A TCP sender that is too fast is read slower; a UDP sender cannot be
///              told, so its datagrams are shed and counted.
/// Delivery     Syslog has no acknowledgement: what was read but not yet flushed is lost by a
/// crash.
class SyslogServer {
 public:
  struct Options {
    std::string address = "127.0.0.1:5514";  ///< "host:port", "[v6]:port" or ":port"; port 0: any.
    std::size_t message_bytes = 64u << 10;   ///< A longer message is dropped and counted.
    int connections = 512;
    int connections_per_peer = 64;
    std::chrono::milliseconds idle{600'000};  ///< A silent TCP connection is closed.
    std::size_t udp_buffer_bytes = 8u << 20;  ///< Asked of the kernel, which may grant less.
    bool admit_unknown = true;  ///< Take records of senders that no source claims (source 0).
  };
  struct Deps {
    const Clock& clock;
    pipeline::Pipeline& pipeline;
  };

  SyslogServer(Options options, Deps deps);
  ~SyslogServer();

  /// Who sends from which address; takes effect with the next message. Null: everyone is unknown.
  void SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory);

  /// \error kInvalidInput        the address is not one
  /// \error kFailedPrecondition  the port is in use, or below 1024 without the right to it; the
  ///                             message says what to do
  Status Start();
  void Stop();

  /// The port really bound, after Start().
  std::uint16_t port() const;
  SyslogCounters counters() const;

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace lachan::intake_syslog
