// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/time.h"

namespace lachan::sources {

/// Hours since 1970 (UTC); in Viet Nam an hour begins with the same minute.
std::int64_t HourOf(Instant instant);
Instant BeginOfHour(std::int64_t hour);

/// Records an hour of one source over the last four weeks. A value without invariants to guard but
/// its length.
class Hours {
 public:
  static constexpr std::int64_t kKept = 28 * 24;

  Hours() = default;
  /// \param json  An array of whole numbers, oldest first; \param end  the hour after the last one.
  /// What is not such an array gives no hours.
  static Hours FromJson(std::string_view json, std::int64_t end);
  std::string ToJson() const;

  /// Hours older than kKept before the newest are forgotten.
  void Add(std::int64_t hour, std::uint64_t records);
  std::uint64_t At(std::int64_t hour) const;
  /// Over [from, to).
  std::uint64_t Sum(std::int64_t from, std::int64_t to) const;
  std::int64_t end() const { return end_; }

  /// What is usual in `hour`: the median of the same hour of the week over the last four weeks;
  /// only weeks that lie whole after `known_since` count.
  /// \return nothing when there are fewer than two such weeks.
  std::optional<double> Usual(std::int64_t hour, std::int64_t known_since) const;

 private:
  std::deque<std::uint64_t> counts_;  // the last is that of hour end_ - 1
  std::int64_t end_ = 0;
};

}  // namespace lachan::sources
