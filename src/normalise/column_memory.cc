// SPDX-License-Identifier: Apache-2.0
#include "normalise/column_memory.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace lachan::normalise {
namespace {

constexpr std::string_view kKept = "columns 1\n";

}  // namespace

void ColumnMemory::Describe(RawRecord& record) {
  if (!record.format.empty()) return;
  const std::string_view line = Trim(record.text);
  if (line.empty() || line.front() == '{' || line.front() == '<') return;
  if (formats::IsColumnHeader(line)) return Take(record);
  if (!any_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(mutex_);
  const auto sender = senders_.find({record.source.value, record.peer});
  if (sender == senders_.end()) return;
  sender->second.used = ++clock_;
  for (auto known = sender->second.declared.rbegin(); known != sender->second.declared.rend();
       ++known) {
    if (!formats::FitsColumns(line, *known)) continue;
    record.format = *known;
    return;
  }
}

void ColumnMemory::Take(const RawRecord& record) {
  const std::lock_guard lock(mutex_);
  if (senders_.size() >= kSenders && !senders_.contains({record.source.value, record.peer})) {
    senders_.erase(
        std::ranges::min_element(senders_, {}, [](const auto& one) { return one.second.used; }));
  }
  Sender& sender = senders_[{record.source.value, record.peer}];
  sender.used = ++clock_;
  const std::string_view line = Trim(record.text);
  const std::string before = sender.header.declared();
  sender.header.Take(line);
  const std::string& declared = sender.header.declared();
  if (declared.empty()) return;
  // Zeek's types come behind the names and make them more precise.
  if (line.starts_with("#types")) std::erase(sender.declared, before);
  Remember(sender, declared);
}

void ColumnMemory::Remember(Sender& sender, const std::string& declared) {
  any_.store(true, std::memory_order_relaxed);
  if (!sender.declared.empty() && sender.declared.back() == declared) return;
  std::erase(sender.declared, declared);
  sender.declared.push_back(declared);
  if (sender.declared.size() > kHeaders) sender.declared.erase(sender.declared.begin());
  version_.fetch_add(1, std::memory_order_release);
}

// "columns 1\n", then of each sender "source bytes-of-peer headers\n", the peer and, for each
// header, "bytes\n" and the header; oldest sender first.

std::string ColumnMemory::Encode() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::uint64_t, decltype(senders_)::const_iterator>> order;
  for (auto at = senders_.begin(); at != senders_.end(); ++at) {
    if (!at->second.declared.empty()) order.emplace_back(at->second.used, at);
  }
  std::ranges::sort(order, std::ranges::greater{}, [](const auto& one) { return one.first; });
  std::vector<std::string> parts;
  std::size_t bytes = 0;
  for (const auto& [used, at] : order) {
    const auto& [source, peer] = at->first;
    std::string part =
        fmt::format("{} {} {}\n{}", source, peer.size(), at->second.declared.size(), peer);
    for (const std::string& declared : at->second.declared) {
      part += fmt::format("{}\n{}", declared.size(), declared);
    }
    bytes += part.size();
    if (bytes > kKeptBytes) break;
    parts.push_back(std::move(part));
  }
  std::ranges::reverse(parts);
  return fmt::format("{}{}", kKept, fmt::join(parts, ""));
}

void ColumnMemory::Decode(std::string_view bytes) {
  if (!bytes.starts_with(kKept)) return;
  bytes.remove_prefix(kKept.size());
  const auto number = [&](char end, auto& out) {
    const auto [at, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), out);
    bytes.remove_prefix(static_cast<std::size_t>(at - bytes.data()));
    if (error != std::errc{} || bytes.empty() || bytes.front() != end) return false;
    bytes.remove_prefix(1);
    return true;
  };
  const auto text = [&](std::size_t size, std::string& out) {
    if (bytes.size() < size) return false;
    out = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return true;
  };
  const std::lock_guard lock(mutex_);
  while (!bytes.empty() && senders_.size() < kSenders) {
    std::int64_t source = 0;
    std::size_t peer_bytes = 0, headers = 0, header_bytes = 0;
    std::string peer, declared;
    const bool fine = number(' ', source) && number(' ', peer_bytes) && number('\n', headers) &&
                      headers <= kHeaders && text(peer_bytes, peer);
    if (!fine) return;
    Sender& sender = senders_[{source, peer}];
    sender.used = ++clock_;
    for (std::size_t i = 0; i < headers; ++i) {
      if (!number('\n', header_bytes) || !text(header_bytes, declared)) return;
      Remember(sender, declared);
    }
  }
}

}  // namespace lachan::normalise
