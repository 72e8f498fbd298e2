// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: log sources of events, remembered by the fields that decide them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event_batch.h"

namespace lachan::normalise {

/// Purpose      Answers as detect::DeriveLogSources does, joined with those of a mapping, without
///              asking for every field each time.
/// Concurrency  One thread.
/// Limits       kRemembered combinations; beyond, it starts anew.
class LogSourceMemo {
 public:
  LogSourceMemo();

  /// \param mapped  Of the mapping that was applied: the same address means the same list.
  /// \return valid until the next call.
  const std::vector<LogSource>& Of(const FlatEvent& event, const std::vector<LogSource>* mapped);

 private:
  static constexpr std::size_t kRemembered = 20'000, kLongestKey = 1'000, kSlots = 256;

  /// What a field is to the decision: a bit of presence, a number as value; -1 neither.
  struct Role {
    std::string_view name;
    std::int8_t presence = -1, value = -1;
  };

  static std::size_t SlotOf(std::string_view name);
  Role& RoleOf(std::string_view name);
  const Role* FindRole(std::string_view name) const;
  bool MakeKey(const FlatEvent& event, const std::vector<LogSource>* mapped);

  std::vector<Role> roles_{kSlots};  // By SlotOf, the next free one where it is taken.
  std::unordered_map<std::string, std::vector<LogSource>> known_;
  std::vector<LogSource> answer_;
  std::string key_;
};

}  // namespace lachan::normalise
