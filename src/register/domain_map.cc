// SPDX-License-Identifier: Apache-2.0
#include "register/domain_map.h"

#include "base/text.h"

namespace lachan::registry {
namespace {

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
  for (Entry& entry : entries) {
    std::string name = AsciiLower(WithoutRoot(entry.domain));
    if (name.empty()) continue;
    const std::uint64_t hash = HashOf(name);
    if (Known(hash, name) != nullptr) continue;
    std::size_t at = hash & (slots - 1);
    while (slots_[at].entry != kFree) at = (at + 1) & (slots - 1);
    slots_[at] = {hash, static_cast<std::uint32_t>(entries_.size())};
    entries_.push_back({std::move(name), entry.value});
  }
}

const DomainMap::Entry* DomainMap::Known(std::uint64_t hash, std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].entry != kFree; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const Entry& entry = entries_[slots_[at].entry];
    if (SameLetters(entry.domain, name)) return &entry;
  }
  return nullptr;
}

std::optional<std::uint32_t> DomainMap::Find(std::string_view host) const {
  if (entries_.empty()) return std::nullopt;
  host = WithoutRoot(host);
  if (host.empty() || host.size() > 253) return std::nullopt;
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
    if (const Entry* entry = Known(parent.hash, host.substr(parent.begin))) return entry->value;
  }
  return std::nullopt;
}

}  // namespace lachan::registry
