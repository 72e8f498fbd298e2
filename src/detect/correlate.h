// SPDX-License-Identifier: Apache-2.0
/// \file
/// Correlations: counting and ordering detections in sliding windows of event time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/time.h"
#include "detect/correlate_input.h"
#include "detect/rule.h"
#include "detect/rule_set.h"

namespace lachan::detect {

struct CorrelatorOptions {
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  /// Per correlation: groups kept at once; the one idle longest (in event time) goes first.
  std::size_t max_groups = kNoLimit;
  /// Per group: detections kept; the oldest go first. At least what the condition asks for, up to a
  /// million.
  std::size_t max_entries = 100'000;
  std::size_t max_total_entries = kNoLimit;  ///< Per correlation, over all groups.
  /// How late (by event time, against the newest the correlation has seen) an event may come and
  /// still be counted.
  Duration lateness = std::chrono::minutes{10};
  /// Per correlation: all that it keeps, in bytes as CorrelationStats::bytes counts them; at least
  /// 64 KiB. Groups idle longest go first, then the oldest detections of the group in hand.
  std::size_t max_rule_bytes = 64 << 20;
  /// False: hits with `repeated` are not returned (they still feed other correlations). A flood
  /// then costs no more than any events.
  bool report_repeated = true;
  /// Key of the hash tables. Zeros: drawn from the system's generator.
  std::array<std::uint64_t, 2> seed{};
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

/// What one correlation keeps and has given up.
struct CorrelationStats {
  std::size_t rule = 0;           ///< Index into RuleSet::rules().
  std::size_t groups = 0;         ///< Kept now.
  std::size_t entries = 0;        ///< Detections kept now, over all groups.
  std::size_t bytes = 0;          ///< Kept now: see docs/formats/sigma.md for what an entry takes.
  std::size_t bytes_bound = 0;    ///< `bytes` never exceeds it when a call has returned.
  std::size_t dropped_late = 0;   ///< Detections that came too late, since creation.
  std::size_t dropped_limit = 0;  ///< Detections given up because of a limit, since creation.
};

/// What became of a saved state.
struct StateReport {
  std::size_t rules_kept = 0;
  std::size_t rules_left_out = 0;  ///< Absent now, or defined otherwise.
  std::size_t groups = 0;
  std::size_t entries = 0;
};

/// Purpose: holds the windows of the correlations of a RuleSet.
/// Concurrency: one instance, externally synchronised.
/// Limits: CorrelatorOptions; MemoryBound() states them in bytes.
/// Life cycle: what it holds survives through Save and Load, a restart and a change of the rules
/// alike: `Correlator fresh(new_rules); fresh.Load(old.Save());`.
class Correlator {
 public:
  /// `rules` must outlive the correlator.
  explicit Correlator(const RuleSet& rules, CorrelatorOptions options = {});
  ~Correlator();
  Correlator(Correlator&&) noexcept;
  Correlator& operator=(Correlator&&) noexcept;

  /// Takes one event with its detections (from RuleSet::Match) and returns what holds because of
  /// it. Uses event.time. An event that comes late takes its place in time; firings that it makes
  /// true at later events are returned now, those that it makes false are not taken back.
  std::vector<CorrelationHit> Observe(const Event& event, const std::vector<Match>& matches);
  /// The same for an event of which only the id, the time and some fields are at hand.
  std::vector<CorrelationHit> Observe(const CorrelationInput& input);

  /// True if a correlation counts detections of `rule` (an index into RuleSet::rules()); others
  /// need not be given to Observe.
  bool Counts(std::size_t rule) const;
  /// The fields that correlations read of an event that `rule` matched, each once.
  const std::vector<std::string>& FieldsOf(std::size_t rule) const;

  /// All windows as bytes, for Load. \source docs/formats/sigma.md, "The state of the correlations"
  std::string Save() const;
  /// Takes the place of all that is held by what Save gave, this program or an earlier one. A
  /// correlation takes its state up again if id and meaning (type, rules, timespan, group-by,
  /// condition) are the same; others start empty. Events after the one observed last before Save
  /// are to follow: one that is observed again counts twice.
  /// \error kCorrupt      damaged: nothing has changed.
  /// \error kUnsupported  of a later version: nothing has changed.
  Status Load(std::string_view state);
  /// Of the last Load that succeeded.
  const StateReport& loaded() const;

  /// Of each correlation, in the order of RuleSet::correlations().
  std::vector<CorrelationStats> stats() const;
  std::size_t groups() const;   ///< Kept now, over all rules.
  std::size_t entries() const;  ///< Kept now, over all groups.
  std::size_t dropped() const;  ///< Given up because of the limits or too late, since creation.
  /// Bytes kept now.
  std::size_t memory() const;
  /// memory() never exceeds it: the sum of the rules' limits. While a table grows, half of it may
  /// be held twice for a moment.
  std::size_t MemoryBound() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::detect
