// SPDX-License-Identifier: Apache-2.0
#include "detect/column_screen.h"

#include <map>

#include "detect/matcher.h"
#include "detect/matcher_whole.h"
#include "detect/stored_match.h"

namespace lachan::detect {
namespace {

/// Bytes of values that are looked through for keywords at once.
constexpr std::size_t kBatchBytes = 8192;
/// Values that are looked up side by side, so that the memory of one is fetched meanwhile.
constexpr std::size_t kAtOnce = 32;

/// Stands where rules are asked that do not compare fields: the sets say all.
class NoEvent : public WholeEvent {
 public:
  bool FieldsCompare(const Atom&) override { return false; }
  std::string ValueFor(const Atom&, RegexMemory&) override { return {}; }
};

}  // namespace

/// What ThreadMatcher::ScanView does with a record, for values that come one by one.
class ThreadMatcher::Screening {
 public:
  using OneView = View;

  explicit Screening(RuleSet::Scratch& scratch) : matcher_(static_cast<ThreadMatcher&>(scratch)) {}

  /// The only view that has rules, where values can be looked at one by one; null otherwise.
  View* SimpleView(const std::vector<LogSource>& sources, bool& is_never) const {
    Route& route = matcher_.RouteOf(matcher_.sources_.NumberOf(sources));
    View* only = nullptr;
    is_never = true;
    for (View& view : route.views) {
      if (view.buckets.empty()) continue;
      if (!is_never) return nullptr;
      is_never = false;
      only = &view;
    }
    const bool is_simple = only != nullptr && only->alias_plans.empty() &&
                           (!only->has_keywords || only->keyword_filter != nullptr);
    return is_simple ? only : nullptr;
  }

  /// Number of the plan; negative where no rule reads the field.
  std::int32_t PlanOf(View& view, NameId name) const {
    return matcher_.FindPlan(view, view.without_keywords, name);
  }
  std::uint64_t HashOf(const View& view, std::uint32_t plan, const RawValue& value) const {
    const std::uint64_t hash = matcher_.values_.HashOf(view.plans[plan].id, value);
    matcher_.values_.Prefetch(hash);
    return hash;
  }
  AtomSets::Id SetOf(View& view, std::uint32_t number, const RawValue& value,
                     std::uint64_t hash) const {
    Plan& plan = view.plans[number];
    const auto last = matcher_.SetOfLast(plan, {0, value, 0});
    return last ? *last : matcher_.SetOf(plan, value, hash);
  }

  /// What holds for an event with these sets.
  ComboMemo::Result Decide(const View& view, std::span<const AtomSets::Id> sets) const {
    if (sets.empty() && !view.has_always) return {};
    ComboMemo& combos = matcher_.combos_;
    const std::uint64_t hash = combos.HashOf(view.id, sets);
    ++matcher_.statistics_.combinations;
    if (const auto* known = combos.Find(hash, view.id, sets)) {
      ++matcher_.statistics_.combinations_known;
      return *known;
    }
    NoEvent none;
    matcher_.sets_of_event_.assign(sets.begin(), sets.end());
    matcher_.SetStates();
    matcher_.Evaluate(view, {matcher_.states_, none, matcher_.tools_.regex});
    combos.Put(hash, view.id, sets, matcher_.hits_, matcher_.open_);
    return {matcher_.hits_, matcher_.open_};
  }
  /// Adds the rules of `open` that hold for a record with these sets.
  void Compare(const View& view, std::span<const AtomSets::Id> sets,
               std::span<const ComboMemo::Hit> open, const FlatRecord& record,
               std::vector<std::uint32_t>& rules) const {
    matcher_.sets_of_event_.assign(sets.begin(), sets.end());
    matcher_.SetStates();
    Whole whole(nullptr, record, matcher_.names_, matcher_.compared_);
    whole.UseAliases(view.aliases);
    matcher_.open_.assign(open.begin(), open.end());
    matcher_.hits_.clear();
    matcher_.EvaluateOpen({matcher_.states_, whole, matcher_.tools_.regex});
    for (const auto& hit : matcher_.hits_) rules.push_back(RuleOf(hit));
  }
  /// Adds the fields that a rule compares.
  void AddCompared(const View& view, const ComboMemo::Hit& hit, std::vector<NameId>& names) const {
    const auto add = [&](const std::string& field) {
      names.push_back(matcher_.names_.Intern(field));
      for (const FieldAlias& alias : view.aliases) {
        if (alias.field == field) names.push_back(matcher_.names_.Intern(alias.origin));
      }
    };
    const auto look = [&](const auto& self, const Expr& expr) -> void {
      if (expr.op == Expr::Op::kAtom && !expr.atom->reference.empty()) {
        add(expr.atom->field);
        add(expr.atom->reference);
      }
      for (const Expr& child : expr.children) self(self, child);
    };
    look(look, matcher_.rules_.conditions[RuleOf(hit)]);
  }
  std::uint32_t RuleOf(const ComboMemo::Hit& hit) const {
    return static_cast<std::uint32_t>(matcher_.rules_.buckets[hit.bucket].NumberOf(hit.rule));
  }

