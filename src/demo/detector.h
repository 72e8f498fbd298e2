// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a played line to detections, by the product's own normaliser and rules, without pipeline
/// and store.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/event.h"
#include "demo/script.h"
#include "detect/correlate.h"
#include "detect/rule_set.h"
#include "normalise/normaliser.h"
#include "pipeline/detection.h"

namespace lachan::demo {

/// Purpose      Makes events of lines and asks the rules.
/// Concurrency  None.
class Detector {
 public:
  /// \param rules  Only looked at; must outlive the detector.
  Detector(const normalise::Normaliser& normaliser, const detect::RuleSet& rules);

  /// \param random  Gives the event its id.
  Event Read(const Actor& actor, const TimedLine& line, Random& random) const;
  /// Detections that raise alerts. Correlations remember the events of earlier calls.
  std::vector<pipeline::Detection> Detect(const Event& event);
  /// Forgets what correlations remember.
  void Forget();

 private:
  class Hosts;
  pipeline::Detection Describe(const Event& event, std::size_t rule) const;

  const normalise::Normaliser& normaliser_;
  const detect::RuleSet& rules_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  std::unique_ptr<detect::Correlator> correlator_;
  std::vector<detect::Match> matches_;
};

}  // namespace lachan::demo
