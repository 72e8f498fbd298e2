// SPDX-License-Identifier: Apache-2.0
/// \file
/// The event store as the rest of the product sees it: put events in, hunt in them.
/// Implemented by adapters; all calls are safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/event_batch.h"
#include "core/id.h"
#include "core/time.h"

namespace lachan::events {

struct HuntNames;  // hunt_names.h

/// Whose events a caller may see. Made from the principal by the layer above; the store adds it to
/// every query, so no condition a person writes can widen it.
/// Neither `all` nor any agency: nothing is seen.
struct Scope {
  bool all = false;                     ///< Every agency, and events that belong to none.
  std::vector<AgencyId> agencies = {};  ///< Else only these; at most 2,000.

  static Scope All() { return {.all = true, .agencies = {}}; }
  static Scope Of(std::vector<AgencyId> agencies) {
    return {.all = false, .agencies = std::move(agencies)};
  }
};

/// What to look for.
struct Query {
  std::string text = {};  ///< Hunt language (hunt_parser.h); empty: everything.
  /// What `text` may say in place of ids; without them ids only.
  std::shared_ptr<const HuntNames> names = {};
  std::optional<Instant> from = {};  ///< Event time, inclusive.
  std::optional<Instant> to = {};    ///< Event time, exclusive.
  /// Only drill (true) or only live events (false); both when empty.
  std::optional<bool> exercise = {};
  int limit = 100;         ///< Rows of a page, 1–10,000.
  std::string after = {};  ///< `Page::next` of the page before; empty for the newest events.
  std::chrono::milliseconds timeout{10'000};  ///< 1–300 s; then kExhausted.
  /// Stops the question in the engine, too; then kUnavailable.
  std::stop_token stop = {};
};

/// Events newest first, by (time, id).
struct Page {
  std::vector<Event> events;
  std::string next;             ///< Where the next page starts; empty on the last one.
  std::uint64_t rows_read = 0;  ///< Rows the engine looked at.
  std::chrono::microseconds elapsed{0};
};

/// Number of events in [start, start + width of the histogram).
struct Bucket {
  Instant start;
  std::uint64_t count = 0;
};

/// Events over time, without gaps: empty buckets are there with 0.
struct Histogram {
  Duration width{0};
  std::vector<Bucket> buckets;
  std::uint64_t total = 0;
};

/// A value of a field and how many events carry it.
struct ValueCount {
  std::string value;
  std::uint64_t count = 0;
};

/// What a query with commands gives: docs/formats/hunt-language.md says which columns.
struct Table {
  enum class Kind { kText, kNumber, kInstant };
  struct Column {
    std::string name;
    Kind kind = Kind::kText;
  };
  std::vector<Column> columns;
  /// One text a column: numbers in decimal, instants as FormatInstant writes them.
  std::vector<std::vector<std::string>> rows;
  bool is_cut = false;  ///< There are more rows than are given.
  Duration span{0};     ///< Of a timechart: the width of its steps.
  std::uint64_t rows_read = 0;
};

/// A field that occurs, with some of its values.
struct FieldSeen {
  std::string name;
  std::uint64_t events = 0;        ///< Of the events looked at.
  std::vector<ValueCount> values;  ///< The commonest among them.
};

/// Which fields events have, from the newest of them.
struct FieldSample {
  std::uint64_t events = 0;  ///< Looked at.
  std::vector<FieldSeen> fields;
};

/// What the store holds, for the status page and /metrics.
struct StorageStatistics {
  std::uint64_t rows = 0;
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t bytes_uncompressed = 0;
  std::optional<Instant> oldest;  ///< Event time; empty when there are no events.
  std::optional<Instant> newest;
};

/// The port. Common errors of the reading calls:
/// \error kInvalidInput  the hunt text, the cursor, a limit or the field name is wrong; the message
///                       names the place
/// \error kExhausted     time, memory or result limit reached: narrow the question
/// \error kUnavailable   the engine does not answer (it is being restarted); retry with back-off
class EventStore {
 public:
  virtual ~EventStore() = default;

  /// Stores all events of `batches` or none. When it returns, they survive a crash of the engine.
  /// What is sent again with the same non-empty token is stored once (as long as it is among the
  /// last 10,000 batches), so a spool may be replayed.
  /// \error kInvalidInput  an event has no id or a time outside 1970–2261
  virtual Status InsertBatches(std::span<const EventBatch* const> batches,
                               std::string_view deduplication_token) = 0;
  /// Convenience for few events.
  Status Insert(std::span<const Event> events, std::string_view deduplication_token) {
    const EventBatch batch = EventBatch::Of(events);
    const EventBatch* const one = &batch;
    return InsertBatches({&one, events.empty() ? 0u : 1u}, deduplication_token);
  }

  /// The events of `query`. Its commands `fields` are ignored here; `sort` and `head` hold, and a
  /// sorted answer has no next page. A query that gives a table is kInvalidInput.
  virtual Result<Page> Search(const Query& query, const Scope& scope) = 0;

  /// \error kNotFound  no such event, or not one that `scope` may see
  virtual Result<Event> Get(std::string_view id, const Scope& scope) = 0;

  /// Counts the events of `query` in at most `buckets` (1–1,000) equal steps from `from` to `to`,
  /// both of which must be set. `limit` and `after` are ignored.
  virtual Result<Histogram> CountOverTime(const Query& query, int buckets, const Scope& scope) = 0;

  /// The commonest values of `field` among the events of `query`, most frequent first; events
  /// without the field do not count. `limit` 1–1,000.
  virtual Result<std::vector<ValueCount>> TopValues(std::string_view field, const Query& query,
                                                    int limit, const Scope& scope) = 0;

  /// The table of a query with commands (HuntShape::kTable, kTimechart). `from` and `to` must be
  /// set for a timechart. `limit` and `after` are ignored.
  /// \error kUnsupported  a store that has no tables (fakes of tests)
  virtual Result<Table> Tabulate(const Query& query, const Scope& scope);

  /// The fields of the newest `limit` events of `query`; its commands are ignored.
  /// \error kUnsupported  as above
  virtual Result<FieldSample> SampleFields(const Query& query, const Scope& scope);

  virtual Result<StorageStatistics> Statistics() = 0;

  /// Ok when the engine answers now.
  virtual Status Ping() = 0;
};

inline Result<Table> EventStore::Tabulate(const Query&, const Scope&) {
  return Fail(ErrorCode::kUnsupported, "this event store makes no tables");
}
inline Result<FieldSample> EventStore::SampleFields(const Query&, const Scope&) {
  return Fail(ErrorCode::kUnsupported, "this event store knows no fields");
}

}  // namespace lachan::events
