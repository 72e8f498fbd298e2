// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the lists found, by hour. Exact over crashes: counts and the number of the batch they reach
/// to are written together.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "core/time.h"
#include "intel/entities.h"
#include "journal/state_store.h"
#include "pipeline/detection.h"

namespace lachan::intel {

/// Of one list; live events only.
struct HitSum {
  std::int64_t day = 0;         ///< Of the last 24 hours, the hour begun then included.
  std::int64_t week = 0;        ///< Of the last 7 days.
  std::int64_t excluded = 0;    ///< Of the last 7 days, taken away by exclusions; not in `week`.
  std::optional<Instant> last;  ///< Newest event, excluded or not.
};

/// Purpose      The counters and their rows (`indicator_hits`, `indicator_meter`).
/// Life cycle   Load(), then Count() and Keep() from one thread; Sums() from any.
/// Limits       120 days stored.
class ListHits {
 public:
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    std::string node = {};  ///< Of several nodes: which spool the numbers are of.
  };
  explicit ListHits(Deps deps) : deps_(std::move(deps)) {}

  /// \param newest_batch  The newest number in the spool; a lower one than was counted to means
  ///                      another spool.
  Status Load(pipeline::Sequence newest_batch);
  /// Nothing happens when the batch was counted before: it came again after a crash.
  void Count(pipeline::Sequence batch, std::span<const pipeline::CountedIndicator> counted);
  Status Keep();
  /// Removes rows that are too old.
  Status Sweep();
  /// By list; of all nodes as far as they have written.
  Result<std::map<std::int64_t, HitSum>> Sums() const;

 private:
  struct Key {
    std::int64_t list = 0, hour = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Cell {
    std::int64_t hits = 0, excluded = 0;
    Instant last;
  };

  Status Write(journal::Writer& writer, const Key& key, const Cell& cell) const;
  Status WriteReached(journal::Writer& writer, std::int64_t to) const;

  Deps deps_;
  mutable std::mutex keeping_;  ///< A sum sees what is stored and what is not as one.
  mutable std::mutex mutex_;    ///< After keeping_.
  std::map<Key, Cell> added_;   // since last kept; all guarded by mutex_
  std::int64_t counted_to_ = 0, kept_to_ = 0;
};

}  // namespace lachan::intel
