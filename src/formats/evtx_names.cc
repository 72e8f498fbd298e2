// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx_names.h"

#include <algorithm>
#include <random>

#include "formats/evtx_bytes.h"

namespace lachan::formats::evtx {
namespace {

/// Spreads `a` over all bits, in a way that the odd `b` chooses.
std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  a *= b;
  return a ^ a >> 32;
}

std::uint64_t Hash(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = seed ^ bytes.size();
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    hash = Mix(hash ^ Load<std::uint64_t>(bytes), seed);
  }
  std::uint64_t rest = 0;
  if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
  return Mix(Mix(hash ^ rest, seed), seed);
}

}  // namespace

TagTable::TagTable(NameTable& names, std::size_t limit)
    : names_(&names),
      limit_(limit),
      seed_((std::uint64_t{std::random_device{}()} << 32 ^ std::random_device{}()) | 1),
      slots_(1024),
      attributes_(0, SeededHash{seed_}) {
  further_.id = 0;
  for (const auto& [name, role] : kRoles) {  // These must not be among the further ones.
    std::string utf16;
    for (const char c : name) utf16.append({c, '\0'});
    Find(utf16);
  }
}

std::size_t TagTable::SeededHash::operator()(std::uint64_t key) const {
  return Mix(Mix(key ^ seed, seed), seed);
}

Tag& TagTable::Find(std::string_view utf16) {
  const std::uint64_t hash = Hash(utf16, seed_);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != nullptr; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot]->hash == hash && slots_[slot]->utf16 == utf16) return *slots_[slot];
  }
  if (tags_.size() >= limit_ || utf16.size() > kNameBytes) return further_;
  Tag& tag = tags_.emplace_back();
  AppendDecoded({RawValue::Form::kUtf16, utf16}, tag.text);
  tag.role = RoleOf(tag.text);
  std::erase(tag.text, ' ');
  tag.utf16 = utf16;
  tag.hash = hash;
  tag.number = static_cast<std::uint32_t>(tags_.size());
  slots_[slot] = &tag;
  if (tags_.size() * 2 > slots_.size()) Grow();
  return tag;
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
  if (&element == &further_ || &attribute == &further_) return 0;
  const std::uint64_t key = std::uint64_t{element.number} << 32 | attribute.number;
  const auto known = attributes_.find(key);
  if (known != attributes_.end()) return known->second;
  if (attributes_.size() >= limit_) return 0;
  const NameId id = names_->Intern(element.text + '_' + attribute.text);
  attributes_.emplace(key, id);
  return id;
}

}  // namespace lachan::formats::evtx
