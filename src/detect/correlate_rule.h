// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: one correlation with its groups.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/correlate.h"
#include "detect/correlate_entry.h"
#include "detect/correlate_hash.h"
#include "detect/correlate_input.h"
#include "detect/correlate_state.h"
#include "detect/correlation_rule.h"

namespace lachan::detect {

/// One detection or firing on its way to a correlation.
struct Fed {
  Micros time = 0;
  std::uint64_t sequence = 0;
  std::uint32_t target = 0;
  std::string_view event_id;
  const FieldReader& fields;
};

/// A correlation that held, for the correlations that build on it.
struct Firing {
  std::uint32_t correlation = 0;
  Micros time = 0;
  std::uint64_t sequence = 0;  ///< Of the event that completed it.
  std::string event_id;
  std::string key;  ///< Of the group.
};

struct Outcome {
  std::vector<CorrelationHit> hits;
  std::vector<Firing> firings;
};

/// The values of group-by, each with its length before it.
class GroupKey {
 public:
  static void Append(std::string& key, std::string_view value);
  /// Takes the first value off `key`; nothing if it is none. `key` must come from Append or have
  /// been tried with IsValid.
  static std::string_view TakeFirst(std::string_view& key);
  static bool IsValid(std::string_view key, std::size_t values);
};

/// The group-by values of a firing as fields.
class GroupKeyReader final : public FieldReader {
 public:
  GroupKeyReader(const CorrelationRule& rule, std::string_view key) : rule_(rule), key_(key) {}
  std::optional<std::string_view> Read(std::string_view field) const override;

 private:
  const CorrelationRule& rule_;
  std::string_view key_;
};

/// What every kind of correlation has; the windows are in the derived class.
class RuleState {
 public:
  struct Place {
    std::uint32_t correlation = 0;
    bool feeds_others = false;  ///< Firings are wanted.
  };
  RuleState(const CorrelationRule& rule, const CorrelatorOptions& options, Place place);
  RuleState(const RuleState&) = delete;
  RuleState& operator=(const RuleState&) = delete;
  virtual ~RuleState() = default;

  const CorrelationRule& rule() const { return rule_; }
  CorrelationStats stats() const;
  /// Counts on from where `other` is.
  void TakeCounters(const RuleState& other) {
    dropped_late_ += other.dropped_late_;
    dropped_limit_ += other.dropped_limit_;
  }

  virtual void Feed(const Fed& fed, Outcome& out) = 0;
  virtual void Save(StateWriter& out) const = 0;
  /// Into a new state only. Sequences in `in` lie below `next_sequence`.
  /// \error kCorrupt
  virtual Status Load(StateReader& in, std::uint64_t next_sequence) = 0;

 protected:
  /// Of an entry that completes a window: what a hit says beside the events.
  struct Completed {
    Micros time = 0;
    std::string event_id;
    std::string_view key;
    double value = 0;
    Micros window_begin = 0;
    bool repeated = false;
  };

  /// Fills key_; false if the event lacks a field.
  bool ReadKey(const Fed& fed);
  /// False, and counted, if the event is too late, or its texts alone would fill the memory.
  bool Admit(const Fed& fed);
  CorrelationHit MakeHit(Completed completed) const;

  virtual std::size_t groups() const = 0;
  virtual std::size_t bytes() const = 0;

  const CorrelationRule& rule_;
  CorrelatorOptions options_;  ///< With max_entries and max_rule_bytes as they are for this rule.
  Place place_;
  Micros span_;
  Micros lateness_;
  Micros watermark_ = -kTimeLimit;  ///< Newest time fed.
  std::string key_;                 ///< Of the event in hand.
  std::size_t entries_ = 0;
  std::size_t dropped_late_ = 0;
  std::size_t dropped_limit_ = 0;
};

/// `rule` and `key` must outlive the state.
std::unique_ptr<RuleState> MakeRuleState(const CorrelationRule& rule,
                                         const CorrelatorOptions& options, RuleState::Place place,
                                         const HashKey& key);

inline Micros MicrosOf(Instant time) {
  return std::clamp<Micros>(time.time_since_epoch().count(), -kTimeLimit, kTimeLimit);
}

}  // namespace lachan::detect
