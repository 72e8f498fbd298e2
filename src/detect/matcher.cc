// SPDX-License-Identifier: Apache-2.0
#include "detect/matcher.h"

#include "base/check.h"
#include "detect/matcher_whole.h"

namespace lachan::detect {
namespace {

/// Of names × routes; beyond, the routes are made anew.
constexpr std::size_t kMaxPlanSlots = 1 << 20;
constexpr std::size_t kMaxForms = 1 << 12;
void SortUnique(std::vector<Match>& matches) {
  std::sort(matches.begin(), matches.end(),
            [](const Match& a, const Match& b) { return a.rule < b.rule; });
  const auto same = [](const Match& a, const Match& b) { return a.rule == b.rule; };
  matches.erase(std::unique(matches.begin(), matches.end(), same), matches.end());
}

}  // namespace

ThreadMatcher::ThreadMatcher(const RuleSet::Impl& rules)
    : rules_(rules), sources_(names_), states_(rules.atoms), tools_(rules.scan_memory) {
  rules.names.ForEach([&](std::string_view name, FieldId) { names_.Intern(name); });
  local_time_name_ = names_.Intern(kLocalTimeField);
  for (const Bucket& bucket : rules.buckets) {
    rule_stamps_.emplace_back(bucket.rule_count(), 0U);
  }
}

ThreadMatcher::View& ThreadMatcher::ViewFor(Route& route, std::span<const FieldAlias> aliases) {
  for (View& view : route.views) {
    if (view.aliases.data() == aliases.data()) return view;
  }
  View& view = route.views.emplace_back();
  view.aliases = aliases;
  return view;
}

ThreadMatcher::Route ThreadMatcher::MakeRoute(const std::vector<LogSource>& sources) {
  Route route;
  ViewFor(route, {});
  for (const LogSource& source : sources) {
    View& view = ViewFor(route, AliasesOf(source));
    for (std::uint32_t i = 0; i < rules_.buckets.size(); ++i) {
      if (Satisfies(rules_.buckets[i].source(), source)) view.buckets.push_back(i);
    }
  }
  for (View& view : route.views) {
    std::sort(view.buckets.begin(), view.buckets.end());
    view.buckets.erase(std::unique(view.buckets.begin(), view.buckets.end()), view.buckets.end());
  }
  DropSharedBuckets(route);
  for (View& view : route.views) FinishView(view);
  return route;
}

/// A bucket that reads no alias says the same with and without: once is enough.
void ThreadMatcher::DropSharedBuckets(Route& route) const {
  const auto& plain = route.views.front().buckets;
  for (std::size_t i = 1; i < route.views.size(); ++i) {
    View& view = route.views[i];
    std::erase_if(view.buckets, [&](std::uint32_t index) {
      if (!std::binary_search(plain.begin(), plain.end(), index)) return false;
      return std::none_of(view.aliases.begin(), view.aliases.end(), [&](const FieldAlias& alias) {
        return rules_.buckets[index].Reads(alias.field);
      });
    });
  }
}

void ThreadMatcher::FinishView(View& view) {
  view.id = next_view_++;
  for (const std::uint32_t index : view.buckets) {
    const Bucket& bucket = rules_.buckets[index];
    if (bucket.keywords() != nullptr) view.has_keywords = true;
    if (!bucket.always().empty()) view.has_always = true;
  }
  if (view.has_keywords) {
    view.keyword_filter = rules_.keyword_filters.For(rules_.buckets, view.buckets);
    if (view.keyword_filter && !view.keyword_filter->Prepare(tools_.scan)) {
      view.keyword_filter.reset();
    }
    view.without_keyword = std::make_unique<FormMarks>();
  }
  for (const FieldAlias& alias : view.aliases) {
    const FieldId field = rules_.names.Find(alias.field);
    const std::int32_t plan =
        field == FieldNames::kNone ? kNone : PlanFor(view, view.without_keywords, field);
    view.alias_plans.push_back({names_.Intern(alias.field), names_.Intern(alias.origin), plan});
  }
  Plan local_time;
  for (const std::uint32_t index : view.buckets) {
    const Bucket& bucket = rules_.buckets[index];
    const auto* scanner = bucket.ScannerOf(rules_.names.Find(kLocalTimeField));
    if (scanner != nullptr) local_time.steps.push_back({&bucket, scanner});
  }
  if (local_time.steps.empty()) return;
  local_time.id = next_plan_++;
  view.local_time_plan = static_cast<std::int32_t>(view.plans.size());
  view.plans.push_back(std::move(local_time));
}

/// The plan of a field (kNone: of all fields that no rule names), or kNone where nothing is to do.
std::int32_t ThreadMatcher::PlanFor(View& view, PlanIndex& index, FieldId field) {
  const auto known = index.by_field.find(field);
  if (known != index.by_field.end()) return known->second;
  Plan plan;
  for (const std::uint32_t number : view.buckets) {
    const Bucket& bucket = rules_.buckets[number];
    if (const auto* scanner = bucket.ScannerOf(field)) plan.steps.push_back({&bucket, scanner});
    if (&index == &view.with_keywords && bucket.keywords() != nullptr) {
      plan.steps.push_back({&bucket, bucket.keywords()});
    }
  }
  std::int32_t place = kNone;
  if (!plan.steps.empty()) {
    plan.id = next_plan_++;
    place = static_cast<std::int32_t>(view.plans.size());
    view.plans.push_back(std::move(plan));
  }
  index.by_field.emplace(field, place);
  return place;
}

std::int32_t ThreadMatcher::FindPlan(View& view, PlanIndex& index, NameId name) {
  if (name < index.by_name.size() && index.by_name[name] != kUnknown) return index.by_name[name];
  if (name >= index.by_name.size()) {
    plan_slots_ += names_.size() - index.by_name.size();
    index.by_name.resize(names_.size(), kUnknown);
  }
  return index.by_name[name] = PlanFor(view, index, rules_.names.Find(names_.Text(name)));
}

ThreadMatcher::Route& ThreadMatcher::RouteOf(std::uint32_t sources) {
  if (sources >= routes_.size()) routes_.resize(sources + 1);
  auto& route = routes_[sources];
  if (route == nullptr) route = std::make_unique<Route>(MakeRoute(sources_.sources(sources)));
  return *route;
}

void ThreadMatcher::Forget() {
  ++forgotten_;
  sets_.Clear();
  values_.Clear();
  combos_.Clear();
}

void ThreadMatcher::Match(const Event& event, std::vector<detect::Match>& out) {
  batch_at_hand_ = nullptr;
  of_event_.fields.clear();
  names_of_last_event_.resize(std::max(names_of_last_event_.size(), event.fields.size()));
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const EventField& field = event.fields[i];
    NameId& name = names_of_last_event_[i];  // Mostly the same as in the event before.
    if (names_.Text(name) != field.name) name = names_.Intern(field.name);
    of_event_.fields.push_back({name, {FormOf(field.kind), field.value}, 0});
  }
  of_event_.text = EventView::RawIsText(event.raw) ? std::string_view(event.raw) : "";
  of_event_.form = 0;
  Whole whole(&event, of_event_, names_, compared_);
  MatchAlong(sources_.NumberOf(event.logsources), of_event_, whole, out);
}

