// SPDX-License-Identifier: Apache-2.0
#include "register/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace lachan::registry {
namespace {

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

/// Dotted decimal, exactly four octets.
std::optional<std::uint32_t> ParseV4(std::string_view text) {
  std::uint32_t value = 0;
  std::uint32_t octet = 0;
  int digits = 0, dots = 0;
  for (const char c : text) {
    const auto digit = static_cast<unsigned char>(c - '0');
    if (digit <= 9) {
      if (digits > 0 && octet == 0) return std::nullopt;  // A leading zero.
      octet = octet * 10 + digit;
      if (++digits > 3 || octet > 255) return std::nullopt;
    } else if (c == '.') {
      if (digits == 0 || ++dots > 3) return std::nullopt;
      value = value << 8 | octet;
      octet = 0;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  if (dots != 3 || digits == 0) return std::nullopt;
  return value << 8 | octet;
}

constexpr std::array<std::int8_t, 256> kHexDigits = [] {
  std::array<std::int8_t, 256> digits{};
  digits.fill(-1);
  for (int i = 0; i < 10; ++i)
    digits[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    digits[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
    digits[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return digits;
}();

/// The groups of an IPv6 address as they are read from left to right.
struct Groups {
  std::uint16_t values[8] = {};
  int count = 0;
  int gap = -1;  ///< Where "::" stands; -1 when it does not.

  bool Add(std::uint32_t value) {
    if (count == 8) return false;
    values[count++] = static_cast<std::uint16_t>(value);
    return true;
  }
};

/// Reads up to four hex digits at `at` and moves it behind them; empty when there are none or more.
std::optional<std::uint32_t> ReadGroup(std::string_view text, std::size_t& at) {
  std::uint32_t group = 0;
  int digits = 0;
  while (at < text.size()) {
    const int digit = kHexDigits[static_cast<unsigned char>(text[at])];
    if (digit < 0) break;
    if (++digits > 4) return std::nullopt;
    group = group << 4 | static_cast<std::uint32_t>(digit);
    ++at;
  }
  if (digits == 0) return std::nullopt;
  return group;
}

std::optional<Address> AddressOf(const Groups& groups) {
  if (groups.gap < 0 ? groups.count != 8 : groups.count > 7) return std::nullopt;
  std::uint64_t halves[2] = {};
  const int missing = 8 - groups.count;
  for (int i = 0; i < groups.count; ++i) {
    const int place = groups.gap >= 0 && i >= groups.gap ? i + missing : i;
    halves[place / 4] |= std::uint64_t{groups.values[i]} << (48 - 16 * (place % 4));
  }
  if (halves[0] == 0 && halves[1] >> 32 == 0xFFFF) return Address{false, 0, halves[1] & UINT32_MAX};
  return Address{true, halves[0], halves[1]};
}

std::optional<Address> ParseV6(std::string_view text) {
  Groups groups;
  std::size_t at = 0;
  if (text.starts_with("::")) {
    groups.gap = 0;
    at = 2;
  }
  while (at < text.size()) {
    const std::size_t begin = at;
    const auto group = ReadGroup(text, at);
    if (!group) return std::nullopt;
    if (at < text.size() && text[at] == '.') {
      const auto v4 = ParseV4(text.substr(begin));
      if (!v4 || !groups.Add(*v4 >> 16) || !groups.Add(*v4 & 0xFFFF)) return std::nullopt;
      break;
    }
    if (!groups.Add(*group)) return std::nullopt;
    if (at == text.size()) break;
    if (text[at++] != ':' || at == text.size()) return std::nullopt;
    if (text[at] != ':') continue;
    if (groups.gap >= 0) return std::nullopt;
    groups.gap = groups.count;
    ++at;
  }
  return AddressOf(groups);
}

}  // namespace

std::optional<Address> ParseAddress(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  // Most addresses of logs are IPv4: a dot among the first four octets.
  if (text.substr(0, 4).find('.') != std::string_view::npos && text.size() <= 15) {
    if (const auto v4 = ParseV4(text)) return Address{false, 0, *v4};
  }
  if (const auto zone = text.find('%'); zone != std::string_view::npos) {
    text = text.substr(0, zone);
    if (const auto v4 = ParseV4(text)) return Address{false, 0, *v4};
  }
  if (text.size() < 2 || text.size() > 45) return std::nullopt;
  return ParseV6(text);
}

Address Network::Last() const { return WithHostBits(base, prefix, true); }

Network Network::Around(int length) const { return {WithHostBits(base, length, false), length}; }

std::string Network::Text() const { return fmt::format("{}/{}", AddressText(base), prefix); }

std::string Network::SortKey() const {
  return base.is_v6 ? fmt::format("6{:016x}{:016x}/{:03}", base.high, base.low, prefix)
                    : fmt::format("4{:08x}/{:03}", base.low, prefix);
}

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

}  // namespace lachan::registry
