// SPDX-License-Identifier: Apache-2.0
/// \file
/// Correlations: counting and ordering detections in sliding windows of event time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/time.h"
#include "detect/rule.h"
#include "detect/rule_set.h"

namespace lachan::detect {

struct CorrelatorOptions {
  /// Per correlation: groups kept at once; the one idle longest goes first.
  std::size_t max_groups = 10'000;
  /// Per group: detections kept; the oldest go first. A rule's memory stays below
  /// max_groups × max_entries × ~300 bytes, and below max_total_entries × ~300 bytes.
  std::size_t max_entries = 2'000;
  std::size_t max_total_entries = 200'000;  ///< Per correlation, over all groups.
  /// How late (by event time, against the newest seen) an event may come and still be counted.
  Duration lateness = std::chrono::minutes{10};
};

/// A correlation that holds at an event.
struct CorrelationHit {
  std::size_t rule = 0;  ///< Index into RuleSet::rules().
  Instant time;          ///< Of the event that completes it.
  std::string event_id;  ///< Of that event.
  /// group-by field (or alias) and its value.
  std::vector<std::pair<std::string, std::string>> group;
  double value = 0;  ///< What the condition was held against: count, sum, …
  /// Events in the window, oldest first, at most 100.
  std::vector<std::string> events;
  Instant window_begin;  ///< Time of the oldest of them.
  /// True if this group already fired within the rule's timespan before `time`: usually no new
  /// alert.
  bool repeated = false;
};

/// Holds the windows. One instance, externally synchronised. State lives in memory only: after a
/// restart feed it the detections of the longest timespan again.
class Correlator {
 public:
  /// `rules` must outlive the correlator.
  explicit Correlator(const RuleSet& rules, CorrelatorOptions options = {});
  ~Correlator();
  Correlator(Correlator&&) noexcept;

  /// Takes one event with its detections (from RuleSet::Match) and returns what holds because of
  /// it. Uses event.time. An event that comes late takes its place in time; firings that it makes
  /// true at later events are returned now.
  std::vector<CorrelationHit> Observe(const Event& event, const std::vector<Match>& matches);

  std::size_t groups() const;   ///< Kept now, over all rules.
  std::size_t entries() const;  ///< Kept now, over all groups.
  std::size_t dropped() const;  ///< Given up because of the limits or too late, since creation.

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::detect
