// SPDX-License-Identifier: Apache-2.0
// Lists and pages of rules: everything that is known about them, put together.
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "detect/explanation_text.h"
#include "rulesets/rule_names.h"
#include "rulesets/rule_service.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;

constexpr std::size_t kHistoryShown = 100;
constexpr std::chrono::minutes kMeasureAgain{10};
constexpr std::chrono::microseconds kMeasureFor{3000};
constexpr std::size_t kCostsRemembered = 5'000;

template <class T>
bool Has(const std::vector<T>& wanted, T value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool NamesTechnique(const detect::RuleInfo& rule, std::string_view wanted) {
  const auto tags = AttackTagsOf(rule);
  return std::ranges::any_of(tags.techniques, [&](const std::string& technique) {
    return technique == wanted || TechniqueOf(technique) == wanted;
  });
}

/// Nanoseconds an event, of `rules` over `events`; and how many matched `rule` at least.
struct Timing {
  double ns = 0;
  std::int64_t matched = 0;
};
Timing Time(const detect::RuleSet& rules, const std::vector<Event>& events) {
  using Steady = std::chrono::steady_clock;
  const auto scratch = rules.MakeScratch();
  std::vector<detect::Match> matches;
  Timing timing;
  for (const Event& event : events) {  // Once to warm up.
    rules.Match(event, *scratch, matches);
    timing.matched += matches.empty() ? 0 : 1;
  }
  const auto begun = Steady::now();
  std::int64_t passes = 0;
  while (Steady::now() - begun < kMeasureFor) {
    for (const Event& event : events) rules.Match(event, *scratch, matches);
    ++passes;
  }
  const auto spent = std::chrono::duration<double, std::nano>(Steady::now() - begun).count();
  timing.ns = spent / static_cast<double>(passes) / static_cast<double>(events.size());
  return timing;
}

void Sort(std::vector<RuleRow>& rows, std::string_view by) {
  if (by == "title") std::ranges::stable_sort(rows, {}, &RuleRow::title);
  if (by == "level") std::ranges::stable_sort(rows, std::greater{}, &RuleRow::level);
  if (by == "hits") std::ranges::stable_sort(rows, std::greater{}, &RuleRow::hits_30d);
  if (by == "last_hit") std::ranges::stable_sort(rows, std::greater{}, &RuleRow::last_hit);
}

bool IsSelected(const RuleService::RuleQuery& query, const std::string& words, const RuleRow& row,
                const detect::RuleInfo& rule) {
  if (!query.set.empty() && row.set != query.set) return false;
  if (!Has(query.levels, row.level) || !Has(query.can_fire, row.can_fire)) return false;
  if (query.only_with_hits && row.hits_30d == 0) return false;
  if (!query.technique.empty() && !NamesTechnique(rule, query.technique)) return false;
  if (words.empty()) return true;
  const auto text = FoldForSearch(
      fmt::format("{} {} {} {} {}", row.title, row.id, rule.description, row.logsource, row.path));
  return std::ranges::all_of(Split(words, ' '), [&](std::string_view word) {
    return text.find(word) != std::string::npos;
  });
}

}  // namespace

RuleRow RuleService::RowOf(const CompiledVersion& version, std::size_t index) const {
  const auto& rule = version.compiled->rules->rules()[index];
  RuleRow row;
  row.id = rule.id;
  row.title = rule.title;
  row.author = rule.author;
  row.status = rule.status;
  const auto* set = version.compiled->SetOf(rule);
  if (set != nullptr) row.set = set->code;
  row.path = CompiledSets::PathOf(rule);
  row.logsource = LogSourceText(rule.logsource);
  row.kind = rule.kind == detect::RuleKind::kCorrelation ? "correlation" : "detection";
  row.level = rule.level;
  row.tags = rule.tags;
  row.raises_alert = rule.raises_alert;
  row.always_evaluated = version.compiled->always_evaluated[index];
  return row;
}

RuleList RuleService::Rules(const RuleQuery& query) {
  const auto version = versions_.current();
  const auto coverage = CoverageNow();
  const bool is_covered = coverage->plan().compiled == version->compiled;
  const auto sums = hits_.Sums();
  const auto exceptions = tuning_.Counts();
  const auto any = exceptions.find("");
  const std::string words = FoldForSearch(query.text);
  RuleList list;
  list.report = ReportOf(*version->compiled);
  list.version_id = version->id;
  const auto rules = version->compiled->rules->rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    RuleRow row = RowOf(*version, i);
    if (const auto sum = sums.find(row.id); sum != sums.end()) {
      row.hits_30d = sum->second.hits;
      row.suppressed_30d = sum->second.suppressed;
      row.last_hit = sum->second.last_hit;
    }
    if (is_covered) row.can_fire = coverage->StateOf(i, query.agency);
    const auto named = exceptions.find(row.id);
    row.exceptions = (named == exceptions.end() ? 0 : named->second) +
                     (any == exceptions.end() ? 0 : any->second);
    if (IsSelected(query, words, row, rules[i])) list.rows.push_back(std::move(row));
  }
  Sort(list.rows, query.sort);
  list.total = static_cast<std::int64_t>(list.rows.size());
  const auto first = std::min(query.offset, list.rows.size());
  list.rows.erase(list.rows.begin(), list.rows.begin() + static_cast<std::ptrdiff_t>(first));
  if (list.rows.size() > query.limit) list.rows.resize(query.limit);
  return list;
}

