// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is to be done with JSON records that have the same names in the same order: found out once.
#pragma once

#include <cstdint>
#include <vector>

#include "core/flat_record.h"
#include "normalise/mappings.h"

namespace lachan::normalise {

struct JsonPlan {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint64_t form = 0;
  /// Places of mappings whose conditions on names hold, best first; without those for programs.
  std::vector<std::uint16_t> candidates;
  std::uint32_t message = kNone;  ///< Field that may hold a line of another format.
  std::uint32_t program = kNone;  ///< Field that may name the program that wrote that line.
  struct Time {
    std::uint32_t field = 0;
    bool is_utc = false;  ///< Without an offset it is UTC, whatever is usual here.
  };
  std::vector<Time> times;           ///< Fields that may say when, best first.
  std::vector<std::uint32_t> hosts;  ///< Fields that may say which host, best first.
  /// False: fields and log sources of such records are what JsonRecordReader and the fields tell.
  bool may_extend = false;
};

/// Purpose      Plans of records by their form.
/// Concurrency  One thread, one table of names. Refers to the mappings.
class JsonPlans {
 public:
  explicit JsonPlans(const Mappings& mappings) : mappings_(mappings), known_(kKnown) {}
  /// Valid until the next call.
  const JsonPlan& Of(const FlatRecord& record, const NameTable& names);

 private:
  static constexpr std::size_t kKnown = 512;

  void Make(const FlatRecord& record, const NameTable& names, JsonPlan& plan) const;

  const Mappings& mappings_;
  std::vector<JsonPlan> known_;  // By form modulo kKnown.
  JsonPlan other_;               // Of a record without a form.
};

}  // namespace lachan::normalise
