// SPDX-License-Identifier: Apache-2.0
#include "register/network_map.h"

#include <algorithm>

namespace lachan::registry {
namespace {

constexpr std::uint32_t kTable = 1U << 16;

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

/// Index of the first of `count` ascending values that is greater than `key`. Halves without a
/// branch that depends on the data.
template <class T>
std::size_t After(const T* values, std::size_t count, T key) {
  const T* base = values;
  while (count > 1) {
    const std::size_t half = count / 2;
    base += base[half - 1] <= key ? half : 0;
    count -= half;
  }
  return static_cast<std::size_t>(base - values) + (count == 1 && *base <= key ? 1 : 0);
}

}  // namespace

NetworkMap::NetworkMap(std::vector<Entry> entries) {
  std::ranges::stable_sort(entries, {}, &Entry::network);
  const auto middle =
      std::ranges::find_if(entries, [](const Entry& entry) { return entry.network.base.is_v6; });
  for (const Stretch& stretch : Flatten({entries.begin(), middle}, kNobody)) {
    starts_v4_.push_back(static_cast<std::uint32_t>(stretch.start.low));
    values_v4_.push_back(stretch.value);
  }
  if (!starts_v4_.empty()) {
    first_v4_.reserve(kTable + 1);
    std::uint32_t at = 0;
    for (std::uint64_t upper = 0; upper <= kTable; ++upper) {
      while (at < starts_v4_.size() && starts_v4_[at] < upper << 16) ++at;
      first_v4_.push_back(at);
    }
  }
  for (const Stretch& stretch : Flatten({middle, entries.end()}, kNobody)) {
    high_v6_.push_back(stretch.start.high);
    low_v6_.push_back(stretch.start.low);
    values_v6_.push_back(stretch.value);
  }
}

std::uint32_t NetworkMap::FindV4(std::uint32_t address) const {
  if (starts_v4_.empty()) return kNobody;
  const std::size_t from = first_v4_[address >> 16];
  const std::size_t to = first_v4_[(address >> 16) + 1];
  const std::size_t after = from + After(starts_v4_.data() + from, to - from, address);
  return after == 0 ? kNobody : values_v4_[after - 1];
}

std::uint32_t NetworkMap::FindV6(std::uint64_t high, std::uint64_t low) const {
  if (high_v6_.empty()) return kNobody;
  std::size_t after = After(high_v6_.data(), high_v6_.size(), high);
  // Of those with the same first half, the last that does not begin later.
  if (after > 0 && high_v6_[after - 1] == high && low_v6_[after - 1] > low) {
    const auto first = static_cast<std::size_t>(
        std::lower_bound(high_v6_.begin(), high_v6_.begin() + static_cast<std::ptrdiff_t>(after),
                         high) -
        high_v6_.begin());
    after = first + After(low_v6_.data() + first, after - first, low);
  }
  return after == 0 ? kNobody : values_v6_[after - 1];
}

}  // namespace lachan::registry