void ThreadMatcher::Match(const FlatRecord& record, std::vector<detect::Match>& out) {
  batch_at_hand_ = nullptr;
  Whole whole(nullptr, record, names_, compared_);
  MatchAlong(sources_.NumberOf(record, names_), record, whole, out);
}

void ThreadMatcher::Match(const FlatRecord& record, const std::vector<LogSource>& sources,
                          std::vector<detect::Match>& out) {
  batch_at_hand_ = nullptr;
  Whole whole(nullptr, record, names_, compared_);
  MatchAlong(sources_.NumberOf(sources), record, whole, out);
}

void ThreadMatcher::Begin(const EventBatch& batch) {
  batch_at_hand_ = &batch;
  batch_names_.clear();
  for (const std::string_view name : batch.names()) batch_names_.push_back(names_.Intern(name));
  if (forms_.size() > kMaxForms) forms_.clear();
  batch_forms_.clear();
  std::vector<NameId> ids;
  for (const EventBatch::Shape& shape : batch.shapes()) {
    ids.clear();
    for (const EventBatch::Name& field : shape) ids.push_back(batch_names_[field.name]);
    const auto [form, is_new] = forms_.emplace(ids, 0);
    if (is_new) form->second = names_.NewForm();
    batch_forms_.push_back(form->second);
  }
  NumberSources();
}

