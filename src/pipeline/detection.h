// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/event_batch.h"
#include "core/time.h"
#include "core/vocabulary.h"
#include "detect/rule.h"
#include "detect/rule_set.h"
#include "indicators/indicator_set.h"
#include "pipeline/ports.h"

namespace lachan::pipeline {

/// A match that an exception took away.
struct Suppressed {
  std::size_t rule = 0;  ///< Index into RuleSet::rules().
  std::int64_t exception = 0;
};

/// What is excepted from the rules of one RuleSet. Immutable; any number of threads may use one,
/// each with its own Scratch.
class Exceptions {
 public:
  class Scratch {
   public:
    virtual ~Scratch() = default;
  };

  virtual ~Exceptions() = default;
  virtual std::unique_ptr<Scratch> MakeScratch() const = 0;
  /// Takes out of `matches` what is excepted at `now`, and adds it to `taken`.
  virtual void Apply(const Event& event, Instant now, Scratch& scratch,
                     std::vector<detect::Match>& matches, std::vector<Suppressed>& taken) const = 0;
};

/// What events are held against. Swapped as a whole, between batches.
struct RulesInForce {
  std::shared_ptr<const detect::RuleSet> rules;       ///< Null: none yet.
  std::shared_ptr<const Exceptions> exceptions = {};  ///< Made for `rules`; null: none.
};

/// A list of indicators, as far as events are concerned.
struct WatchedList {
  std::int64_t id = 0;
  std::string name;
  Level level = Level::high;  ///< Of its alerts.
  bool raises_alerts = true;  ///< Else hits are only counted.
};

/// Indicators that events are held against. Immutable; swapped as a whole, between batches.
struct IndicatorsInForce {
  /// The indicators with their lists, which are much and change seldom.
  struct Body {
    indicators::IndicatorSet set;
    std::vector<std::uint16_t> list_of;  ///< By index in `set`: place in `lists`.
  };
  std::shared_ptr<const Body> body;  ///< Null: none.
  std::vector<WatchedList> lists;
  /// Values that raise nothing, each with its end as an indicator's. A network or a domain stands
  /// for all below it. Null: none.
  std::shared_ptr<const indicators::IndicatorSet> excluded = {};
};

/// That an indicator occurred in an event, for those who count. The same indicator of a list counts
/// once an event.
struct CountedIndicator {
  std::int64_t list = 0;
  Instant time;  ///< Of the event.
  bool is_exercise = false;
  bool is_excluded = false;  ///< An exclusion took it away.
};

/// What one event gave, for those who count.
struct Counted {
  const Event* event = nullptr;
  const detect::RuleInfo* rule = nullptr;
  std::int64_t exception = 0;  ///< The exception that took it away; 0: it counts.
};

/// Counts what the rules do. Called from the thread of the rules only.
class DetectionMeter {
 public:
  virtual ~DetectionMeter() = default;
  /// One batch, once its detections are raised. After a crash batches come again: an implementation
  /// knows by the number which it has counted.
  virtual void Count(Sequence batch, const EventBatch& events,
                     std::span<const Counted> counted) = 0;
  /// Searches of the rule's regular expressions were given up: they took too many steps.
  virtual void CountGivenUp(const detect::RuleInfo& rule, std::uint64_t times) {
    static_cast<void>(rule), static_cast<void>(times);
  }
  /// The same for indicators; batches without any are not told.
  virtual void CountIndicators(Sequence, std::span<const CountedIndicator>) {}
  /// Makes all counts durable; called before the spool gives batches free, and at the end.
  virtual Status Keep() = 0;
};

/// Keeps the windows of correlations between runs, beside the spool's position.
class WindowKeeper {
 public:
  struct Kept {
    Sequence done = 0;  ///< The batches up to this are in `bytes`.
    std::string bytes;
  };

  virtual ~WindowKeeper() = default;
  /// Nothing when none were kept or they are damaged.
  virtual std::optional<Kept> Load() = 0;
  /// Durable when it returns; replaces what was kept before.
  virtual Status Save(const Kept& kept) = 0;
};

/// A rule that matched an event, a correlation that its events completed, or an indicator in an
/// event.
struct Detection {
  /// Names the detection for ever: "<event id>/<rule id>", for a correlation the event that
  /// completed it, for an indicator "<event id>/ioc/<list>/<kind>:<value>". A replay after a crash
  /// raises the same key again.
  std::string key;
  std::string rule_id;  ///< Of an indicator "ioc:<list>:<value>", long values by their digest.
  std::string rule_title;
  Level level = Level::medium;
  std::vector<std::string> tags;  ///< "attack.t1110", …
  bool is_correlation = false;
  Event event;                         ///< The event, or the one that completed the correlation.
  std::vector<std::string> event_ids;  ///< Of a correlation: its events that are known.
  std::vector<detect::MatchedValue> matched;  ///< What made it match; of a correlation: its group,
                                              ///< with pattern "group-by".
  Instant at;                                 ///< When the rules ran.
  const detect::RuleInfo* rule = nullptr;     ///< Null in Raise() for an indicator only.
  std::shared_ptr<const detect::RuleSet> rules;  ///< Owner of `rule`; shared with the pipeline.
};

/// Where detections go (alerts).
class DetectionSink {
 public:
  virtual ~DetectionSink() = default;
  /// Makes all of them durable, or none counts. Must keep `Detection::key` unique: a key it has is
  /// success without effect. Called from one thread; called again after an error, with the same
  /// detections, until it succeeds.
  virtual Status Raise(std::span<const Detection> detections) = 0;
};

}  // namespace lachan::pipeline
