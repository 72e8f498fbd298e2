// SPDX-License-Identifier: Apache-2.0
/// \file
/// Many rules, or many indicators, over the stored events of a period.
///
/// The columns that the rules read are streamed out of the engine in slices of time. Column by
/// column it is told which events a rule may hold for; these are matched by the very matcher of the
/// stream: docs/decisions/0016.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/rule_set.h"
#include "events/column_reader.h"
#include "events/event_store.h"
#include "hunts/tally.h"
#include "indicators/indicator_set.h"

namespace lachan::hunts {

/// Which events.
struct SweepScope {
  events::Scope scope;                 ///< Whose events may be seen.
  Instant from, to;                    ///< Event time, `to` exclusive.
  std::vector<SystemId> systems = {};  ///< Only these; empty: all.
  std::optional<bool> exercise = {};   ///< Only drill or only live ones.
};

/// What to look for. Either may be null.
struct SweepTargets {
  std::shared_ptr<const detect::RuleSet> rules;
  /// By index in `rules`; the others only feed correlations, or are there because all are compiled
  /// together: they are no hits. Empty: all are wanted.
  std::vector<bool> wanted = {};
  std::shared_ptr<const indicators::IndicatorSet> indicators;
  /// Gives a further condition for what is read: what it leaves out is no hit of the rules. May be
  /// empty.
  std::function<std::string(events::Statement&)> narrowed = {};
  /// Every event that is read counts, for hunts with a query (`narrowed`).
  bool takes_all = false;

  bool Wants(std::size_t rule) const { return wanted.empty() || wanted[rule]; }
};

struct SweepProgress {
  std::uint64_t events_read = 0, events_total = 0;
  std::uint64_t events_hit = 0;
};

struct SweepOptions {
  int threads = 2;
  /// Bounds the memory: some 500 bytes an event and thread. Each slice costs the engine 40 ms
  /// besides.
  std::size_t slice_events = 64'000;
  std::chrono::milliseconds slice_timeout{120'000};
  /// Told now and then, from any thread, one at a time; the sweep ends when it answers false.
  std::function<bool(const SweepProgress&)> progress = {};
};

struct SweepResult {
  /// By index in RuleSet::rules(): events of a detection, firings of a correlation.
  std::map<std::size_t, Tallies> rules;
  std::map<std::size_t, Tallies> indicators;  ///< By index in the set.
  Tallies all;                                ///< With `takes_all`.
  std::uint64_t events_read = 0;
  std::uint64_t events_hit = 0;  ///< Each once: met a target, or made a correlation fire.
  bool is_complete = true;       ///< False when progress ended it.
  std::uint64_t abandoned_regexes = 0;
  double seconds = 0;
};

/// \error (of the reader)  the events cannot be read.
Result<SweepResult> RunSweep(events::ColumnReader& reader, const SweepScope& scope,
                             const SweepTargets& targets, const SweepOptions& options);

/// Events of the scope by agency and system.
Result<std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t>> CountCovered(
    events::ColumnReader& reader, const SweepScope& scope, std::chrono::milliseconds timeout);

/// The columns that the rules read.
struct RowPlan;
RowPlan PlanFor(const detect::RuleSet& rules);

/// "scope AND time … AND …" for table `events`.
Result<std::string> ConditionOf(const SweepScope& scope, events::Statement& statement);

}  // namespace lachan::hunts
