// SPDX-License-Identifier: Apache-2.0
/// \file
/// The event store as those see it who decide how long events are kept: what lies where, dropping
/// a week, keeping what an incident needs. Implemented by adapters; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "events/event_store.h"
#include "events/retention_class.h"

namespace lachan::events {

/// Events of one class with a time in one week: what expires together. Weeks begin on Monday, UTC.
struct StoredWeek {
  RetentionClass kept_as;
  CivilDate monday{};
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  ///< On disk, compressed; of one replica.
};

/// Whose events a week holds.
struct WeekOwner {
  AgencyId agency;
  SystemId system;
  std::uint64_t rows = 0;
};

/// A closer look at one week, before it goes.
struct WeekContents {
  std::uint64_t rows = 0;
  Instant oldest, newest;  ///< Event time.
  Instant last_received;   ///< The latest arrival among them.
  std::vector<WeekOwner> owners;
};

/// Number and digest of a set of events; equal sets have equal ones in whatever order.
struct EventSetDigest {
  std::uint64_t events = 0;
  std::string digest;  ///< Sum of the SHA-256 of each event modulo 2^256, in hex.

  friend bool operator==(const EventSetDigest&, const EventSetDigest&) = default;
};

/// What a hold has of a span of time.
struct HeldSpan {
  EventSetDigest matching;  ///< In the event table, by the hold's question.
  EventSetDigest kept;      ///< Of these, in the hold. Equal to `matching` when all is well.
};

/// What a hold has in all.
struct HeldTotals {
  EventSetDigest all;
  Instant oldest, newest;  ///< Event time; of no meaning without events.
};

/// Events received on one day.
struct DayVolume {
  RetentionClass kept_as;
  CivilDate day{};  ///< UTC.
  std::uint64_t rows = 0;
};

/// When a source was heard last, by what is stored.
struct SourceArrival {
  SourceId source;
  Instant at;
};

struct StoreDisk {
  std::string name, path;
  std::uint64_t free_bytes = 0, total_bytes = 0;
};

/// The port. Common errors: kUnavailable (the engine does not answer; retry), kExhausted.
class EventKeeping {
 public:
  virtual ~EventKeeping() = default;

  virtual Result<std::vector<StoredWeek>> Weeks() = 0;
  virtual Result<WeekContents> Look(RetentionClass kept_as, CivilDate monday) = 0;
  /// The week's events of that class go, at once. Nothing happens when there are none.
  virtual Status Drop(RetentionClass kept_as, CivilDate monday) = 0;

  /// Copies the events of `query` (its `from` and `to` must be set, at most a day or so apart) that
  /// the hold has not yet, and compares. May be repeated.
  virtual Result<HeldSpan> Hold(std::int64_t hold, const Query& query, const Scope& scope) = 0;
  virtual Result<HeldTotals> Held(std::int64_t hold) = 0;
  /// All events of the hold go.
  virtual Status Release(std::int64_t hold) = 0;
  /// As EventStore::Search, in what a hold has.
  virtual Result<Page> SearchHeld(std::int64_t hold, const Query& query, const Scope& scope) = 0;
  /// Bytes on disk of all holds.
  virtual Result<std::uint64_t> HeldBytes() = 0;

  /// Events by day of receipt and class, from `first` on.
  virtual Result<std::vector<DayVolume>> Volume(CivilDate first) = 0;
  virtual Result<std::vector<StoreDisk>> Disks() = 0;
  /// Of sources with events received since `since`, of whatever node.
  virtual Result<std::vector<SourceArrival>> LastReceived(Instant since) = 0;
};

}  // namespace lachan::events
