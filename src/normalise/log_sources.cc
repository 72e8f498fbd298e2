// SPDX-License-Identifier: Apache-2.0
#include "normalise/log_sources.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "detect/logsource.h"

namespace lachan::normalise {
namespace {

void Join(const std::vector<LogSource>& more, std::vector<LogSource>& all) {
  for (const LogSource& source : more) {
    const bool there = std::ranges::any_of(all, [&](const LogSource& other) {
      return other.product == source.product && other.category == source.category &&
             other.service == source.service;
    });
    if (!there) all.push_back(source);
  }
}

}  // namespace

LogSourceMemo::LogSourceMemo() {
  std::int8_t number = 0;
  for (const auto name : detect::LogSourceValueFields()) RoleOf(name).value = number++;
  number = 0;
  for (const auto name : detect::LogSourcePresenceFields()) RoleOf(name).presence = number++;
}

/// Length, first and last letter tell most names apart.
std::size_t LogSourceMemo::SlotOf(std::string_view name) {
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return (name.size() * 37 + first * 5U + last * 11U) % kSlots;
}

LogSourceMemo::Role& LogSourceMemo::RoleOf(std::string_view name) {
  std::size_t slot = SlotOf(name);
  while (!roles_[slot].name.empty() && roles_[slot].name != name) slot = (slot + 1) % kSlots;
  roles_[slot].name = name;
  return roles_[slot];
}

const LogSourceMemo::Role* LogSourceMemo::FindRole(std::string_view name) const {
  if (name.empty()) return nullptr;
  for (std::size_t slot = SlotOf(name); !roles_[slot].name.empty(); slot = (slot + 1) % kSlots) {
    if (roles_[slot].name == name) return &roles_[slot];
  }
  return nullptr;
}

/// Writes key_: all that decides. False if it is too long to remember.
bool LogSourceMemo::MakeKey(const FlatEvent& event, const std::vector<LogSource>* mapped) {
  std::uint64_t present = 0, nulls = 0;
  std::array<const std::string_view*, 64> values{};
  for (const FlatEvent::Field& field : event.fields) {
    const Role* role = FindRole(field.name);
    if (role == nullptr) continue;
    if (role->presence >= 0) present |= std::uint64_t{1} << role->presence;
    if (role->value < 0) continue;
    // Only the first value decides, but of EventType any may.
    const auto at = static_cast<std::size_t>(role->value);
    if (values[at] != nullptr) return false;
    values[at] = &field.value;
    if (field.kind == EventField::Kind::kNull) nulls |= std::uint64_t{1} << at;
  }
  key_.clear();
  key_.append(reinterpret_cast<const char*>(&mapped), sizeof mapped);
  key_.append(reinterpret_cast<const char*>(&present), sizeof present);
  key_.append(reinterpret_cast<const char*>(&nulls), sizeof nulls);
  key_ += event.format;
  for (const std::string_view* value : values) {
    key_ += value == nullptr ? '\x01' : '\x02';
    if (value != nullptr) key_ += *value;
  }
  return key_.size() <= kLongestKey;
}

const std::vector<LogSource>& LogSourceMemo::Of(const FlatEvent& event,
                                                const std::vector<LogSource>* mapped) {
  const auto derive = [&](std::vector<LogSource>& into) {
    if (mapped != nullptr) into = *mapped;
    Join(detect::DeriveLogSources(event.ToEvent()), into);
  };
  if (!MakeKey(event, mapped)) {
    answer_.clear();
    derive(answer_);
    return answer_;
  }
  if (known_.size() >= kRemembered) known_.clear();
  const auto [at, is_new] = known_.try_emplace(key_);
  if (is_new) derive(at->second);
  return at->second;
}

}  // namespace lachan::normalise
