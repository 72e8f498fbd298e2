// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "journal/state_store.h"
#include "rulesets/exception_set.h"
#include "rulesets/hit_counts.h"
#include "rulesets/rule_versions.h"
#include "rulesets/rule_views.h"

namespace lachan::rulesets {

/// Purpose      Tuning: exceptions made, ended, listed, compiled for the rules in force.
/// Concurrency  Thread-safe.
/// Limits       500 exceptions in force at once, 100 rules in one, 12 months each.
class RuleTuning {
 public:
  static constexpr int kMonths = 12;

  struct Deps {
    journal::StateStore& store;
    const HitCounts& hits;
    const Clock& clock;
    /// Called when other exceptions are in force for the same rules.
    std::function<void()> on_change = {};
  };
  explicit RuleTuning(Deps deps) : deps_(std::move(deps)) {}

  /// The exceptions that are in force now, compiled for `rules`.
  Result<std::shared_ptr<const ExceptionSet>> CompileFor(
      std::shared_ptr<const detect::RuleSet> rules) const;
  /// Says which set is in force, so that views tell what cannot be used.
  void SetInForce(std::shared_ptr<const CompiledVersion> version,
                  std::shared_ptr<const ExceptionSet> exceptions);

  /// \error kInvalidInput  a field is wrong: `text` has a message with line and column.
  /// \error kExhausted     too many in force.
  Result<ExceptionView> Create(const journal::Caller& caller, const NewException& request);
  /// \error kNotFound \error kFailedPrecondition  it has ended already.
  Result<ExceptionView> End(const journal::Caller& caller, std::int64_t id,
                            const std::string& reason);

  struct Query {
    std::optional<ExceptionState> state = ExceptionState::active;  ///< Absent: all.
    std::string rule_id;
    std::optional<AgencyId> agency;
  };
  Result<ExceptionList> List(const journal::Caller& caller, const Query& query) const;
  /// How many exceptions in force name a rule or any, by rule id; "" = any.
  std::unordered_map<std::string, std::int64_t> Counts() const;

  /// Checks what a preview needs: text and rules. \error kInvalidInput
  Status Check(const NewException& request) const;
  /// Files those whose time is over, each with a fact. They had no effect since then anyway.
  Status FileExpired();

 private:
  Result<std::vector<RuleException>> InForce(journal::Reader& reader) const;
  Result<RuleException> RowOf(const journal::Caller& caller, const NewException& request) const;
  ExceptionView ViewOf(const RuleException& row, journal::Reader& reader) const;
  Status Changed();

  Deps deps_;
  mutable std::mutex mutex_;
  std::shared_ptr<const CompiledVersion> version_;  // guarded by mutex_
  std::shared_ptr<const ExceptionSet> exceptions_;  // guarded by mutex_
};

}  // namespace lachan::rulesets
