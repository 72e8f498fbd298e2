// SPDX-License-Identifier: Apache-2.0
/// \file
/// Detection content, put together: what the pages and commands call, and what the pipeline gets.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "events/event_store.h"
#include "rulesets/coverage.h"
#include "rulesets/hit_counts.h"
#include "rulesets/log_arrivals.h"
#include "rulesets/meter.h"
#include "rulesets/own_rules.h"
#include "rulesets/rule_tuning.h"
#include "rulesets/rule_versions.h"
#include "rulesets/trial.h"

namespace lachan::rulesets {

/// Purpose      Owns sets, versions, tuning, counts and coverage, and keeps them in step.
/// Life cycle   Open() before the pipeline is made, SetPublisher(), the pipeline, Start(); Stop()
///              ends jobs and the background thread; Keep() last, when the pipeline has stopped.
/// Concurrency  Thread-safe.
class RuleService {
 public:
  struct Options {
    std::string folder;        ///< Of the rules, in the data folder.
    std::string cache_folder;  ///< Of compiled patterns; may be empty.
    std::vector<std::string> shipped_folders;
    std::chrono::minutes join_window{60};  ///< As the alerts do it; for trials.
    std::string node = {};                 ///< Of several nodes, which this is.
    std::string node_folder = {};          ///< For what is this node's own; empty: `folder`.
  };
  struct Deps {
    journal::StateStore& store;
    events::EventStore& events;
    const normalise::Normaliser& normaliser;
    const Clock& clock;
  };
  using Publisher = std::function<void(pipeline::RulesInForce)>;

  RuleService(Options options, Deps deps);
  ~RuleService();
  RuleService(const RuleService&) = delete;
  RuleService& operator=(const RuleService&) = delete;

  /// Compiles what is in force and loads the counts.
  /// \param newest_batch  Of the spool: see HitCounts::Load.
  Status Open(pipeline::Sequence newest_batch);
  /// Who gets the rules: at once, and whenever they or their exceptions change.
  void SetPublisher(Publisher publisher);
  /// Starts the background: coverage, inventory, expiry.
  void Start();
  void Stop();
  Status Keep();

  RuleSets& sets() { return sets_; }
  RuleVersions& versions() { return versions_; }
  RuleTuning& tuning() { return tuning_; }
  OwnRules& own() { return own_; }
  Jobs& jobs() { return jobs_; }
  pipeline::DetectionMeter& meter() { return meter_; }
  pipeline::WindowKeeper& windows() { return windows_; }
  std::shared_ptr<const CompiledVersion> current() const { return versions_.current(); }

  /// Runs a version over the events of the last hours, in the background.
  Result<JobView> Try(const journal::Caller& caller, std::int64_t version, int hours);
  /// What an exception would take away of the last hours.
  Result<JobView> Preview(const journal::Caller& caller, const NewException& exception, int hours);

  struct RuleQuery {
    std::string text, set, technique;
    std::vector<Level> levels;       ///< Empty: all.
    std::vector<CanFire> can_fire;   ///< Empty: all.
    std::optional<AgencyId> agency;  ///< Whose logs decide whether a rule can fire.
    bool only_with_hits = false;
    std::string sort;  ///< "title", "level", "hits", "last_hit", or empty: order of loading.
    std::size_t limit = 10'000, offset = 0;
  };
  RuleList Rules(const RuleQuery& query);
  /// \param reach  Whose agencies' hits the caller may see.
  /// \error kNotFound  no such rule is in force.
  Result<RuleDetail> Rule(const journal::Caller& caller, std::string_view id,
                          const journal::Reach& reach);
  /// Why a rule holds for an event or not.
  /// \param rule_id  Of a rule in force; empty: `body.text` is the rule.
  /// \param scope    Whose stored events the caller may see.
  /// \error kInvalidInput  neither event nor record, or a text that is no rule.
  Result<ExplainView> Explain(std::string_view rule_id, const ExplainBody& body,
                              const events::Scope& scope);
  CoverageView CoverageOf(std::optional<AgencyId> agency);
  AgencyCoverageList CoverageByAgency();

 private:
  struct Measured {
    std::int64_t version = 0;
    Instant at;
    RuleCostView cost;
  };

  void Publish();
  void FollowOthers();
  void Run(const std::stop_token& stop);
  void Tick();
  std::shared_ptr<const Coverage> CoverageNow();
  std::shared_ptr<const Coverage> BuildCoverage(const CompiledVersion& version,
                                                std::shared_ptr<const CoveragePlan> plan);
  TrialOptions OptionsOf(int hours) const;
  RuleRow RowOf(const CompiledVersion& version, std::size_t index) const;
  std::vector<TestResultView> TestsOf(const CompiledVersion& version, const std::string& rule_id);
  RuleCostView CostOf(const CompiledVersion& version, const detect::RuleInfo& rule);
  Result<std::vector<HistoryView>> HistoryOf(const journal::Caller& caller,
                                             const std::string& rule_id) const;
  Result<Event> EventFor(const ExplainBody& body, const events::Scope& scope) const;
  std::string AgencyName(AgencyId id) const;

  Options options_;
  Deps deps_;
  ContentStore content_;
  HitCounts hits_;
  LogArrivals arrivals_;
  Meter meter_;
  WindowFile windows_;
  Jobs jobs_;
  RuleSets sets_;
  RuleTuning tuning_;
  RuleVersions versions_;
  OwnRules own_;
  std::mutex publish_;   // one publication at a time
  Publisher publisher_;  // guarded by publish_
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::shared_ptr<const Coverage> coverage_;  // guarded by mutex_
  std::uint64_t covered_revision_ = 0;        // guarded by mutex_
  std::map<std::string, Measured> costs_;     // guarded by mutex_
  std::int64_t tested_version_ = 0;           // guarded by mutex_
  std::vector<TestResultView> tested_;        // guarded by mutex_
  std::mutex building_;                       // one coverage at a time
  bool is_stale_ = false;                     // guarded by mutex_: rules changed somewhere
  std::shared_ptr<void> subscription_;
  std::jthread thread_;  // last: ends before what it uses goes
};

}  // namespace lachan::rulesets
