// SPDX-License-Identifier: Apache-2.0
#include "register/domain_map.h"

#include "base/text.h"

namespace lachan::registry {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::uint64_t kStart = 0x9E3779B97F4A7C15;

constexpr unsigned char Lower(char c) {
  const auto letter = static_cast<unsigned char>(c);
  return letter >= 'A' && letter <= 'Z' ? static_cast<unsigned char>(letter | 0x20) : letter;
}

constexpr std::uint64_t Step(std::uint64_t hash, char c) {
  return (hash ^ Lower(c)) * 0x100000001B3;
}

/// Spreads the upper bits into the lower ones, which choose the slot.
constexpr std::uint64_t Finish(std::uint64_t hash) { return hash ^ hash >> 32; }

/// Bit of a name; by other bits of the hash than its slot.
constexpr std::uint64_t BitOf(std::uint64_t hash) { return hash >> 24; }

std::uint64_t HashOf(std::string_view name) {
  std::uint64_t hash = kStart;
  for (std::size_t i = name.size(); i > 0; --i) hash = Step(hash, name[i - 1]);
  return Finish(hash);
}

bool SameLetters(std::string_view lower, std::string_view name) {
  if (lower.size() != name.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (static_cast<unsigned char>(lower[i]) != Lower(name[i])) return false;
  }
  return true;
}

std::string_view WithoutRoot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

}  // namespace

DomainMap::DomainMap(std::vector<Entry> entries) {
  std::size_t slots = 8;
  while (slots < entries.size() * 2 + 1) slots *= 2;
  if (entries.empty()) return;
  slots_.resize(slots);
  bits_.resize(slots / 4);
  for (const Entry& entry : entries) {
    const std::string name = AsciiLower(WithoutRoot(entry.domain));
    if (name.empty() || name.size() > kMaxName || names_.size() > kMaxNames) continue;
    const std::uint64_t hash = HashOf(name);
    if (Known(hash, name) != nullptr) continue;
    std::size_t at = hash & (slots - 1);
    while (slots_[at].name != kFree) at = (at + 1) & (slots - 1);
    slots_[at] = {hash, static_cast<std::uint32_t>(names_.size()), entry.value};
    names_ += static_cast<char>(name.size());
    names_ += name;
    bits_[BitOf(hash) / 64 & (bits_.size() - 1)] |= std::uint64_t{1} << (BitOf(hash) % 64);
    ++size_;
  }
}

bool DomainMap::MayKnow(std::uint64_t hash) const {
  const std::uint64_t bit = BitOf(hash);
  return (bits_[bit / 64 & (bits_.size() - 1)] >> (bit % 64) & 1) != 0;
}

const DomainMap::Slot* DomainMap::Known(std::uint64_t hash, std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].name != kFree; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.hash != hash) continue;
    const std::string_view known(names_.data() + slot.name + 1,
                                 static_cast<unsigned char>(names_[slot.name]));
    if (SameLetters(known, name)) return &slot;
  }
  return nullptr;
}

std::optional<std::uint32_t> DomainMap::Find(std::string_view host) const {
  if (size_ == 0) return std::nullopt;
  host = WithoutRoot(host);
  if (host.empty() || host.size() > kMaxName) return std::nullopt;
  struct Parent {
    std::uint64_t hash;
    std::size_t begin;
  };
  Parent parents[kMaxLabels];
  std::size_t count = 0;
  std::uint64_t hash = kStart;
  for (std::size_t i = host.size(); i > 0; --i) {
    const char c = host[i - 1];
    if (c == '.' && count < kMaxLabels - 1) parents[count++] = {Finish(hash), i};
    hash = Step(hash, c);
  }
  parents[count++] = {Finish(hash), 0};
  while (count > 0) {
    const Parent& parent = parents[--count];
    if (!MayKnow(parent.hash)) continue;
    if (const Slot* slot = Known(parent.hash, host.substr(parent.begin))) return slot->value;
  }
  return std::nullopt;
}

}  // namespace lachan::registry
