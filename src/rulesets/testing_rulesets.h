// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: sets from texts, events, and an event store in memory.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "events/event_store.h"
#include "rulesets/compile.h"

namespace lachan::rulesets::testing {

/// A rule of linux/syslog that holds when `message` contains `word`.
std::string Rule(std::string_view id, std::string_view word, std::string_view level = "medium",
                 std::string_view more = "");
SetInput Set(std::string code, std::vector<RuleFile> files,
             std::optional<Level> minimum = std::nullopt);
/// An event that such a rule meets.
Event Message(std::string text, Instant time, AgencyId agency = {});

/// ../shared/detect beside the sources, or an empty text where it is absent.
std::string SharedDetect();

/// Keeps events in memory; knows spans of time and scopes, not the hunt language.
class MemoryEvents final : public events::EventStore {
 public:
  void Add(Event event);
  /// The next `times` reads fail.
  void Fail(int times) { failures_ = times; }
  std::size_t searches() const { return searches_; }

  Status InsertBatches(std::span<const EventBatch* const> batches, std::string_view token) override;
  Result<events::Page> Search(const events::Query& query, const events::Scope& scope) override;
  Result<Event> Get(std::string_view id, const events::Scope& scope) override;
  Result<events::Histogram> CountOverTime(const events::Query& query, int buckets,
                                          const events::Scope& scope) override;
  Result<std::vector<events::ValueCount>> TopValues(std::string_view field,
                                                    const events::Query& query, int limit,
                                                    const events::Scope& scope) override;
  Result<events::StorageStatistics> Statistics() override;
  Status Ping() override { return {}; }

 private:
  std::vector<const Event*> Select(const events::Query& query, const events::Scope& scope) const;

  mutable std::mutex mutex_;
  std::vector<Event> events_;  // guarded by mutex_, by time
  int failures_ = 0;
  std::size_t searches_ = 0;
};

}  // namespace lachan::rulesets::testing
