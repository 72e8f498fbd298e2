// SPDX-License-Identifier: Apache-2.0
/// \file
/// Versions: all sets at one moment. Staged, validated, tried, swapped as a whole, rolled back.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "detect/rule_set.h"
#include "journal/state_store.h"
#include "normalise/normaliser.h"
#include "pipeline/snapshot.h"
#include "rulesets/coverage.h"
#include "rulesets/jobs.h"
#include "rulesets/rule_sets.h"
#include "rulesets/rule_tests.h"

namespace lachan::rulesets {

/// A version compiled. Immutable; shared by those who use it while it is in force or tried.
struct CompiledVersion {
  std::int64_t id = 0;
  std::shared_ptr<const CompiledSets> compiled;
  std::shared_ptr<const CoveragePlan> plan;
  std::vector<TestResultView> tests;
};

/// Purpose      The life of versions.
/// Life cycle   Open() compiles what is in force; then everything else. Jobs must end before it.
/// Concurrency  Thread-safe; swaps run one at a time.
/// Limits       Contents of the version in force, of the ten before it and of five staged ones are
///              kept; two candidates stay compiled.
class RuleVersions {
 public:
  struct Deps {
    journal::StateStore& store;
    ContentStore& content;
    RuleSets& sets;
    Jobs& jobs;
    const normalise::Normaliser& normaliser;
    const Clock& clock;
    detect::DatabaseCache cache = {};
    /// Called with every version that goes into force, before the call that does it returns.
    std::function<void(std::shared_ptr<const CompiledVersion>)> on_swap = {};
  };
  explicit RuleVersions(Deps deps) : deps_(std::move(deps)) {}

  /// Compiles the version in force; makes the first one; makes a new one when the program came with
  /// other rules than before.
  Status Open();
  /// Takes up the version in force when that is another one: somebody swapped it on another node.
  Status Follow();
  /// Never null after Open().
  std::shared_ptr<const CompiledVersion> current() const { return current_.Get(); }
  /// What went wrong when the version in force was loaded; empty when nothing did.
  std::string problem() const;
  /// Rules of the version in force that cannot be used, beyond those that the person who last put a
  /// version in force saw and took. The program's own swaps accept none.
  std::uint64_t unexpected_rejects() const;

  /// Takes the sets as they are now and validates them in the background.
  /// \error kFailedPrecondition  nothing differs from what is in force.
  Result<StagedView> Stage(const journal::Caller& caller, const std::string& note);
  /// \error kNotFound
  /// \error kFailedPrecondition  not validated, in force already, or not kept any more.
  Result<VersionView> Swap(const journal::Caller& caller, std::int64_t id, const std::string& note);
  /// Puts back what was in force before. \error kFailedPrecondition  there is nothing.
  Result<VersionView> RollBack(const journal::Caller& caller, const std::string& note);
  /// \error kFailedPrecondition  in force.
  Status Discard(const journal::Caller& caller, std::int64_t id);
  /// A version compiled, from memory or anew.
  Result<std::shared_ptr<const CompiledVersion>> Compiled(std::int64_t id);
  /// Remembers what a try of a version gave.
  Status KeepTry(const journal::Caller& caller, std::int64_t id, const TryResult& result);

  Result<VersionList> List(const journal::Caller& caller) const;
  /// The VersionDetail, with at most 1,000 findings.
  Result<boost::json::object> Detail(const journal::Caller& caller, std::int64_t id) const;
  struct FindingQuery {
    std::string set = {}, severity = {}, text = {};
    std::size_t limit = 100, offset = 0;
  };
  Result<boost::json::object> Findings(const journal::Caller& caller, std::int64_t id,
                                       const FindingQuery& query) const;
  /// Whether the sets differ from what is in force, and a validated version of just them.
  Result<RuleSetList> Sets(const journal::Caller& caller) const;

 private:
  struct Diff {
    std::vector<ChangedRuleView> rules;
    std::int64_t added = 0, changed = 0, removed = 0;
  };

  std::shared_ptr<const CompiledVersion> Compile(std::int64_t id, std::vector<SetInput> sets) const;
  static Diff DiffOf(const CompiledSets* before, const CompiledSets& after);
  Result<RuleVersion> InsertVersion(journal::Writer& writer, const std::string& actor,
                                    std::span<const SetInput> sets, const std::string& note);
  Status Validate(std::int64_t id, const std::vector<SetInput>& sets, JobControl& control);
  Result<RuleVersion> RecordValidation(std::int64_t id, const CompiledVersion& version);
  Result<RuleVersion> PutInForce(const journal::Caller& caller,
                                 std::shared_ptr<const CompiledVersion> version,
                                 const std::string& note);
  Status RecordSwap(journal::Writer& writer, RuleVersion& row, const RuleVersion* before,
                    const Diff& diff, const journal::Caller& caller, const std::string& note);
  Status MakeFirst();
  Status TakeUpShipped();
  Result<std::shared_ptr<const CompiledVersion>> LoadInForce(
      const std::vector<RuleVersion>& newest_first);
  Status CloseInterrupted();
  void Remember(std::shared_ptr<const CompiledVersion> version);
  void Prune() const;
  Result<boost::json::object> ReadReport(std::int64_t id) const;
  void Accept(std::int64_t rejects);
  void ShowInForce(std::shared_ptr<const CompiledVersion> version);

  Deps deps_;
  mutable std::mutex change_;  // one swap at a time
  pipeline::Snapshot<CompiledVersion> current_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const CompiledVersion>> candidates_;  // guarded by mutex_
  std::string problem_;                                             // guarded by mutex_
  std::uint64_t accepted_rejects_ = 0;                              // guarded by mutex_
};

VersionView ViewOf(const RuleVersion& row);

}  // namespace lachan::rulesets