Result<RuleDetail> RuleService::Rule(const Caller& caller, std::string_view id,
                                     const journal::Reach& reach) {
  const auto version = versions_.current();
  const auto at = version->compiled->by_id.find(std::string(id));
  if (at == version->compiled->by_id.end()) {
    return Fail(ErrorCode::kNotFound, "no rule with this id is in force");
  }
  const auto& rule = version->compiled->rules->rules()[at->second];
  RuleDetail detail;
  detail.rule = RowOf(*version, at->second);
  detail.description = rule.description;
  detail.text = rule.text;
  detail.date = rule.date;
  detail.modified = rule.modified;
  detail.line = rule.line;
  detail.references = rule.references;
  detail.falsepositives = rule.falsepositives;
  detail.fields = rule.fields;
  detail.licence = rule.license;
  if (const auto* set = version->compiled->SetOf(rule)) {
    detail.set_title = set->title;
    detail.set_kind = set->kind;
    if (detail.licence.empty()) detail.licence = set->licence;
    if (set->kind == RuleSetKind::own) {
      detail.own_name = detail.rule.path.substr(0, detail.rule.path.rfind('.'));
    }
  }
  detail.hits = hits_.Of(id, reach);
  for (auto& agency : detail.hits.agencies) {
    if (agency.agency_id) agency.agency_name = AgencyName(*agency.agency_id);
  }
  detail.rule.hits_30d = detail.hits.total;
  detail.rule.suppressed_30d = detail.hits.suppressed;
  detail.rule.last_hit = detail.hits.last_hit;
  const auto coverage = CoverageNow();
  if (coverage->plan().compiled == version->compiled) detail.coverage = coverage->Of(at->second);
  detail.rule.can_fire = detail.coverage.state;
  detail.cost = CostOf(*version, rule);
  detail.cost.given_up = static_cast<std::int64_t>(meter_.given_up(rule.id));
  detail.tests = TestsOf(*version, rule.id);
  LACHAN_TRY(detail.history, HistoryOf(caller, rule.id));
  LACHAN_TRY(auto exceptions,
             tuning_.List(caller, {ExceptionState::active, std::string(id), std::nullopt}));
  detail.exceptions = std::move(exceptions.rows);
  detail.rule.exceptions = static_cast<std::int64_t>(detail.exceptions.size());
  for (const auto& finding : version->compiled->findings) {
    if (finding.set == detail.rule.set && finding.file == detail.rule.path) {
      detail.findings.push_back(finding);
    }
  }
  return detail;
}

std::vector<TestResultView> RuleService::TestsOf(const CompiledVersion& version,
                                                 const std::string& rule_id) {
  const auto of_rule = [&](const std::vector<TestResultView>& all) {
    std::vector<TestResultView> results;
    std::ranges::copy_if(all, std::back_inserter(results),
                         [&](const auto& result) { return result.rule_id == rule_id; });
    return results;
  };
  if (!version.tests.empty()) return of_rule(version.tests);
  {
    const std::lock_guard lock(mutex_);
    if (tested_version_ == version.id) return of_rule(tested_);
  }
  // A version that was loaded at the start: its tests have not been run by this process.
  auto results = RunTestsOf(*version.compiled, deps_.normaliser);
  const std::lock_guard lock(mutex_);
  tested_version_ = version.id;
  tested_ = std::move(results);
  return of_rule(tested_);
}

RuleCostView RuleService::CostOf(const CompiledVersion& version, const detect::RuleInfo& rule) {
  if (rule.kind == detect::RuleKind::kCorrelation) return {};
  const Instant now = deps_.clock.Now();
  {
    const std::lock_guard lock(mutex_);
    const auto at = costs_.find(rule.id);
    if (at != costs_.end() && at->second.version == version.id &&
        now - at->second.at < kMeasureAgain && at->second.cost.sampled_events > 0) {
      return at->second.cost;
    }
  }
  RuleCostView cost;
  const auto events = arrivals_.SamplesOf(rule.logsource);
  if (events.empty()) return cost;
  const detect::SourceText source{rule.path, rule.text};
  const auto alone = Time(detect::RuleSet::Compile({&source, 1}), events);
  cost.sampled_events = static_cast<std::int64_t>(events.size());
  cost.rule_ns = alone.ns;
  cost.matched = alone.matched;
  cost.set_ns = Time(*version.compiled->rules, events).ns;
  cost.share = cost.set_ns > 0 ? std::min(1.0, cost.rule_ns / cost.set_ns) : 0;
  const std::lock_guard lock(mutex_);
  if (costs_.size() >= kCostsRemembered) costs_.clear();
  costs_[rule.id] = {version.id, now, cost};
  return cost;
}

