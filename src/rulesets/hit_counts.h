// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the rules did: detections by rule, day and agency, and what exceptions took away. Exact
/// over crashes: counts and the number of the batch they reach to are written together.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/state_store.h"
#include "pipeline/detection.h"
#include "rulesets/rule_views.h"

namespace lachan::rulesets {

/// Of one rule in the last 30 days; live events only.
struct HitSum {
  std::int64_t hits = 0, suppressed = 0;
  std::optional<Instant> last_hit;  ///< Not of suppressed ones.
};

/// Of one exception, so far.
struct SuppressedSum {
  std::int64_t count = 0;
  std::optional<Instant> last;
};

/// Purpose      The counters, in memory, and their rows (`rule_hits`, `rule_exception`,
///              `rule_meter`).
/// Life cycle   Load(), then Count() and Keep() from one thread; reading from any.
/// Limits       31 days in memory, 120 days stored.
class HitCounts {
 public:
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    std::string node = {};  ///< Of several nodes: which spool the numbers are of.
  };
  explicit HitCounts(Deps deps) : deps_(std::move(deps)) {}

  /// \param newest_batch  The newest number in the spool; a lower one than was counted to means
  ///                      another spool.
  Status Load(pipeline::Sequence newest_batch);
  /// False when the batch was counted before: it came again after a crash.
  bool Count(pipeline::Sequence batch, std::span<const pipeline::Counted> counted);
  Status Keep();
  /// Removes rows that are too old.
  Status Sweep();

  std::unordered_map<std::string, HitSum> Sums() const;
  /// Days and agencies of one rule. Agencies without names, within `reach`.
  RuleHitsView Of(std::string_view rule_id, const journal::Reach& reach) const;
  /// Nothing counted yet: what is stored.
  SuppressedSum OfException(std::int64_t id, const SuppressedSum& stored) const;

 private:
  struct Key {
    std::string rule;
    int day = 0;  ///< Days since 1970 of the civil date in Viet Nam.
    std::int64_t agency = 0;
    Origin origin = Origin::live;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Cell {
    std::int64_t row = 0;  ///< 0: not stored yet.
    std::int64_t hits = 0, suppressed = 0;
    std::int64_t stored_hits = 0, stored_suppressed = 0;  ///< Of these, as last read or written.
    Instant last;
    bool is_dirty = false;
  };
  struct ExceptionCell {
    std::int64_t added = 0;  ///< Since last kept.
    Instant last;
  };

  using Cells = std::map<Key, Cell>;
  Status Write(journal::Writer& writer, std::vector<std::pair<Key, Cell>>& cells,
               const std::map<std::int64_t, ExceptionCell>& exceptions);
  static Status WriteCell(journal::Writer& writer, const Key& key, Cell& cell);
  Status KeepReached(journal::Writer& writer, std::int64_t to) const;
  int Today() const;

  Deps deps_;
  mutable std::mutex mutex_;
  Cells cells_;  // all guarded by mutex_
  std::map<std::int64_t, ExceptionCell> exceptions_;
  std::int64_t counted_to_ = 0, kept_to_ = 0;
};

}  // namespace lachan::rulesets
