// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace lachan::scan {

/// First and last of some instants.
struct Span {
  std::optional<Instant> first, last;

  void Add(Instant time) {
    if (!first || time < *first) first = time;
    if (!last || time > *last) last = time;
  }
  void Add(const Span& other) {
    if (other.first) Add(*other.first);
    if (other.last) Add(*other.last);
  }
};

/// How often something was found, and when.
struct Count {
  std::uint64_t count = 0;
  Span seen;

  void Add(std::optional<Instant> time) {
    ++count;
    if (time) seen.Add(*time);
  }
  void Add(const Count& other) {
    count += other.count;
    seen.Add(other.seen);
  }
};

/// What was counted. Each thread has its own; sums do not depend on who counted what.
struct Tally {
  /// Hosts beyond are not told apart.
  static constexpr std::size_t kMaxHosts = 10'000;

  std::uint64_t events = 0;          ///< Looked at: within the time asked for.
  std::uint64_t events_outside = 0;  ///< Left out because of their time.
  std::uint64_t without_time = 0;    ///< Of `events`.
  std::uint64_t events_matched = 0;  ///< With a match that is shown.
  std::uint64_t events_with_indicators = 0;
  std::uint64_t abandoned_regexes = 0;
  std::map<std::string, std::uint64_t, std::less<>> given_up;  ///< The same, by expression.
  Span span;
  std::vector<Count> rules;                   ///< By index of the rule; shown matches only.
  std::map<std::uint32_t, Count> indicators;  ///< By index of the indicator.
  std::map<std::string, std::uint64_t, std::less<>> hosts;  ///< Events with a match, by host.
  bool has_more_hosts = false;

  void AddHost(std::string_view host, bool is_match);
  void Add(const Tally& other);
};

}  // namespace lachan::scan