void ThreadMatcher::NumberSources() {
  batch_sources_.clear();
  if (batch_at_hand_ == nullptr) return;
  for (const EventBatch::Context& context : batch_at_hand_->contexts()) {
    batch_sources_.push_back(sources_.NumberOf(context.logsources));
  }
}

void ThreadMatcher::Match(const FlatEvent& event, std::vector<detect::Match>& out) {
  const EventBatch::Kind kind = batch_at_hand_->kinds()[event.kind];
  const EventBatch::Shape& shape = batch_at_hand_->shapes()[kind.shape];
  of_event_.fields.resize(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    of_event_.fields[i] = {
        batch_names_[shape[i].name], {FormOf(shape[i].kind), event.fields[i].value}, 0};
  }
  of_event_.text = EventView::RawIsText(event.raw) ? event.raw : "";
  of_event_.form = batch_forms_[kind.shape];
  Whole whole(nullptr, of_event_, names_, compared_, &event);
  MatchAlong(batch_sources_[kind.context], of_event_, whole, out);
}

void ThreadMatcher::MatchAlong(std::uint32_t sources, const FlatRecord& record, Whole& whole,
                               std::vector<detect::Match>& out) {
  out.clear();
  ++statistics_.events;
  Route& route = RouteOf(sources);
  for (View& view : route.views) {
    if (view.buckets.empty()) continue;
    if (sets_.full()) Forget();
    whole.UseAliases(view.aliases);
    ScanView(view, record, whole);
    if (is_quiet_) {
      ++statistics_.combinations;
      ++statistics_.combinations_known;
    } else if (!sets_of_event_.empty() || view.has_always) {
      Decide(view, whole, out);
    } else if (tasks_of_event_ != nullptr) {
      tasks_of_event_->is_quiet = true;
    }
  }
  if (out.size() > 1) SortUnique(out);
  ForgetSources();
}

/// Where there are too many.
void ThreadMatcher::ForgetSources() {
  if (!sources_.full() && plan_slots_ <= kMaxPlanSlots) return;
  sources_.Clear();
  routes_.clear();
  plan_slots_ = 0;
  Forget();
  NumberSources();
}

/// True if it is certain; false says nothing.
bool ThreadMatcher::KeywordsAreAbsent(View& view, const FlatRecord& record) {
  if (!view.has_keywords) return true;
  if (view.keyword_filter == nullptr) return false;
  const std::size_t shortest = view.keyword_filter->shortest();
  const std::span<std::uint64_t> without = view.without_keyword->Of(record);
  batch_.Clear();
  const auto may_have = [&](const RawValue& value) {
    constexpr std::size_t kShort = 96;  // Side by side they cost less than one by one.
    if (value.bytes.size() < shortest) return false;
    if (value.bytes.size() > kShort) return view.keyword_filter->MayHave(value, tools_.scan);
    batch_.Add(value);
    return false;
  };
  bool found = false;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const FlatField& field = record.fields[i];
    if (field.identity != 0 && without[i] == field.identity) continue;
    without[i] = field.identity;
    if (may_have(field.value)) {
      found = true;
      break;
    }
  }
  found = found || may_have({RawValue::Form::kText, record.text}) ||
          view.keyword_filter->MayHave(batch_, tools_.scan);
  if (!found) return true;
  std::fill(without.begin(), without.end(), 0);
  return false;
}

ThreadMatcher::Tasks& ThreadMatcher::TasksOf(View& view, PlanIndex& index,
                                             const FlatRecord& record) {
  if (index.by_form.empty()) index.by_form.resize(kKnownForms);
  Tasks& known = record.form == 0 ? tasks_ : index.by_form[record.form % kKnownForms];
  if (record.form != 0 && known.form == record.form) {
    if (known.epoch != forgotten_) {
      for (Task& task : known.tasks) task.identity = 0;
      known.epoch = forgotten_;
      known.is_quiet = false;
    }
    return known;
  }
  if (index.by_name.size() < names_.size()) {
    plan_slots_ += names_.size() - index.by_name.size();
    index.by_name.resize(names_.size(), kUnknown);
  }
  const std::size_t room = known.tasks.capacity();
  known.form = record.form;
  known.epoch = forgotten_;
  known.is_quiet = false;
  known.tasks.clear();
  for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
    const NameId name = record.fields[i].name;
    std::int32_t plan = index.by_name[name];
    if (plan == kUnknown) plan = FindPlan(view, index, name);
    if (plan != kNone) known.tasks.push_back({i, static_cast<std::uint32_t>(plan)});
  }
  if (record.form != 0) plan_slots_ += known.tasks.capacity() - room;
  return known;
}

