// SPDX-License-Identifier: Apache-2.0
#include "register/network_map.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace lachan::registry {
namespace {

std::uint64_t BigEndian(const unsigned char* bytes, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

/// The `bits` lowest bits set; 0 to 64.
constexpr std::uint64_t LowBits(int bits) {
  return bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
}

int AddressBits(const Address& address) { return address.is_v6 ? 128 : 32; }

Address WithHostBits(Address address, int prefix, bool set) {
  const int host = AddressBits(address) - prefix;
  const std::uint64_t low = LowBits(std::min(host, 64));
  const std::uint64_t high = LowBits(std::max(host - 64, 0));
  address.low = set ? address.low | low : address.low & ~low;
  address.high = set ? address.high | high : address.high & ~high;
  return address;
}

std::string AddressText(const Address& address) {
  unsigned char bytes[16];
  char text[INET6_ADDRSTRLEN] = {};
  if (!address.is_v6) {
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<unsigned char>(address.low >> (24 - 8 * i));
    inet_ntop(AF_INET, bytes, text, sizeof text);
    return text;
  }
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<unsigned char>(address.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<unsigned char>(address.low >> (56 - 8 * i));
  }
  inet_ntop(AF_INET6, bytes, text, sizeof text);
  return text;
}

/// The address after `address`; empty after the last one.
std::optional<Address> Next(Address address) {
  if (!address.is_v6) {
    if (address.low == UINT32_MAX) return std::nullopt;
    ++address.low;
    return address;
  }
  if (++address.low == 0 && ++address.high == 0) return std::nullopt;
  return address;
}

struct Stretch {
  Address start;
  std::uint32_t value;
};

/// Lays nested networks of one family out as disjoint stretches.
/// \param entries  Sorted by base, then by prefix: an outer network comes before its inner ones.
std::vector<Stretch> Flatten(const std::vector<NetworkMap::Entry>& entries, std::uint32_t nobody) {
  std::vector<Stretch> stretches;
  std::vector<const NetworkMap::Entry*> open;  // from the outermost to the innermost
  const auto begin = [&](const Address& start, std::uint32_t value) {
    if (!stretches.empty() && stretches.back().start == start) stretches.pop_back();
    if (!stretches.empty() && stretches.back().value == value) return;
    stretches.push_back({start, value});
  };
  const auto close = [&] {
    const auto next = Next(open.back()->network.Last());
    open.pop_back();
    if (next) begin(*next, open.empty() ? nobody : open.back()->value);
  };
  for (const auto& entry : entries) {
    while (!open.empty() && open.back()->network.Last() < entry.network.base) close();
    if (!open.empty() && open.back()->network == entry.network) continue;
    begin(entry.network.base, entry.value);
    open.push_back(&entry);
  }
  while (!open.empty()) close();
  return stretches;
}

}  // namespace

std::optional<Address> ParseAddress(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  if (const auto zone = text.find('%'); zone != std::string_view::npos) text = text.substr(0, zone);
  char buffer[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof buffer) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  unsigned char bytes[16];
  Address address;
  if (text.find(':') == std::string_view::npos) {
    if (inet_pton(AF_INET, buffer, bytes) != 1) return std::nullopt;
    address.low = BigEndian(bytes, 4);
    return address;
  }
  if (inet_pton(AF_INET6, buffer, bytes) != 1) return std::nullopt;
  address.high = BigEndian(bytes, 8);
  address.low = BigEndian(bytes + 8, 8);
  if (address.high == 0 && address.low >> 32 == 0xFFFF) {
    address = {false, 0, address.low & UINT32_MAX};
  } else {
    address.is_v6 = true;
  }
  return address;
}

Address Network::Last() const { return WithHostBits(base, prefix, true); }

std::string Network::Text() const { return fmt::format("{}/{}", AddressText(base), prefix); }

Result<Network> ParseNetwork(std::string_view text) {
  const auto slash = text.find('/');
  const auto refuse = [&] {
    return Fail(ErrorCode::kInvalidInput, "not an IP address or network in CIDR notation");
  };
  const std::string_view address_text = text.substr(0, slash);
  const auto address = ParseAddress(address_text);
  if (!address) return refuse();
  Network network{*address, AddressBits(*address)};
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    int prefix = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size() || prefix < 0) return refuse();
    // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
    if (!address->is_v6 && address_text.find(':') != std::string_view::npos) prefix -= 96;
    if (prefix < 0 || prefix > network.prefix) return refuse();
    network.prefix = prefix;
  }
  network.base = WithHostBits(network.base, network.prefix, false);
  return network;
}

NetworkMap::NetworkMap(std::vector<Entry> entries) {
  std::ranges::stable_sort(entries, {}, &Entry::network);
  const auto middle =
      std::ranges::find_if(entries, [](const Entry& entry) { return entry.network.base.is_v6; });
  for (const Stretch& stretch : Flatten({entries.begin(), middle}, kNobody)) {
    starts_v4_.push_back(static_cast<std::uint32_t>(stretch.start.low));
    values_v4_.push_back(stretch.value);
  }
  for (const Stretch& stretch : Flatten({middle, entries.end()}, kNobody)) {
    starts_v6_.push_back({stretch.start.high, stretch.start.low});
    values_v6_.push_back(stretch.value);
  }
}

std::optional<std::uint32_t> NetworkMap::Find(const Address& address) const {
  const auto owner = [](const auto& starts, const auto& values,
                        const auto& key) -> std::optional<std::uint32_t> {
    const auto after = std::upper_bound(starts.begin(), starts.end(), key);
    if (after == starts.begin()) return std::nullopt;
    const std::uint32_t value = values[static_cast<std::size_t>(after - starts.begin()) - 1];
    if (value == kNobody) return std::nullopt;
    return value;
  };
  if (!address.is_v6) {
    return owner(starts_v4_, values_v4_, static_cast<std::uint32_t>(address.low));
  }
  return owner(starts_v6_, values_v6_, std::array<std::uint64_t, 2>{address.high, address.low});
}

}  // namespace lachan::registry
