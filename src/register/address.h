// SPDX-License-Identifier: Apache-2.0
/// \file
/// IPv4 and IPv6 addresses and networks as numbers.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::registry {

/// An address as a number. IPv4 is kept as IPv4; "::ffff:a.b.c.d" becomes IPv4.
struct Address {
  bool is_v6 = false;
  std::uint64_t high = 0;  ///< First 8 octets of IPv6; 0 for IPv4.
  std::uint64_t low = 0;   ///< Last 8 octets, or the 32 bits of IPv4.
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// IPv4 in dotted decimal or IPv6 (RFC 4291), brackets and a zone ("%eth0") allowed around IPv6.
/// Leading zeros in a decimal octet are refused, as inet_pton does. No allocation.
/// \return empty when `text` is no address.
std::optional<Address> ParseAddress(std::string_view text);

/// A network: address with its host bits cleared, and the length of the prefix.
struct Network {
  Address base;
  int prefix = 0;  ///< 0–32 or 0–128.
  friend auto operator<=>(const Network&, const Network&) = default;

  Address Last() const;
  bool Holds(const Address& address) const {
    return address.is_v6 == base.is_v6 && base <= address && address <= Last();
  }
  bool Holds(const Network& other) const { return Holds(other.base) && prefix <= other.prefix; }
  /// The network of `length` bits around this one; 0 ≤ length ≤ prefix.
  Network Around(int length) const;
  /// Canonical text: "10.0.0.0/8", "2001:db8::/32".
  std::string Text() const;
  /// Text that sorts as the networks do on the number line: "4" or "6", the hex digits of the
  /// first address, "/" and the length in three digits.
  std::string SortKey() const;
};

/// CIDR notation (RFC 4632); an address alone is a network of one. Host bits are cleared.
/// \error kInvalidInput  not such a text.
Result<Network> ParseNetwork(std::string_view text);

}  // namespace lachan::registry
