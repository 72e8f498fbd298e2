// SPDX-License-Identifier: Apache-2.0
/// \file
/// What all ways in have in common: who may send, how a record is made, what is counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/time.h"
#include "intake_syslog/syslog_server.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"
#include "pipeline/snapshot.h"

namespace lachan::intake_syslog {

/// The other end of a connection or datagram.
struct Peer {
  std::string address;             ///< IPv4 or IPv6 in text, without port.
  std::vector<std::string> names;  ///< Of its certificate, verified; empty without one.
};

/// Thread-safe.
class Gate {
 public:
  Gate(const SyslogServer::Options& options, SyslogServer::Deps deps)
      : options(options), deps(deps) {}

  void SetDirectory(std::shared_ptr<const pipeline::SourceDirectory> directory) {
    directory_.Set(std::move(directory));
    generation_.fetch_add(1, std::memory_order_release);
  }
  /// Changes with every directory: what was remembered of senders under another one is void.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  /// The source of a peer: by certificate, else by address. Source 0 when nobody claims it and
  /// unknown senders are taken; empty when they are not.
  std::optional<pipeline::Sender> Who(const Peer& peer) const;
  RawRecord MakeRecord(std::string text, Instant now, const Peer& peer,
                       const pipeline::Sender& sender, Transport transport) const;

  /// Counts records of a sender that may not send; `text` is one of them.
  void Refuse(const Peer& peer, std::string_view text, std::uint64_t records,
              Transport transport) const;

  /// A connection of `address` asks to come in; false when it has too many, or all have.
  bool Enter(const std::string& address);
  void Leave(const std::string& address);

  template <class Change>
  void Count(Change change) {
    const std::lock_guard lock(mutex_);
    change(counters_);
  }
  SyslogCounters counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
  }

  const SyslogServer::Options options;
  const SyslogServer::Deps deps;

 private:
  pipeline::Snapshot<pipeline::SourceDirectory> directory_;
  std::atomic<std::uint64_t> generation_{0};
  mutable std::mutex mutex_;
  SyslogCounters counters_;                  // guarded by mutex_
  std::map<std::string, int> open_by_peer_;  // guarded by mutex_
  int open_ = 0;                             // guarded by mutex_
};

}  // namespace lachan::intake_syslog
