// SPDX-License-Identifier: Apache-2.0
#include "retention/storage_watch.h"

#include "retention/entities.h"

#include <algorithm>

LACHAN_ENTITY_CODE(lachan::LegalHold);
LACHAN_ENTITY_CODE(lachan::EventExpiry);

namespace lachan::retention {

std::optional<StorageReport> StorageWatch::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

Result<StorageReport> StorageWatch::Report() {
  const std::lock_guard one(measuring_);
  const Instant now = deps_.clock.Now();
  if (const auto before = last();
      before && now - before->at < options_.fresh_for && now >= before->at) {
    return *before;
  }
  StorageReport report;
  report.at = now;
  ForecastInput input;
  input.policy = options_.policy;
  input.today = std::chrono::floor<std::chrono::days>(now);
  LACHAN_TRY(input.weeks, deps_.keeping.Weeks());
  LACHAN_TRY(input.volume, deps_.keeping.Volume(AddDays(input.today, -30)));
  LACHAN_TRY(input.held_bytes, deps_.keeping.HeldBytes());
  LACHAN_TRY(report.disks, deps_.keeping.Disks());
  // Shards fill evenly: the store is full when its fullest server is.
  std::uint64_t least = UINT64_MAX;
  for (const auto& disk : report.disks) least = std::min(least, disk.free_bytes);
  input.free_bytes = report.disks.empty() ? 0 : least * report.disks.size();
  input.reserve_bytes = options_.reserve_bytes;
  report.forecast = Forecasted(input);
  const std::lock_guard lock(mutex_);
  last_ = report;
  return report;
}

std::optional<CivilDate> StorageWatch::Warning() const {
  const auto report = last();
  if (!report || !report->forecast.full_on) return std::nullopt;
  const CivilDate today = std::chrono::floor<std::chrono::days>(report->at);
  const auto days = std::chrono::sys_days(*report->forecast.full_on) - std::chrono::sys_days(today);
  if (days.count() > options_.warn_days) return std::nullopt;
  return report->forecast.full_on;
}

}  // namespace lachan::retention
