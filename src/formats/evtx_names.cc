// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_names.h"

#include <algorithm>
#include <random>

#include "formats/evtx_bytes.h"

namespace lachan::formats::evtx {
namespace {

/// Spreads `a` over all bits, in a way that the odd `b` chooses.
std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  a = (a ^ a >> 32) * b;
  return (a ^ a >> 29) * 0x9E3779B97F4A7C15U;
}

std::uint64_t Hash(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = seed ^ bytes.size();
  while (bytes.size() >= 8) {
    hash = Mix(hash ^ Load<std::uint64_t>(bytes), seed);
    bytes.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
  hash = Mix(hash ^ rest, seed);
  return hash ^ hash >> 32;
}

}  // namespace

Tag::Role RoleOf(std::string_view name) {
  using Role = Tag::Role;
  static constexpr std::pair<std::string_view, Role> kRoles[] = {
      {"Event", Role::kEvent},
      {"System", Role::kSystem},
      {"EventData", Role::kSection},
      {"UserData", Role::kSection},
      {"ProcessingErrorData", Role::kSection},
      {"DebugData", Role::kSection},
      {"BinaryEventData", Role::kSection},
      {"RenderingInfo", Role::kSection},
      {"Data", Role::kData},
      {"Name", Role::kName},
      {"xmlns", Role::kNamespace},
  };
  for (const auto& [known, role] : kRoles) {
    if (name == known) return role;
  }
  return Role::kOther;
}

TagTable::TagTable(NameTable& names, std::size_t limit)
    : names_(&names),
      limit_(limit),
      seed_(Mix(std::random_device{}(), 0xE7037ED1A0B428DBU) | 1),
      slots_(1024),
      attributes_(0, SeededHash{seed_}) {}

std::size_t TagTable::SeededHash::operator()(std::uint64_t key) const {
  return Mix(key ^ seed, seed);
}

Tag* TagTable::Find(std::string_view utf16) {
  const std::uint64_t hash = Hash(utf16, seed_);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != nullptr; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot]->hash == hash && slots_[slot]->utf16 == utf16) return slots_[slot];
  }
  if (tags_.size() >= limit_ || utf16.size() > kNameBytes) return nullptr;
  Tag& tag = tags_.emplace_back();
  AppendDecoded({RawValue::Form::kUtf16, utf16}, tag.text);
  tag.role = RoleOf(tag.text);
  std::erase(tag.text, ' ');
  tag.utf16 = utf16;
  tag.hash = hash;
  tag.number = static_cast<std::uint32_t>(tags_.size());
  slots_[slot] = &tag;
  if (tags_.size() * 2 > slots_.size()) Grow();
  return &tag;
}

void TagTable::Grow() {
  slots_.assign(slots_.size() * 2, nullptr);
  for (Tag& tag : tags_) {
    std::size_t slot = tag.hash & (slots_.size() - 1);
    while (slots_[slot] != nullptr) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = &tag;
  }
}

NameId TagTable::AttributeName(const Tag& element, const Tag& attribute) {
  const std::uint64_t key = std::uint64_t{element.number} << 32 | attribute.number;
  const auto known = attributes_.find(key);
  if (known != attributes_.end()) return known->second;
  if (attributes_.size() >= limit_) return kNoName;
  const NameId id = names_->Intern(element.text + '_' + attribute.text);
  attributes_.emplace(key, id);
  return id;
}

}  // namespace lachan::formats::evtx
