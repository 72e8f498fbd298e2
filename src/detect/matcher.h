// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: one thread's way of an event through the rules.
///
/// The *route* of an event is made once for each combination of log sources: per view (with or
/// without a log source's aliases) the buckets it meets and, per field, the scanners to run. Each
/// value then gives a set of atoms, remembered by value; the sets of an event give the rules that
/// hold, remembered by combination. Only what is new is scanned and evaluated.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/form_marks.h"
#include "detect/memo.h"
#include "detect/rule_set_impl.h"
#include "detect/source_memo.h"

namespace lachan::detect {

class ThreadMatcher : public RuleSet::Scratch {
 public:
  explicit ThreadMatcher(const RuleSet::Impl& rules);

  void Match(const Event& event, std::vector<detect::Match>& out);
  void Match(const FlatRecord& record, std::vector<detect::Match>& out);
  void Match(const FlatRecord& record, const std::vector<LogSource>& sources,
             std::vector<detect::Match>& out);
  void Begin(const EventBatch& batch);
  void Match(const FlatEvent& event, std::vector<detect::Match>& out);

  std::uint64_t abandoned_regexes() const override { return tools_.regex.abandoned; }
  const GivenUp& given_up() const override { return tools_.regex.given_up; }
  NameTable& names() override { return names_; }
  MatchStatistics statistics() const override { return statistics_; }
  bool Serves(const RuleSet::Impl& rules) const { return &rules == &rules_; }
  class Screening;  ///< For ColumnScreen.

 private:
  /// The scanners that one field of a view meets.
  struct Plan {
    struct Step {
      const Bucket* bucket = nullptr;
      const Bucket::FieldScanner* scanner = nullptr;
    };
    std::uint32_t id = 0;  ///< Unlike that of any other plan of the thread.
    std::vector<Step> steps;
    /// The value seen last, if it is kept: most fields repeat from event to event.
    RawValue last;
    std::uint64_t last_epoch = 0;
    AtomSets::Id last_set = 0;
  };
  /// A field of a record that a plan is for.
  struct Task {
    std::uint32_t field = 0, plan = 0;  ///< Indexes in the record's fields and the view's plans.
    /// Of the value seen last: the reader's number for it, its set.
    AtomSets::Id set = 0;
    std::uint64_t identity = 0;
  };
  /// What is to do for records of one form, and what the last of them had.
  struct Tasks {
    std::uint64_t form = 0;
    std::uint64_t epoch = 0;  ///< Of the sets: forgotten_.
    bool is_quiet = false;    ///< No rule holds or has to be asked for these sets.
    std::vector<Task> tasks;
  };
  /// Which plan a field has.
  struct PlanIndex {
    std::vector<std::int32_t> by_name;  ///< By NameId: kUnknown, kNone or index in plans.
    std::unordered_map<FieldId, std::int32_t> by_field;
    std::vector<Tasks> by_form;  ///< By form modulo kKnownForms.
  };
  /// A value that has to be looked up: where its set belongs.
  struct Pending {
    Task* task = nullptr;
    std::uint64_t hash = 0;
  };
  struct View {
    struct Alias {
      NameId to = 0, from = 0;
      std::int32_t plan = -1;
    };
    std::uint32_t id = 0;
    std::span<const FieldAlias> aliases;
    std::vector<std::uint32_t> buckets;
    bool has_keywords = false, has_always = false;
    std::vector<Plan> plans;
    PlanIndex with_keywords, without_keywords;
    std::shared_ptr<const KeywordFilter> keyword_filter;  ///< Null: every value is looked at.
    std::unique_ptr<FormMarks> without_keyword;           ///< Identities of values that have none.
    std::vector<Alias> alias_plans;
    std::int32_t local_time_plan = -1;
  };
  struct Route {
    std::vector<View> views;
  };
  class Whole;
  /// Values of two fields while they are compared; kept, so that their memory is.
  struct Compared {
    std::vector<std::string> values, others;
  };
  static constexpr std::int32_t kUnknown = -2, kNone = -1;
  static constexpr std::size_t kKnownForms = 256;