/// First those that equal the last value of their field, and where the others would be in memory;
/// then the others.
/// \param alone  Nothing but the fields says which rules hold.
void ThreadMatcher::AddFields(View& view, PlanIndex& index, const FlatRecord& record, bool alone) {
  pending_.clear();
  Tasks& tasks = TasksOf(view, index, record);
  bool is_same = tasks.is_quiet;
  const auto take = [&](Task& task, const FlatField& field, AtomSets::Id set) {
    is_same = is_same && set == task.set;
    task.set = set;
    task.identity = field.identity;
  };
  for (Task& task : tasks.tasks) {
    const FlatField& field = record.fields[task.field];
    if (field.identity != 0 && field.identity == task.identity) {
      ++statistics_.values;
      ++statistics_.values_known;
      continue;
    }
    Plan& plan = view.plans[task.plan];
    if (const auto set = SetOfLast(plan, field)) {
      take(task, field, *set);
      continue;
    }
    const std::uint64_t hash = values_.HashOf(plan.id, field.value);
    values_.Prefetch(hash);
    pending_.push_back({&task, hash});
  }
  for (const auto& [task, hash] : pending_) {
    const FlatField& field = record.fields[task->field];
    take(*task, field, SetOf(view.plans[task->plan], field.value, hash));
  }
  tasks.is_quiet = is_same;
  tasks_of_event_ = alone ? &tasks : nullptr;
  is_quiet_ = alone && is_same;
  if (is_quiet_) return;
  for (const Task& task : tasks.tasks) {
    if (task.set != 0) sets_of_event_.push_back(task.set);
  }
}

void ThreadMatcher::AddSet(View& view, std::int32_t number, const FlatField& field) {
  Plan& plan = view.plans[static_cast<std::size_t>(number)];
  const auto last = SetOfLast(plan, field);
  const AtomSets::Id set =
      last ? *last : SetOf(plan, field.value, values_.HashOf(plan.id, field.value));
  if (set != 0) sets_of_event_.push_back(set);
}

void ThreadMatcher::ScanView(View& view, const FlatRecord& record, Whole& whole) {
  sets_of_event_.clear();
  const bool absent = KeywordsAreAbsent(view, record);
  PlanIndex& index = absent ? view.without_keywords : view.with_keywords;
  const std::int32_t of_text = absent || record.text.empty() ? kNone : FindPlan(view, index, 0);
  const bool alone = of_text == kNone && view.local_time_plan == kNone && view.alias_plans.empty();
  AddFields(view, index, record, alone);
  if (alone) return;
  if (of_text != kNone) AddSet(view, of_text, {0, {RawValue::Form::kText, record.text}, 0});
  if (view.local_time_plan != kNone) AddLocalTime(view, record, whole);
  if (!view.alias_plans.empty()) ScanAliases(view, record);
}

void ThreadMatcher::AddLocalTime(View& view, const FlatRecord& record, Whole& whole) {
  for (const FlatField& field : record.fields) {
    if (field.name == local_time_name_) return;  // The record's own.
  }
  const auto second = std::chrono::floor<std::chrono::seconds>(whole.time());
  if (second != local_second_ || local_time_.empty()) {
    local_time_ = LocalTimeField(second).value;
    local_second_ = second;
  }
  AddSet(view, view.local_time_plan, {0, {RawValue::Form::kText, local_time_}, 0});
}

void ThreadMatcher::ScanAliases(View& view, const FlatRecord& record) {
  for (const View::Alias& alias : view.alias_plans) {
    if (alias.plan == kNone) continue;
    const bool has_own = std::any_of(record.fields.begin(), record.fields.end(),
                                     [&](const auto& field) { return field.name == alias.to; });
    for (const FlatField& field : record.fields) {
      if (has_own || field.name != alias.from) continue;
      AddSet(view, alias.plan, field);
    }
  }
}

