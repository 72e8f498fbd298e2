// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/time.h"
#include "core/vocabulary.h"
#include "detect/rule.h"
#include "detect/rule_set.h"

namespace lachan::pipeline {

/// A rule that matched an event, or a correlation that its events completed.
struct Detection {
  /// Names the detection for ever: "<event id>/<rule id>", for a correlation the event that
  /// completed it. A replay after a crash raises the same key again.
  std::string key;
  std::string rule_id;
  std::string rule_title;
  Level level = Level::medium;
  std::vector<std::string> tags;  ///< "attack.t1110", …
  bool is_correlation = false;
  Event event;                         ///< The event, or the one that completed the correlation.
  std::vector<std::string> event_ids;  ///< Of a correlation: its events that are known.
  std::vector<detect::MatchedValue> matched;  ///< What made it match; of a correlation: its group,
                                              ///< with pattern "group-by".
  Instant at;                                 ///< When the rules ran.
  const detect::RuleInfo* rule = nullptr;     ///< Never null in Raise().
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
