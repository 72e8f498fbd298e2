// SPDX-License-Identifier: Apache-2.0
/// \file
/// Doubles of the pipeline's ports, for its tests and those of the adapters.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "events/event_store.h"
#include "pipeline/detection.h"
#include "pipeline/ports.h"

namespace lachan::pipeline::testing {

/// Says a fixed time until told otherwise.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now.time_since_epoch().count()) {}
  Instant Now() const override { return Instant{Duration{now_.load()}}; }
  void Set(Instant now) { now_ = now.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_;
};

/// Keeps batches in memory; can be told to refuse.
class MemorySpool final : public Spool {
 public:
  Result<Sequence> Append(std::span<const SpoolItem> items) override;
  Result<std::optional<SpoolFrame>> Read(Sequence from) override;
  SpoolPosition Position(SpoolReader reader) const override;
  Status SetPosition(SpoolReader reader, SpoolPosition position) override;
  Status SetAside(const SpoolFrame& frame, std::string_view reason) override;
  std::vector<std::string> RecentKeys() const override;
  SpoolUsage Usage() const override;

  /// Appends fail with `code` until cleared with empty.
  void FailWith(std::optional<ErrorCode> code);
  std::vector<SpoolFrame> aside() const;

 private:
  mutable std::mutex mutex_;
  std::map<Sequence, SpoolItem> frames_;
  SpoolPosition positions_[2];
  std::vector<SpoolFrame> aside_;
  std::optional<ErrorCode> failure_;
};

/// Keeps events in memory, honours tokens; can be told to refuse.
class MemoryStore final : public events::EventStore {
 public:
  Status InsertBatches(std::span<const EventBatch* const> batches, std::string_view token) override;
  Result<events::Page> Search(const events::Query&, const events::Scope&) override;
  Result<Event> Get(std::string_view id, const events::Scope&) override;
  Result<events::Histogram> CountOverTime(const events::Query&, int, const events::Scope&) override;
  Result<std::vector<events::ValueCount>> TopValues(std::string_view, const events::Query&, int,
                                                    const events::Scope&) override;
  Result<events::StorageStatistics> Statistics() override { return events::StorageStatistics{}; }
  Status Ping() override { return {}; }

  void FailWith(std::optional<ErrorCode> code);
  /// Inserts of a batch with this text in an event's raw text are refused for good.
  void RefuseText(std::string text);
  /// With this text the store is not there, unless it refuses them for good.
  void FailText(std::string text);
  /// Stores, then answers with an error, `times` times: the answer was lost on the way.
  void LoseAnswers(int times);

  std::vector<Event> events() const;
  std::vector<std::string> tokens() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Event> events_;
  std::vector<std::string> tokens_;
  std::set<std::string, std::less<>> seen_;
  std::optional<ErrorCode> failure_;
  std::string refused_text_, failing_text_;
  int lose_answers_ = 0;
};

/// Keeps detections by key; can be told to refuse.
class MemorySink final : public DetectionSink {
 public:
  Status Raise(std::span<const Detection> detections) override;
  void FailWith(std::optional<ErrorCode> code);
  std::map<std::string, Detection> detections() const;
  int raised() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Detection> by_key_;
  int raised_ = 0;
  std::optional<ErrorCode> failure_;
};

}  // namespace lachan::pipeline::testing