  void Tidy() const {
    matcher_.batch_at_hand_ = nullptr;
    matcher_.ForgetSources();
    if (is_full()) matcher_.Forget();
  }
  bool is_full() const { return matcher_.sets_.full(); }
  bool MayHaveKeyword(const View& view, const auto& values) const {
    return view.keyword_filter->MayHave(values, matcher_.tools_.scan);
  }
  /// The set of a value with what the keywords find in it.
  AtomSets::Id SetWithKeywords(View& view, NameId name, const RawValue& value) const {
    const auto number = static_cast<std::uint32_t>(
        matcher_.FindPlan(view, view.with_keywords, name));  // There is one: has_keywords.
    return SetOf(view, number, value, HashOf(view, number, value));
  }

 private:
  ThreadMatcher& matcher_;
};

struct ColumnScreen::Class {
  ThreadMatcher::Screening::OneView* view = nullptr;  ///< Null where values say nothing.
  bool is_never = false;                              ///< No rule is for these log sources.
  std::size_t shortest = SIZE_MAX;  ///< Of keywords; SIZE_MAX where there are none.
  /// Values in which keywords are not looked for yet.
  struct Waiting {
    std::uint32_t row = 0;
    NameId name = 0;
    RawValue value;
  };
  std::vector<Waiting> waiting = {};
  std::size_t waiting_bytes = 0;
  /// Of each rule that was open so far (its bucket and number there): the fields it compares.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<NameId>> compared = {};
};

struct ColumnScreen::Value {
  std::uint32_t row = 0, plan = 0;
  ThreadMatcher::Screening::OneView* view = nullptr;
  RawValue value;
  std::uint64_t hash = 0;
};

ColumnScreen::ColumnScreen(RuleSet::Scratch& scratch) : scratch_(scratch) {}
ColumnScreen::~ColumnScreen() = default;

void ColumnScreen::Begin(std::size_t rows) {
  ThreadMatcher::Screening(scratch_).Tidy();
  classes_.clear();
  class_of_.assign(rows, kNever);
  set_counts_.assign(rows, 0);
  sets_.resize(rows * kMostSets);
  rules_.clear();
  is_full_ = false;
}

std::uint32_t ColumnScreen::AddClass(const std::vector<LogSource>& sources) {
  Class& one = classes_.emplace_back();
  one.view = ThreadMatcher::Screening(scratch_).SimpleView(sources, one.is_never);
  if (one.view != nullptr && one.view->has_keywords) {
    one.shortest = one.view->keyword_filter->shortest();
  }
  return static_cast<std::uint32_t>(classes_.size() - 1);
}

void ColumnScreen::SetClass(std::size_t row, std::uint32_t number) {
  const Class& one = classes_[number];
  const bool is_simple = one.view != nullptr && number < kNever;
  class_of_[row] = one.is_never ? kNever : is_simple ? static_cast<std::uint16_t>(number) : kOpen;
}

void ColumnScreen::Add(std::size_t row, NameId name, const RawValue& value) {
  if (IsDecided(row)) return;
  const ThreadMatcher::Screening screening(scratch_);
  Class& one = classes_[class_of_[row]];
  AwaitKeywords(one, row, name, value);
  const std::int32_t number = screening.PlanOf(*one.view, name);
  if (number < 0) return;
  const auto plan = static_cast<std::uint32_t>(number);
  values_.push_back({.row = static_cast<std::uint32_t>(row),
                     .plan = plan,
                     .view = one.view,
                     .value = value,
                     .hash = screening.HashOf(*one.view, plan, value)});
  if (values_.size() == kAtOnce) LookUp();
}

void ColumnScreen::LookUp() {
  const ThreadMatcher::Screening screening(scratch_);
  for (const Value& one : values_) {
    const AtomSets::Id set = screening.SetOf(*one.view, one.plan, one.value, one.hash);
    AddSet(one.row, set);
  }
  values_.clear();
  is_full_ = is_full_ || screening.is_full();
}

void ColumnScreen::AddSet(std::uint32_t row, std::uint32_t set) {
  if (set == 0 || IsDecided(row)) return;
  std::uint8_t& count = set_counts_[row];
  if (count == kMostSets) {
    Open(row);
  } else {
    sets_[row * kMostSets + count++] = set;
  }
}

void ColumnScreen::AddText(std::size_t row, std::string_view text) {
  if (IsDecided(row)) return;
  AwaitKeywords(classes_[class_of_[row]], row, 0, {RawValue::Form::kText, text});
}

void ColumnScreen::AwaitKeywords(Class& one, std::size_t row, NameId name, const RawValue& value) {
  if (value.bytes.size() < one.shortest) return;
  one.waiting.push_back({static_cast<std::uint32_t>(row), name, value});
  one.waiting_bytes += value.bytes.size();
  if (one.waiting_bytes > kBatchBytes) LookForKeywords(one);
}

void ColumnScreen::LookForKeywords(Class& one) {
  const ThreadMatcher::Screening screening(scratch_);
  KeywordFilter::Batch batch;
  for (const Class::Waiting& at : one.waiting) batch.Add(at.value);
  if (screening.MayHaveKeyword(*one.view, batch)) {
    for (const Class::Waiting& at : one.waiting) {
      if (IsDecided(at.row) || !screening.MayHaveKeyword(*one.view, at.value)) continue;
      AddSet(at.row, screening.SetWithKeywords(*one.view, at.name, at.value));
    }
    is_full_ = is_full_ || screening.is_full();
  }
  one.waiting.clear();
  one.waiting_bytes = 0;
}

void ColumnScreen::FinishColumn() {
  LookUp();
  for (Class& one : classes_) {
    if (!one.waiting.empty()) LookForKeywords(one);
  }
}

std::span<const ColumnScreen::Found> ColumnScreen::Finish(const LayOut& lay_out) {
  FinishColumn();
  const ThreadMatcher::Screening screening(scratch_);
  std::vector<ComboMemo::Hit> open;
  std::vector<NameId> compared;
  found_.clear();
  for (std::uint32_t row = 0; row < class_of_.size(); ++row) {
    if (class_of_[row] == kNever) continue;
    if (class_of_[row] == kOpen || is_full_) {
      found_.push_back({.row = row, .is_open = true});
      continue;
    }
    Class& one = classes_[class_of_[row]];
    const auto& view = *one.view;
    const std::span sets(sets_.data() + row * kMostSets, set_counts_[row]);
    const auto result = screening.Decide(view, sets);
    if (result.hits.empty() && result.open.empty()) continue;
    const auto first = static_cast<std::uint32_t>(rules_.size());
    for (const auto& hit : result.hits) rules_.push_back(screening.RuleOf(hit));
    if (!result.open.empty()) {
      open.assign(result.open.begin(), result.open.end());
      compared.clear();
      for (const auto& hit : open) {
        const auto [at, is_new] = one.compared.try_emplace({hit.bucket, hit.rule});
        if (is_new) screening.AddCompared(view, hit, at->second);
        compared.insert(compared.end(), at->second.begin(), at->second.end());
      }
      screening.Compare(view, sets, open, lay_out(row, compared), rules_);
    }
    const auto count = static_cast<std::uint32_t>(rules_.size()) - first;
    if (count > 0) found_.push_back({.row = row, .first = first, .count = count});
  }
  return found_;
}

void MatchStored(RuleSet::Scratch& scratch, const FlatRecord& record,
                 const std::vector<LogSource>& sources, std::vector<Match>& out) {
  static_cast<ThreadMatcher&>(scratch).Match(record, sources, out);
}

}  // namespace lachan::detect
