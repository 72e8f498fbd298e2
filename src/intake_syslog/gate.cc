// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/gate.h"

namespace lachan::intake_syslog {

using pipeline::Sender;

std::optional<Sender> Gate::Who(const Peer& peer) const {
  if (const auto directory = directory_.Get()) {
    for (const std::string& name : peer.names) {
      if (auto sender = directory->ByCertificate(name)) return sender;
    }
    if (auto sender = directory->ByAddress(peer.address)) return sender;
  }
  if (options.admit_unknown) return Sender{};
  return std::nullopt;
}

RawRecord Gate::MakeRecord(std::string text, Instant now, const Peer& peer, const Sender& sender,
                           Transport transport) const {
  RawRecord record;
  record.text = std::move(text);
  record.received_at = now;
  record.source = sender.source;
  record.agency = sender.agency;
  record.peer = peer.address;
  record.transport = transport;
  record.format = sender.format;
  record.is_exercise = sender.is_exercise;
  return record;
}

void Gate::Refuse(const Peer& peer, std::string_view text, std::uint64_t records,
                  Transport transport) const {
  constexpr std::size_t kShown = 1024;
  deps.pipeline.CountRejected({}, pipeline::Rejection::kUnknownSource, records);
  if (!deps.on_stranger) return;
  deps.on_stranger(
      MakeRecord(std::string(text.substr(0, kShown)), deps.clock.Now(), peer, {}, transport),
      records);
}

bool Gate::Enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto mine = open_by_peer_.find(address);
  if (open_ >= options.connections ||
      (mine != open_by_peer_.end() && mine->second >= options.connections_per_peer)) {
    ++counters_.tcp_refused;
    return false;
  }
  ++open_;
  ++open_by_peer_[address];
  ++counters_.tcp_accepted;
  ++counters_.tcp_open;
  return true;
}

void Gate::Leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  --open_;
  if (--open_by_peer_[address] == 0) open_by_peer_.erase(address);
  --counters_.tcp_open;
}

}  // namespace lachan::intake_syslog
