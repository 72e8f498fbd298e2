// SPDX-License-Identifier: Apache-2.0
/// \file
/// The Sigma engine: compile documents once, match events from many threads.
///
/// Rules are grouped by log source; in a group every distinct test of a field is one *atom*, shared
/// by the rules. The text atoms of a field are looked for at once. Each rule has a *necessary
/// set*: atoms of which at least one must hold if the rule does. Per event the fields are scanned
/// once, and only rules whose necessary set was hit are evaluated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/event_batch.h"
#include "core/flat_record.h"
#include "detect/regex.h"
#include "detect/rule.h"

namespace lachan::detect {

struct CorrelationRule;
struct Expr;

/// An immutable set of compiled rules; any number of threads may use one, each with its own
/// Scratch.
class RuleSet {
 public:
  /// Working memory of one thread for one RuleSet. Grows to a bound and is reused.
  class Scratch {
   public:
    virtual ~Scratch() = default;
    /// Regular expressions given up because of the backtracking limit since creation. Such a test
    /// counts as "does not match".
    virtual std::uint64_t abandoned_regexes() const = 0;
    /// The same by expression, for RuleSet::RulesOf.
    virtual const GivenUp& given_up() const = 0;
    /// The names that records of this thread are laid out with. The rules' own are in it already.
    virtual NameTable& names() = 0;
    virtual MatchStatistics statistics() const = 0;
  };

  /// Never fails as a whole: what is wrong is rejected and named in report().
  static RuleSet Compile(std::span<const SourceText> sources, const CompileOptions& options = {});

  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

  const CompileReport& report() const;
  /// Detections and correlations, in the order of the sources.
  std::span<const RuleInfo> rules() const;
  /// What each rule asks, filters included; of correlations unused.
  std::span<const Expr> conditions() const;
  /// The parsed correlations, for Correlator.
  std::span<const CorrelationRule> correlations() const;

  std::unique_ptr<Scratch> MakeScratch() const;

  /// Detections that `event` satisfies, by ascending index; `out` is cleared first. Uses
  /// event.logsources as they are: see DeriveLogSources. Rules with raises_alert == false are
  /// reported too, because correlations need them.
  void Match(const Event& event, Scratch& scratch, std::vector<detect::Match>& out) const;

  /// The same for a record whose fields are named by scratch.names().
  void Match(const FlatRecord& record, Scratch& scratch, std::vector<detect::Match>& out) const;

  /// For events that come in batches: Begin(), then each event of that batch, which stays
  /// meanwhile.
  void Begin(const EventBatch& batch, Scratch& scratch) const;
  void Match(const FlatEvent& event, Scratch& scratch, std::vector<detect::Match>& out) const;

  /// How often expressions of each rule were given up, by ascending index; no rule without. What an
  /// expression that several rules have met counts for each of them: it is looked for once. Slow.
  std::vector<std::pair<std::size_t, std::uint64_t>> RulesOf(const GivenUp& expressions) const;

  /// Step by step why `rule` did or did not match. Slow; for people.
  Explanation Explain(std::size_t rule, const Event& event) const;

  struct Impl;  ///< Private to the module.

 private:
  explicit RuleSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::detect
