// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lachan::indicators {

/// An IPv4 or IPv6 address. Unlike spellings of one address are equal; an IPv4-mapped IPv6 address
/// ("::ffff:192.0.2.1") stays IPv6 and is not equal to the IPv4 address.
struct Address {
  std::uint64_t high = 0;
  std::uint64_t low = 0;  ///< IPv4: the 32 low bits.
  bool is_v4 = false;
  friend bool operator==(const Address&, const Address&) = default;
};

/// A whole text as an address. IPv4 is four decimal numbers without leading zeros (others read them
/// as octal); IPv6 as RFC 4291 has it, without brackets and zone.
/// \source RFC 4291 §2.2
std::optional<Address> ParseAddress(std::string_view text);
/// \source RFC 5952
std::string FormatAddress(const Address& address);

struct Network {
  Address first;  ///< Bits beyond `bits` are zero.
  int bits = 0;   ///< 0–32 for IPv4, 0–128 for IPv6.
};
/// `address` with all but the first `bits` bits zero.
Address Masked(const Address& address, int bits);
/// "192.0.2.0/24"; host bits that are set are cleared.
std::optional<Network> ParseNetwork(std::string_view text);
std::string FormatNetwork(const Network& network);

}  // namespace lachan::indicators
