// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/flat_record.h"
#include "core/time.h"

namespace lachan::scan {

/// "2026-11-23T04:05:06.123Z", the form that most records have, without looking for others.
std::optional<Instant> ReadPlainTime(std::string_view text);

/// Purpose      When and where a record happened, in one walk over its fields: what detect::TimeOf
///              and detect::EventOf say, faster.
/// Concurrency  One thread, like the name table.
class RecordFacts {
 public:
  explicit RecordFacts(NameTable& names);

  /// The record stays where it is while it is asked for.
  void Start(const FlatRecord& record);
  std::optional<Instant> time();
  /// Empty when no field says it. Valid until the next Start().
  std::string_view host();

 private:
  static constexpr std::size_t kRoles = 16;  ///< Of time, then of host.

  NameTable& names_;
  std::vector<std::uint8_t> roles_;  ///< By NameId: role plus one.
  std::size_t time_roles_ = 0, all_roles_ = 0;
  const FlatRecord* record_ = nullptr;
  std::array<const FlatField*, kRoles> found_{};
  std::string text_, host_;
  std::uint64_t host_identity_ = 0;  ///< Of the value in host_; 0: unknown.
  NameId host_name_ = 0;
};

}  // namespace lachan::scan
