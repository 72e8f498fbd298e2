// SPDX-License-Identifier: Apache-2.0
/// \file
/// Rules tried against stored events: what they would have raised, beside what the rules in force
/// find in the same events.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "events/event_store.h"
#include "pipeline/detection.h"
#include "rulesets/jobs.h"

namespace lachan::rulesets {

struct TrialOptions {
  Instant from, to;  ///< Event time, `to` exclusive.
  Instant now;       ///< Exceptions that have ended by now do not count.
  events::Scope scope = events::Scope::All();
  /// Detections join alerts as the alerts do it: near to the alert's span, up to a length.
  std::chrono::minutes join_window{60};
  std::chrono::hours join_longest{24};
  std::size_t max_events = 2'000'000;  ///< Beyond it the newest are read, and it is said.
  std::chrono::minutes max_time{15};
  bool sample_suppressed = false;  ///< Samples are what exceptions took away, not what was raised.
};

struct TrialRules {
  pipeline::RulesInForce rules;
  std::function<std::string(const detect::RuleInfo&)> set_of =
      {};  ///< Id of its set; may be empty.
};

/// Reads the events of the span in order of time, in pieces; memory is bounded by a piece.
/// \param now  What is in force; its rules may be null.
/// \error (of the store)  it cannot be read. A cancelled or cut trial gives what there is.
Result<TryResult> RunTrial(events::EventStore& store, const TrialRules& candidate,
                           const TrialRules& now, const TrialOptions& options, JobControl& control);

/// Calls `take` with the events of [from, to) in order of time, piece by piece, until it says no.
/// \param max_events  At most; the newest.
/// \return whether all were read; `from` and `total` tell of what.
struct EventSpan {
  Instant from;
  std::uint64_t total = 0;  ///< Events in the span that was asked for.
  bool is_cut = false;      ///< Older ones were left out.
};
Result<EventSpan> ReadInOrder(events::EventStore& store, const events::Scope& scope, Instant from,
                              Instant to, std::size_t max_events,
                              const std::function<void(const EventSpan&)>& begin,
                              const std::function<bool(std::vector<Event>&)>& take);

}  // namespace lachan::rulesets