Result<std::vector<HistoryView>> RuleService::HistoryOf(const Caller& caller,
                                                        const std::string& rule_id) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  std::vector<HistoryView> history;
  journal::FactQuery facts_query;
  facts_query.subject_kind = kRuleSubject;
  facts_query.subject_id = RuleSubjectId(rule_id);
  facts_query.newest_first = true;
  facts_query.limit = kHistoryShown;
  LACHAN_TRY(const auto facts, reader->Facts(facts_query));
  for (const Fact& fact : facts) {
    HistoryView entry{fact.recorded_at, fact.actor_name, fact.kind, {}, {}, {}};
    if (entry.kind.starts_with("rule.")) entry.kind.erase(0, 5);
    const auto payload = schema::ParseJson(fact.payload);
    if (payload && payload->is_object()) {
      const auto& object = payload->get_object();
      if (const auto* note = object.if_contains("note"); note != nullptr && note->is_string()) {
        entry.note = note->get_string();
      }
      if (const auto* id = object.if_contains("exception_id"); id != nullptr && id->is_int64()) {
        entry.exception_id = id->get_int64();
      }
    }
    history.push_back(std::move(entry));
  }
  journal::ListQuery changes_query;
  changes_query.filters = {journal::Equals("rule_id", rule_id)};
  changes_query.descending = true;
  changes_query.limit = kHistoryShown;
  LACHAN_TRY(const auto changes, journal::List<RuleChange>(*reader, changes_query));
  for (const RuleChange& change : changes) {
    HistoryView entry{change.created_at.value, {}, {}, change.version_id.value, {}, {}};
    entry.kind = boost::describe::enum_to_string(change.change.value, "");
    // Who: the fact of the swap, written in the same transaction.
    journal::FactQuery swap;
    swap.kinds = {"rule_version.swapped", "rule_version.rolled_back"};
    swap.subject_kind = schema::Describe<RuleVersion>().name;
    swap.subject_id = change.version_id.value;
    LACHAN_TRY(const auto swaps, reader->Facts(swap));
    for (const Fact& fact : swaps) {
      if (fact.recorded_at == entry.at || entry.actor.empty()) entry.actor = fact.actor_name;
    }
    history.push_back(std::move(entry));
  }
  std::ranges::stable_sort(history, std::greater{}, &HistoryView::at);
  if (history.size() > kHistoryShown) history.resize(kHistoryShown);
  return history;
}

Result<Event> RuleService::EventFor(const ExplainBody& body, const events::Scope& scope) const {
  if (!body.event_id.empty()) return deps_.events.Get(body.event_id, scope);
  if (Trim(body.record).empty()) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "give an event or a record")
                               .WithField("record", "required"));
  }
  return EventOfRecord(body.record, deps_.clock.Now(), deps_.normaliser);
}

Result<ExplainView> RuleService::Explain(std::string_view rule_id, const ExplainBody& body,
                                         const events::Scope& scope) {
  LACHAN_TRY(const auto event, EventFor(body, scope));
  const auto version = versions_.current();
  std::shared_ptr<const detect::RuleSet> rules = version->compiled->rules;
  std::size_t index = 0;
  if (rule_id.empty()) {
    const detect::SourceText source{"rule.yml", body.text};
    rules = std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile({&source, 1}));
    const auto is_detection = [](const auto& rule) {
      return rule.kind == detect::RuleKind::kDetection;
    };
    const auto at = std::ranges::find_if(rules->rules(), is_detection);
    if (at == rules->rules().end()) {
      return std::unexpected(Error(ErrorCode::kInvalidInput, "the text is no rule that compiles")
                                 .WithField("text", "check it first"));
    }
    index = static_cast<std::size_t>(at - rules->rules().begin());
  } else {
    const auto at = version->compiled->by_id.find(std::string(rule_id));
    if (at == version->compiled->by_id.end()) {
      return Fail(ErrorCode::kNotFound, "no rule with this id is in force");
    }
    index = at->second;
  }
  const auto& rule = rules->rules()[index];
  const auto explanation = rules->Explain(index, event);
  ExplainView view{rule.id,
                   rule.title,
                   explanation.logsource_applies,
                   explanation.matched,
                   detect::ExplanationText(rule, explanation, event, PrintableForLog),
                   {},
                   {},
                   {},
                   {}};
  for (const auto& step : explanation.steps) {
    view.steps.push_back({step.depth, step.holds, RepairUtf8(step.text), RepairUtf8(step.seen)});
  }
  for (const auto& field : event.fields) {
    view.event.push_back({RepairUtf8(field.name), RepairUtf8(field.value)});
  }
  for (const auto& source : event.logsources) {
    view.logsources.push_back({source.product, source.category, source.service});
  }
  if (explanation.matched && !rule_id.empty()) {
    LACHAN_TRY(const auto exceptions, tuning_.CompileFor(rules));
    const auto scratch = exceptions->MakeScratch();
    std::vector<detect::Match> matches{{index, {}}};
    std::vector<pipeline::Suppressed> taken;
    exceptions->Apply(event, deps_.clock.Now(), *scratch, matches, taken);
    for (const auto& one : taken) view.exceptions.push_back(one.exception);
  }
  return view;
}

}  // namespace lachan::rulesets
