// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "detect/rule_set.h"
#include "pipeline/detection.h"
#include "rulesets/hit_counts.h"
#include "rulesets/log_arrivals.h"

namespace lachan::rulesets {

/// What the pipeline tells of every batch: hits, and which logs arrive.
class Meter final : public pipeline::DetectionMeter {
 public:
  Meter(HitCounts& hits, LogArrivals& arrivals) : hits_(hits), arrivals_(arrivals) {}
  void Count(pipeline::Sequence batch, const EventBatch& events,
             std::span<const pipeline::Counted> counted) override {
    if (hits_.Count(batch, counted)) arrivals_.Observe(events);
  }
  Status Keep() override { return hits_.Keep(); }

 private:
  HitCounts& hits_;
  LogArrivals& arrivals_;
};

/// The windows of correlations in a file: a line "lachan-windows 1 <batch> <CRC-32C>", then bytes.
class WindowFile final : public pipeline::WindowKeeper {
 public:
  explicit WindowFile(std::string path) : path_(std::move(path)) {}
  std::optional<Kept> Load() override;
  Status Save(const Kept& kept) override;

 private:
  std::string path_;
};

/// Keeps compiled pattern databases in a folder, by the hash of their key; what nobody asked for in
/// 60 days goes. An empty folder's name: no cache.
detect::DatabaseCache PatternCacheIn(const std::string& folder);

}  // namespace lachan::rulesets
