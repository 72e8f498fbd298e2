// SPDX-License-Identifier: Apache-2.0
#include "contact_page/address.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace lachan::contact_page {
namespace {

struct Range {
  std::array<unsigned char, 16> network;
  int bits;
};

// clang-format off
constexpr Range kNotPublic4[] = {
    {{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12},
    {{192, 0, 0}, 24}, {{192, 0, 2}, 24}, {{192, 31, 196}, 24}, {{192, 52, 193}, 24},
    {{192, 88, 99}, 24}, {{192, 168}, 16}, {{192, 175, 48}, 24}, {{198, 18}, 15},
    {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 4}, {{240}, 4},
};
/// Within 2000::/3, outside of which nothing is public.
constexpr Range kNotPublic6[] = {
    {{0x20, 0x01, 0x00}, 23},              // IETF, with Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},        // documentation
    {{0x20, 0x02}, 16},                    // 6to4
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48},  // AS112
    {{0x3f, 0xff, 0x00}, 20},              // documentation
};
constexpr Range kGlobalUnicast6 = {{0x20}, 3};
// clang-format on

bool IsIn(std::span<const unsigned char> address, const Range& range) {
  for (int bit = 0; bit < range.bits; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int mask = 0x80 >> (bit % 8);
    if ((address[byte] & mask) != (range.network[byte] & mask)) return false;
  }
  return true;
}

}  // namespace

bool IsPublicAddress(std::span<const unsigned char> address) {
  const auto inside = [&](const Range& range) { return IsIn(address, range); };
  if (address.size() == 4) return std::ranges::none_of(kNotPublic4, inside);
  if (address.size() != 16) return false;
  return inside(kGlobalUnicast6) && std::ranges::none_of(kNotPublic6, inside);
}

bool IsWithinDomains(std::string_view host, std::span<const std::string_view> domains) {
  return std::ranges::any_of(domains, [&](std::string_view domain) {
    if (domain.empty() || !host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
  });
}

}  // namespace lachan::contact_page
