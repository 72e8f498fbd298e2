// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which logs arrive: log sources by agency, the fields in them, and a few events of each to
/// measure rules with.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/event_batch.h"
#include "events/event_store.h"
#include "journal/state_store.h"
#include "rulesets/entities.h"

namespace lachan::rulesets {

/// One log source of one agency.
struct ArrivedLog {
  AgencyId agency;  ///< 0: of no agency.
  LogSource source;
  std::int64_t events = 0;  ///< Since first seen.
  Instant last_at;          ///< Of receipt.
  std::vector<std::string> fields;
};

/// Purpose      The inventory in memory, and its rows (`log_inventory`).
/// Life cycle   Load(), then Observe() from one thread; the rest from any.
/// Limits       20,000 pairs of agency and log source, 2,000 fields of each. 16 events of each of
///              512 log sources are kept as samples, none larger than 16 KiB.
class LogArrivals {
 public:
  static constexpr int kDays = 14;  ///< A field or log not seen for so long counts as gone.

  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  explicit LogArrivals(Deps deps) : deps_(deps) {}

  Status Load();
  /// Whether nothing is known yet: a new installation, or an old one from before the inventory.
  bool empty() const;
  void Observe(const EventBatch& events);
  /// Fills an empty inventory from the newest stored events.
  Status FillFrom(events::EventStore& store);
  /// Writes what changed.
  Status Keep();

  /// What arrived within the last kDays.
  std::vector<ArrivedLog> All() const;
  /// Counts the changes that matter to coverage: new log sources and new fields.
  std::uint64_t revision() const;
  /// Sampled events of the log sources that satisfy `source`, newest last.
  std::vector<Event> SamplesOf(const LogSource& source) const;

 private:
  struct Key {
    std::int64_t agency = 0;
    std::string product, category, service;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Entry {
    std::int64_t row = 0;
    std::int64_t events = 0;
    Instant last_at;
    std::unordered_map<std::string, int> fields;  ///< Name → day last seen.
    bool is_dirty = false;
  };
  struct Samples {
    std::deque<Event> events;
    std::uint32_t passed = 0;  ///< Events since the last one taken.
  };

  void See(const EventBatch& batch, const EventBatch::Kind& kind, Instant at);
  void LookAtFields(Entry& entry, const EventBatch& batch, const EventBatch::Shape& shape, int day);
  bool WantsSample(const EventBatch::Context& context, std::uint32_t events);
  void Sample(const FlatEvent& event);
  Status Write(journal::Writer& writer, const Key& key, Entry& entry) const;

  Deps deps_;
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;    // all guarded by mutex_
  std::map<Key, Samples> samples_;  // by log source, agency 0
  std::uint64_t revision_ = 0;
};

}  // namespace lachan::rulesets
