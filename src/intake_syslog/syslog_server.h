// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "intake_syslog/tls_options.h"
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
  std::uint64_t tcp_messages = 0;      ///< Syslog over TCP and TLS.
  std::uint64_t tcp_accepted = 0;      ///< Connections of all kinds, also TLS and RELP.
  std::uint64_t tcp_refused = 0;       ///< Connections beyond the limits.
  std::uint64_t tcp_idle_closed = 0;
  std::uint64_t tcp_open = 0;
  std::uint64_t tcp_paused = 0;  ///< Times a connection was not read because of back-pressure.
  std::uint64_t tls_failed = 0;  ///< Handshakes that failed, and senders that nobody registered.
  std::string tls_last_failure;  ///< "10.1.2.3: certificate has expired"; empty: none so far.
  std::optional<Instant> tls_last_failure_at;
  std::uint64_t relp_messages = 0;  ///< Answered, so durable.
  std::uint64_t relp_paused = 0;    ///< Times a batch had to wait for queue or disk.
  std::uint64_t relp_refused = 0;   ///< Sessions of unknown senders.
  std::uint64_t relp_errors = 0;    ///< Commands out of place, and what is no RELP.
};

/// Purpose      Syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425), and RELP, plain and
///              under TLS, on any number of addresses.
/// Life cycle   Start() binds all sockets or none. Stop() takes no more connections, delivers what
///              was read, answers what is durable, closes and joins.
/// Concurrency  Threads of its own (Options); the members are thread-safe.
/// Limits       See Options. A sender over TCP that is too fast is read slower; a UDP sender cannot
///              be told, so its datagrams are shed and counted.
/// Delivery     Syslog has no acknowledgement: what was read but not yet flushed is lost by a
///              crash. RELP is answered after the flush; what was not answered comes again, so a
///              message may be there twice after a crash, never not at all.
/// Signals      SIGPIPE must be ignored by the process: TLS writes without MSG_NOSIGNAL.
/// \source https://www.rsyslog.com/doc/relp.html
class SyslogServer {
 public:
  /// Addresses are "host:port", "[v6]:port" or ":port"; port 0: any.
  struct Options {
    std::vector<std::string> addresses = {"127.0.0.1:5514"};  ///< UDP and TCP.
    std::vector<std::string> tls_addresses = {};
    std::vector<std::string> relp_addresses = {};
    std::vector<std::string> relp_tls_addresses = {};
    std::optional<TlsOptions> tls = {};     ///< Needed for the addresses under TLS.
    std::size_t message_bytes = 64u << 10;  ///< A longer message is dropped and counted.
    int connections = 4096;
    int connections_per_peer = 256;
    std::chrono::milliseconds idle{86'400'000};   ///< A connection silent for so long is closed;
                                                  ///< one whose peer vanished ends much earlier.
    std::chrono::milliseconds handshake{15'000};  ///< For TLS, and until the first RELP command.
    std::chrono::milliseconds grace{2'000};       ///< At the stop, to deliver what was read.
    std::size_t udp_buffer_bytes = 16u << 20;     ///< Asked of the kernel, which may grant less.
    int udp_threads = 2;
    int threads = 2;            ///< That serve connections.
    bool admit_unknown = true;  ///< Take records of senders that no source claims (source 0).
  };
  struct Deps {
    const Clock& clock;
    pipeline::Pipeline& pipeline;
    /// Told of senders that are refused, with one of their records; may be empty. Must be quick.
    std::function<void(const RawRecord&, std::uint64_t records)> on_stranger = {};
    /// Told when a sender comes in with a certificate: its source, and when that expires.
    std::function<void(SourceId, Instant until)> on_certificate = {};
  };
  /// What was bound, of the first address of each kind; 0: none.
  struct Ports {
    std::uint16_t syslog = 0, syslog_tls = 0, relp = 0, relp_tls = 0;
  };
  /// State of TLS and of the kernel's buffers, for health pages.
  struct State {
    std::optional<Instant> certificate_until;  ///< Without TLS empty.
    std::string tls_problem;                   ///< Newer files cannot be read; empty: fine.
    std::size_t udp_buffer_bytes = 0;          ///< As granted.
  };

  SyslogServer(Options options, Deps deps);
  ~SyslogServer();

  /// Who sends from which address or with which certificate; takes effect with the next message.
  /// Null: everyone is unknown.
  void SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory);

  /// \error kInvalidInput        an address is none, or the certificate cannot be used
  /// \error kFailedPrecondition  the port is in use, or below 1024 without the right to it; the
  ///                             message says what to do
  Status Start();
  void Stop();

  const Options& options() const;
  Ports ports() const;
  /// ports().syslog
  std::uint16_t port() const { return ports().syslog; }
  SyslogCounters counters() const;
  State state() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::intake_syslog
