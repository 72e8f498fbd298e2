// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/time.h"
#include "detect/rule_set.h"
#include "indicators/indicator_set.h"
#include "normalise/normaliser.h"
#include "scan/detection_store.h"
#include "scan/part.h"
#include "scan/records.h"
#include "scan/render.h"
#include "scan/slice.h"
#include "scan/tally.h"

namespace lachan::scan {

/// What all threads share; outlives them.
struct DetectorSetup {
  const detect::RuleSet& rules;
  const normalise::Normaliser& normaliser;
  const indicators::IndicatorSet* indicators;  ///< May be absent.
  const Renderer& renderer;
  const CorrelationNeeds& needs;
  std::vector<bool> is_shown;  ///< By index of the rule.
  std::optional<LogSource> logsource;
  std::optional<Instant> since, until;  ///< since <= time < until; events without time stay.
  std::size_t part_bytes = 1 << 20;     ///< Text beyond goes on in a new part.
};

/// Purpose      What one thread does with slices: read, match, render, count.
/// Concurrency  One thread.
class Detector {
 public:
  /// Takes the parts of a slice, in order. The last one always comes.
  using Emit = std::function<void(Part part, bool is_last)>;

  explicit Detector(const DetectorSetup& setup);
  ~Detector();

  /// \param part  What is known before: file, format, … What is found is added to it, or to others
  ///              that follow it.
  void Run(const Slice& slice, const InputFile& file, Part part, const Emit& emit);
  /// What was counted in all.
  Tally TakeTally();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::scan
