// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "intake_syslog/gate.h"

namespace lachan::intake_syslog {

/// Syslog datagrams of one address (RFC 5426). Several sockets share the port, each with a thread:
/// the kernel spreads senders over them, and one sender's order is kept.
class UdpReceiver {
 public:
  UdpReceiver(std::string address, Gate& gate) : address_(std::move(address)), gate_(gate) {}
  ~UdpReceiver();
  UdpReceiver(const UdpReceiver&) = delete;
  UdpReceiver& operator=(const UdpReceiver&) = delete;

  /// \param port  In place of that of the address, when that is 0.
  /// \error kInvalidInput, kFailedPrecondition  as SyslogServer::Start()
  Status Bind(std::uint16_t port);
  void Start();
  void Stop();

  /// Datagrams that the kernel dropped as the buffers were full, since the start.
  std::uint64_t kernel_drops() const;
  /// Bytes of each buffer as granted.
  std::size_t buffer_bytes() const { return buffer_bytes_; }

 private:
  class Reader;

  const std::string address_;
  Gate& gate_;
  std::vector<int> sockets_;
  int stop_ = -1;
  std::size_t buffer_bytes_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace lachan::intake_syslog
