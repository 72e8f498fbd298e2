// SPDX-License-Identifier: Apache-2.0
/// \file
/// A search that goes back in time slice by slice, so that the first events are there at once
/// however long the period is.
#pragma once

#include <functional>
#include <optional>

#include "base/result.h"
#include "events/event_store.h"

namespace lachan::events {

/// Which stretch of time comes next: short at first, longer while the answers are quick, shorter
/// when one was too slow.
class SliceWalk {
 public:
  struct Options {
    Duration first = std::chrono::minutes(15);
    Duration shortest = std::chrono::seconds(10);
    std::chrono::milliseconds quick{300};   ///< Quicker: the next slice is four times as long.
    std::chrono::milliseconds slow{1'500};  ///< Slower: half as long.
  };
  struct Slice {
    std::optional<Instant> from;  ///< Empty: all that is older.
    Instant to;
  };

  SliceWalk(std::optional<Instant> from, Instant to, Options options)
      : from_(from), to_(to), width_(options.first), options_(options) {}

  /// The next slice, from the newest to the oldest; nothing at the end.
  std::optional<Slice> Next() const;
  /// The slice of Next() was searched and took so long.
  void Done(std::chrono::milliseconds took);
  /// It hit the limit of time: it will be tried in smaller pieces. False when it cannot be smaller.
  bool Halve();

  /// How much of the period was searched, 0 to 1; 0 when the period has no beginning.
  double Share(Instant begin) const;

 private:
  std::optional<Instant> from_;
  Instant to_;  ///< All from here on is searched.
  Duration width_;
  Options options_;
  bool done_ = false;
};

/// What a search tells while it goes on. Each call may end it by giving false.
struct SearchSink {
  std::function<bool(std::vector<Event>)> on_events;
  /// Everything from `searched_to` on was looked at; empty: everything.
  std::function<bool(std::optional<Instant> searched_to, std::uint64_t rows_read)> on_progress;
};

/// How a search ended.
struct SearchEnd {
  std::string next;      ///< Cursor of the next page; empty when nothing is left.
  bool stopped = false;  ///< The sink ended it, or `query.stop`.
  std::uint64_t events = 0;
  std::uint64_t rows_read = 0;
};

/// Up to `wanted` events of `query`, newest first, `query.limit` at a time. `query.to` must be set.
/// The commands `sort` and `head` hold: a sorted answer is one page. Errors as EventStore::Search;
/// what was found before an error has been told.
Result<SearchEnd> SearchBackwards(EventStore& store, Query query, const Scope& scope,
                                  std::uint64_t wanted, const SearchSink& sink);

}  // namespace lachan::events