  Route& RouteOf(std::uint32_t sources);
  Route MakeRoute(const std::vector<LogSource>& sources);
  void FinishView(View& view);
  static View& ViewFor(Route& route, std::span<const FieldAlias> aliases);
  void DropSharedBuckets(Route& route) const;
  std::int32_t FindPlan(View& view, PlanIndex& index, NameId name);
  std::int32_t PlanFor(View& view, PlanIndex& index, FieldId field);

  void MatchAlong(std::uint32_t sources, const FlatRecord& record, Whole& whole,
                  std::vector<detect::Match>& out);
  void ScanView(View& view, const FlatRecord& record, Whole& whole);
  void AddLocalTime(View& view, const FlatRecord& record, Whole& whole);
  void ScanAliases(View& view, const FlatRecord& record);
  Tasks& TasksOf(View& view, PlanIndex& index, const FlatRecord& record);
  void AddFields(View& view, PlanIndex& index, const FlatRecord& record, bool alone);
  bool KeywordsAreAbsent(View& view, const FlatRecord& record);
  /// The set of a value that equals the one seen last.
  std::optional<AtomSets::Id> SetOfLast(const Plan& plan, const FlatField& field) {
    ++statistics_.values;
    if (plan.last_epoch != values_.epoch() || plan.last.form != field.value.form ||
        plan.last.bytes != field.value.bytes) {
      return std::nullopt;
    }
    ++statistics_.values_known;
    return plan.last_set;
  }
  void AddSet(View& view, std::int32_t number, const FlatField& field);
  AtomSets::Id SetOf(Plan& plan, const RawValue& value, std::uint64_t hash);
  AtomSets::Id ScanValue(const Plan& plan, const RawValue& value);
  void Decide(View& view, Whole& whole, std::vector<detect::Match>& out);
  void Evaluate(const View& view, const Evaluation& evaluation);
  void EvaluateOpen(const Evaluation& evaluation);
  void SetStates();
  void Forget();
  void ForgetSources();
  void NumberSources();

  const RuleSet::Impl& rules_;
  NameTable names_;
  std::vector<FieldId> field_of_name_;
  NameId local_time_name_ = 0;
  std::chrono::sys_seconds local_second_{};  ///< Of local_time_: many events share one.
  std::string local_time_;
  SourceMemo sources_;
  std::vector<std::unique_ptr<Route>> routes_;  // By the number of the log sources.
  std::size_t plan_slots_ = 0;
  std::uint32_t next_plan_ = 0, next_view_ = 0;

  std::uint64_t forgotten_ = 1;  ///< How often sets began anew.
  KeywordFilter::Batch batch_;

  AtomSets sets_;
  ValueMemo values_;
  ComboMemo combos_;
  AtomStates states_;
  ScanTools tools_;
  ScannedValue scanned_;
  std::vector<AtomId> atoms_;
  std::vector<AtomSets::Id> sets_of_event_;
  Tasks tasks_;  ///< Of a record without a form.
  /// Of the record and view at hand, where they alone say which rules hold.
  Tasks* tasks_of_event_ = nullptr;
  bool is_quiet_ = false;  ///< As before: no rule holds.
  std::vector<Pending> pending_;
  std::vector<ComboMemo::Hit> candidates_, hits_, open_;
  std::vector<std::vector<std::uint32_t>> rule_stamps_;  // By bucket.
  std::uint32_t rule_epoch_ = 0;
  Compared compared_;
  FlatRecord of_event_;
  /// Of the batch that was begun.
  const EventBatch* batch_at_hand_ = nullptr;
  std::vector<NameId> batch_names_;           ///< By its names.
  std::vector<std::uint64_t> batch_forms_;    ///< By its shapes.
  std::vector<std::uint32_t> batch_sources_;  ///< By its contexts.
  std::map<std::vector<NameId>, std::uint64_t> forms_;
  std::vector<NameId> names_of_last_event_;
  MatchStatistics statistics_;
};

}  // namespace lachan::detect
