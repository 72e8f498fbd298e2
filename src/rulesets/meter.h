// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
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
  void CountGivenUp(const detect::RuleInfo& rule, std::uint64_t times) override {
    const std::lock_guard lock(mutex_);
    given_up_[rule.id] += times;
  }
  /// Searches of the rule's regular expressions that were given up since the start of the program.
  std::uint64_t given_up(const std::string& rule_id) const {
    const std::lock_guard lock(mutex_);
    const auto at = given_up_.find(rule_id);
    return at == given_up_.end() ? 0 : at->second;
  }
  Status Keep() override { return hits_.Keep(); }

 private:
  HitCounts& hits_;
  LogArrivals& arrivals_;
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> given_up_;  // Guarded by mutex_; by id of the rule.
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
