// SPDX-License-Identifier: Apache-2.0
/// \file
/// Longest-prefix match of IPv4 and IPv6 addresses, built once and read by many.
///
/// Networks nest but never overlap in part. So all of them can be laid on the number line as
/// disjoint stretches, each owned by its innermost network, and a look-up is a search over the
/// starts. IPv4 goes through a table of the first 16 bits to the few stretches that begin there;
/// IPv6 by halving without branches over the first 8 octets, then the last 8. No allocation.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "register/address.h"

namespace lachan::registry {

/// Network → number of the caller's choice. Immutable; safe from any thread.
class NetworkMap {
 public:
  struct Entry {
    Network network;
    std::uint32_t value = 0;  ///< Below UINT32_MAX.
  };
  NetworkMap() = default;
  /// \param entries  In any order. Of equal networks the one that comes first counts.
  explicit NetworkMap(std::vector<Entry> entries);

  /// Value of the longest network that holds `address`.
  std::optional<std::uint32_t> Find(const Address& address) const {
    const std::uint32_t value = address.is_v6 ? FindV6(address.high, address.low)
                                              : FindV4(static_cast<std::uint32_t>(address.low));
    if (value == kNobody) return std::nullopt;
    return value;
  }
  std::size_t stretches() const { return starts_v4_.size() + high_v6_.size(); }

 private:
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  std::uint32_t FindV4(std::uint32_t address) const;
  std::uint32_t FindV6(std::uint64_t high, std::uint64_t low) const;

  std::vector<std::uint32_t> first_v4_;   // by the upper 16 bits: stretches that begin before them
  std::vector<std::uint32_t> starts_v4_;  // ascending; stretch i ends before start i + 1
  std::vector<std::uint32_t> values_v4_;
  std::vector<std::uint64_t> high_v6_, low_v6_;  // ascending as pairs
  std::vector<std::uint32_t> values_v6_;
};

}  // namespace lachan::registry
