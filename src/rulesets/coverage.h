// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which rules can fire on the logs that arrive, for each agency and for the province.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rulesets/attack.h"
#include "rulesets/compile.h"
#include "rulesets/log_arrivals.h"
#include "rulesets/requirements.h"
#include "rulesets/rule_views.h"

namespace lachan::rulesets {

/// What is worked out once of a version: needs and ATT&CK cells of its rules. Immutable.
struct CoveragePlan {
  std::shared_ptr<const CompiledSets> compiled;  ///< Shared with whoever has it in force.
  std::int64_t version = 0;
  Requirements requirements;
  /// Rules by their log source.
  std::vector<std::pair<LogSource, std::vector<std::uint32_t>>> by_source;
  /// Of correlations: what they count, and whether all of it must be there (temporal).
  struct Counts {
    std::uint32_t rule = 0;
    std::vector<std::uint32_t> targets;
    bool needs_all = false;
  };
  std::vector<Counts> correlations;  ///< Targets before those that build on them.
  std::vector<std::vector<std::pair<std::string, std::string>>> cells;  ///< By rule.

  static std::shared_ptr<const CoveragePlan> Of(std::shared_ptr<const CompiledSets> compiled,
                                                std::int64_t version);
};

/// Coverage at one moment. Immutable; answers take milliseconds.
class Coverage {
 public:
  Coverage(std::shared_ptr<const CoveragePlan> plan, std::vector<ArrivedLog> logs, Instant at);

  using Names = std::function<std::string(AgencyId)>;
  using Sums = std::unordered_map<std::string, std::int64_t>;

  /// \param agency  Absent: the province. One that sends nothing has no log source.
  /// \param hits    Of 30 days by rule id.
  CoverageView View(std::optional<AgencyId> agency, const Sums& hits) const;
  AgencyCoverageList Agencies(const Names& names) const;
  CanFire StateOf(std::size_t rule, std::optional<AgencyId> agency = std::nullopt) const;
  RuleCoverageView Of(std::size_t rule) const;
  const CoveragePlan& plan() const { return *plan_; }
  std::shared_ptr<const CoveragePlan> shared_plan() const { return plan_; }
  Instant computed_at() const { return at_; }

 private:
  using States = std::vector<CanFire>;

  std::vector<bool> PresentIn(const ArrivedLog& log) const;
  void Judge(const ArrivedLog& log, States& states) const;
  void JudgeCorrelations(States& states) const;
  const States* StatesOf(std::optional<AgencyId> agency) const;
  static CoverageCounts CountsOf(const States& states);
  std::vector<ArrivingLogView> Arriving(std::optional<AgencyId> agency, const States& states) const;
  std::vector<MissingLogView> MissingLogs(const States& states) const;
  std::vector<TacticView> Tactics(const States& states, const Sums& hits) const;

  std::shared_ptr<const CoveragePlan> plan_;
  std::vector<ArrivedLog> logs_;
  Instant at_;
  States province_, nothing_;
  std::map<std::int64_t, States> by_agency_;
};

}  // namespace lachan::rulesets