AtomSets::Id ThreadMatcher::SetOf(Plan& plan, const RawValue& value, std::uint64_t hash) {
  auto known = values_.Find(hash, plan.id, value);
  if (known) {
    ++statistics_.values_known;
  } else {
    const AtomSets::Id set = ScanValue(plan, value);
    known = values_.Offer(hash, plan.id, value, set);
    if (!known) return set;
  }
  plan.last = {value.form, known->bytes};
  plan.last_epoch = values_.epoch();
  plan.last_set = known->set;
  return known->set;
}

AtomSets::Id ThreadMatcher::ScanValue(const Plan& plan, const RawValue& value) {
  AppendDecoded(value, scanned_.Reset(KindOf(value.form)));
  atoms_.clear();
  for (const Plan::Step& step : plan.steps) {
    step.bucket->Scan(*step.scanner, scanned_, tools_, atoms_);
  }
  return sets_.Intern(atoms_);
}

void ThreadMatcher::SetStates() {
  states_.Clear();
  for (const AtomSets::Id set : sets_of_event_) {
    for (const AtomId atom : sets_[set]) states_.Set(atom);
  }
}

void ThreadMatcher::Decide(View& view, Whole& whole, std::vector<detect::Match>& out) {
  ++statistics_.combinations;
  const Evaluation evaluation{states_, whole, tools_.regex};
  const std::uint64_t hash = combos_.HashOf(view.id, sets_of_event_);
  if (const auto* known = combos_.Find(hash, view.id, sets_of_event_)) {
    ++statistics_.combinations_known;
    if (known->hits.empty() && known->open.empty()) {
      if (tasks_of_event_ != nullptr) tasks_of_event_->is_quiet = true;
      return;
    }
    hits_.assign(known->hits.begin(), known->hits.end());
    open_.assign(known->open.begin(), known->open.end());
    SetStates();
  } else {
    SetStates();
    Evaluate(view, evaluation);
    combos_.Put(hash, view.id, sets_of_event_, hits_, open_);
  }
  if (tasks_of_event_ != nullptr) tasks_of_event_->is_quiet = hits_.empty() && open_.empty();
  EvaluateOpen(evaluation);
  for (const auto& [index, rule] : hits_) {
    const Bucket& bucket = rules_.buckets[index];
    detect::Match& match = out.emplace_back();
    match.rule = bucket.NumberOf(rule);
    bucket.Collect(rule, evaluation, match.matched);
  }
}

/// Adds to hits_ those that another event with the same atoms may not have.
void ThreadMatcher::EvaluateOpen(const Evaluation& evaluation) {
  for (const auto& candidate : open_) {
    ++statistics_.evaluated;
    if (rules_.buckets[candidate.bucket].Holds(candidate.rule, evaluation)) {
      hits_.push_back(candidate);
    }
  }
}

/// Fills hits_ and, with the candidates that compare fields, open_.
void ThreadMatcher::Evaluate(const View& view, const Evaluation& evaluation) {
  candidates_.clear();
  hits_.clear();
  open_.clear();
  ++rule_epoch_;
  if (rule_epoch_ == 0) {
    for (auto& stamps : rule_stamps_) stamps.assign(stamps.size(), 0);
    rule_epoch_ = 1;
  }
  const auto add = [&](std::uint32_t bucket, std::uint32_t rule) {
    std::uint32_t& stamp = rule_stamps_[bucket][rule];
    if (stamp != rule_epoch_) candidates_.push_back({bucket, rule});
    stamp = rule_epoch_;
  };
  for (const std::uint32_t index : view.buckets) {
    for (const std::uint32_t rule : rules_.buckets[index].always()) add(index, rule);
  }
  for (const AtomSets::Id set : sets_of_event_) {
    std::size_t at = 0;  // Buckets and the atoms of a set both ascend.
    for (const AtomId atom : sets_[set]) {
      while (!rules_.buckets[view.buckets[at]].Owns(atom)) ++at;
      const std::uint32_t index = view.buckets[at];
      for (const std::uint32_t rule : rules_.buckets[index].RulesOf(atom)) add(index, rule);
    }
  }
  statistics_.candidates += candidates_.size();
  for (const auto& candidate : candidates_) {
    const Bucket& bucket = rules_.buckets[candidate.bucket];
    if (bucket.ComparesFields(candidate.rule)) {
      open_.push_back(candidate);
      continue;
    }
    ++statistics_.evaluated;
    if (bucket.Holds(candidate.rule, evaluation)) hits_.push_back(candidate);
  }
}

}  // namespace lachan::detect
