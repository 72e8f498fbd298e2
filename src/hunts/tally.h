// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a hunt counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace lachan::hunts {

/// Events that met one target in one agency.
struct Tally {
  static constexpr std::size_t kSamples = 5;

  std::uint64_t events = 0;
  Instant first{}, last{};
  std::vector<std::pair<Instant, std::string>> samples;  ///< Newest first.

  void Add(Instant time, std::string_view id) {
    Widen(time, time);
    ++events;
    if (samples.size() == kSamples && time <= samples.back().first) return;
    Sample(time, std::string(id));
  }
  void Add(const Tally& other) {
    if (other.events == 0) return;
    Widen(other.first, other.last);
    events += other.events;
    for (const auto& [time, id] : other.samples) Sample(time, id);
  }

 private:
  void Widen(Instant from, Instant to) {
    first = events == 0 ? from : std::min(first, from);
    last = events == 0 ? to : std::max(last, to);
  }
  void Sample(Instant time, std::string id) {
    samples.emplace_back(time, std::move(id));
    std::ranges::sort(samples, std::greater{});
    if (samples.size() > kSamples) samples.pop_back();
  }
};

/// By agency (0: none) and system (0: none).
using Tallies = std::map<std::pair<std::int64_t, std::int64_t>, Tally>;

}  // namespace lachan::hunts
