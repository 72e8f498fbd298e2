// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace lachan::contact_page {

/// Whether an IP address belongs to the public Internet.
///
/// \param address  4 bytes (IPv4) or 16 bytes (IPv6), network order; another length is not public.
/// Not public: private, loopback, link-local (with the metadata address of clouds), shared,
/// multicast, documentation and reserved ranges; IPv6 addresses that carry an IPv4 address (mapped,
/// 6to4, NAT64, Teredo).
/// \source RFC 6890 and the IANA registries of special-purpose addresses
bool IsPublicAddress(std::span<const unsigned char> address);

/// Whether `host` is one of `domains` or below one of them. All lower case, without a last dot.
bool IsWithinDomains(std::string_view host, std::span<const std::string_view> domains);

}  // namespace lachan::contact_page
