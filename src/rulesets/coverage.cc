// SPDX-License-Identifier: Apache-2.0
#include "rulesets/coverage.h"

#include <algorithm>
#include <tuple>

#include "detect/correlation_rule.h"
#include "detect/logsource.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kMissingShown = 50;

auto KeyOf(const LogSource& source) {
  return std::tie(source.product, source.category, source.service);
}

/// Better first: yes, then fields missing, then no log source.
CanFire Better(CanFire a, CanFire b) { return std::min(a, b); }
CanFire Worse(CanFire a, CanFire b) { return std::max(a, b); }

LogSourceView ViewOf(const LogSource& source) {
  return {source.product, source.category, source.service};
}

bool NeedsAll(detect::CorrelationRule::Type type) {
  return type == detect::CorrelationRule::Type::kTemporal ||
         type == detect::CorrelationRule::Type::kTemporalOrdered;
}

/// Figures of one cell of the matrix.
struct Cell {
  std::int64_t rules = 0, can_fire = 0, hits = 0;
  void Add(bool fires, std::int64_t rule_hits) {
    ++rules;
    can_fire += fires ? 1 : 0;
    hits += rule_hits;
  }
};

}  // namespace

std::shared_ptr<const CoveragePlan> CoveragePlan::Of(std::shared_ptr<const CompiledSets> compiled,
                                                     std::int64_t version) {
  auto plan = std::make_shared<CoveragePlan>();
  plan->version = version;
  const auto rules = compiled->rules->rules();
  plan->requirements = Requirements::Of(*compiled->rules);
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::uint32_t>> sources;
  std::vector<AttackTags> tags;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    tags.push_back(AttackTagsOf(rules[i]));
    if (rules[i].kind == detect::RuleKind::kDetection) {
      sources[KeyOf(rules[i].logsource)].push_back(i);
    }
  }
  for (auto& [key, members] : sources) {
    const auto& [product, category, service] = key;
    plan->by_source.emplace_back(LogSource{product, category, service}, std::move(members));
  }
  for (const auto& correlation : compiled->rules->correlations()) {
    Counts counts{static_cast<std::uint32_t>(correlation.rule), {}, NeedsAll(correlation.type)};
    for (const auto target : correlation.targets) {
      counts.targets.push_back(static_cast<std::uint32_t>(target));
    }
    plan->correlations.push_back(std::move(counts));
  }
  const TacticsOfTechniques tactics(tags);
  for (const auto& of_rule : tags) plan->cells.push_back(tactics.CellsOf(of_rule));
  plan->compiled = std::move(compiled);
  return plan;
}

Coverage::Coverage(std::shared_ptr<const CoveragePlan> plan, std::vector<ArrivedLog> logs,
                   Instant at)
    : plan_(std::move(plan)), logs_(std::move(logs)), at_(at) {
  nothing_.assign(plan_->compiled->rules->rules().size(), CanFire::no_log_source);
  province_ = nothing_;
  for (const ArrivedLog& log : logs_) {
    Judge(log, by_agency_.try_emplace(log.agency.value, nothing_).first->second);
  }
  for (auto& [agency, states] : by_agency_) {
    JudgeCorrelations(states);
    for (std::size_t i = 0; i < states.size(); ++i) {
      province_[i] = Better(province_[i], states[i]);
    }
  }
}

/// The fields that a log has, under all names that its source gives them.
std::vector<bool> Coverage::PresentIn(const ArrivedLog& log) const {
  const auto& fields = plan_->requirements.fields;
  std::vector<bool> present(fields.size() + 1, false);
  for (const auto& name : log.fields) present[fields.Find(name)] = true;
  for (const auto& alias : detect::AliasesOf(log.source)) {
    const auto origin = std::string(alias.origin);
    if (std::ranges::find(log.fields, origin) != log.fields.end()) {
      present[fields.Find(std::string(alias.field))] = true;
    }
  }
  return present;
}

void Coverage::Judge(const ArrivedLog& log, States& states) const {
  const auto present = PresentIn(log);
  for (const auto& [source, rules] : plan_->by_source) {
    if (!detect::Satisfies(source, log.source)) continue;
    for (const auto rule : rules) {
      if (states[rule] == CanFire::yes) continue;
      states[rule] = CanMeet(plan_->requirements.needs[rule], present) ? CanFire::yes
                                                                       : CanFire::fields_missing;
    }
  }
}

void Coverage::JudgeCorrelations(States& states) const {
  for (const auto& correlation : plan_->correlations) {
    if (correlation.targets.empty()) continue;
    CanFire state = states[correlation.targets.front()];
    for (const auto target : correlation.targets) {
      state = correlation.needs_all ? Worse(state, states[target]) : Better(state, states[target]);
    }
    states[correlation.rule] = state;
  }
}

const Coverage::States* Coverage::StatesOf(std::optional<AgencyId> agency) const {
  if (!agency) return &province_;
  const auto at = by_agency_.find(agency->value);
  return at == by_agency_.end() ? &nothing_ : &at->second;
}

CoverageCounts Coverage::CountsOf(const States& states) {
  CoverageCounts counts;
  counts.total = static_cast<std::int64_t>(states.size());
  counts.yes = std::ranges::count(states, CanFire::yes);
  counts.fields_missing = std::ranges::count(states, CanFire::fields_missing);
  counts.no_log_source = std::ranges::count(states, CanFire::no_log_source);
  return counts;
}

CanFire Coverage::StateOf(std::size_t rule, std::optional<AgencyId> agency) const {
  return (*StatesOf(agency))[rule];
}

RuleCoverageView Coverage::Of(std::size_t rule) const {
  RuleCoverageView view;
  view.state = province_[rule];
  for (const auto& [agency, states] : by_agency_) {
    if (agency > 0 && states[rule] == CanFire::yes) ++view.agencies;
  }
  const auto& info = plan_->compiled->rules->rules()[rule];
  if (view.state != CanFire::fields_missing || info.kind != detect::RuleKind::kDetection) {
    return view;
  }
  std::optional<std::vector<std::uint32_t>> fewest;
  for (const ArrivedLog& log : logs_) {
    if (!detect::Satisfies(info.logsource, log.source)) continue;
    auto missing = Missing(plan_->requirements.needs[rule], PresentIn(log));
    if (!fewest || missing.size() < fewest->size()) fewest = std::move(missing);
  }
  for (const auto field : fewest.value_or(std::vector<std::uint32_t>())) {
    view.missing_fields.push_back(plan_->requirements.fields.Name(field));
  }
  return view;
}

std::vector<ArrivingLogView> Coverage::Arriving(std::optional<AgencyId> agency,
                                                const States& states) const {
  struct Sum {
    ArrivingLogView view;
    std::map<std::string_view, bool> fields;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;
  for (const ArrivedLog& log : logs_) {
    if (agency && log.agency != *agency) continue;
    Sum& sum = sums[KeyOf(log.source)];
    sum.view.logsource = ViewOf(log.source);
    sum.view.events += log.events;
    sum.view.last_at = std::max(sum.view.last_at, log.last_at);
    for (const auto& field : log.fields) sum.fields.emplace(field, true);
  }
  std::vector<ArrivingLogView> rows;
  for (auto& [key, sum] : sums) {
    const auto& [product, category, service] = key;
    sum.view.fields = static_cast<std::int64_t>(sum.fields.size());
    for (const auto& [source, rules] : plan_->by_source) {
      if (!detect::Satisfies(source, {product, category, service})) continue;
      sum.view.rules += static_cast<std::int64_t>(rules.size());
      sum.view.can_fire +=
          std::ranges::count_if(rules, [&](auto rule) { return states[rule] == CanFire::yes; });
    }
    rows.push_back(std::move(sum.view));
  }
  std::ranges::stable_sort(rows, std::greater{}, &ArrivingLogView::events);
  return rows;
}

std::vector<MissingLogView> Coverage::MissingLogs(const States& states) const {
  std::vector<MissingLogView> rows;
  for (const auto& [source, rules] : plan_->by_source) {
    if (states[rules.front()] != CanFire::no_log_source) continue;
    rows.push_back({ViewOf(source), static_cast<std::int64_t>(rules.size())});
  }
  std::ranges::stable_sort(rows, std::greater{}, &MissingLogView::rules);
  if (rows.size() > kMissingShown) rows.resize(kMissingShown);
  return rows;
}

std::vector<TacticView> Coverage::Tactics(const States& states, const Sums& hits) const {
  std::map<std::string, std::map<std::string, Cell>> matrix;
  std::map<std::string, Cell> of_tactic;
  const auto rules = plan_->compiled->rules->rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const bool fires = states[i] == CanFire::yes;
    const auto at = hits.find(rules[i].id);
    const std::int64_t of_rule = at == hits.end() ? 0 : at->second;
    std::set<std::pair<std::string, std::string>> cells;
    std::set<std::string> tactics;
    for (const auto& [tactic, technique] : plan_->cells[i]) {
      cells.emplace(tactic, technique);
      cells.emplace(tactic, TechniqueOf(technique));  // With its parts.
      tactics.insert(tactic);
    }
    for (const auto& [tactic, technique] : cells) matrix[tactic][technique].Add(fires, of_rule);
    for (const auto& tactic : tactics) of_tactic[tactic].Add(fires, of_rule);
  }
  std::vector<TacticView> rows;
  const auto add = [&](const std::string& id, std::string name) {
    TacticView row{id, std::move(name), of_tactic[id].rules, of_tactic[id].can_fire, {}};
    for (const auto& [technique, cell] : matrix[id]) {
      row.techniques.push_back({technique, cell.rules, cell.can_fire, cell.hits});
    }
    matrix.erase(id);
    rows.push_back(std::move(row));
  };
  for (const auto& tactic : AttackTactics()) {
    if (matrix.contains(std::string(tactic.id))) {
      add(std::string(tactic.id), std::string(tactic.name));
    }
  }
  while (!matrix.empty()) {  // Tactics that the table does not have; none comes first: it is "".
    const std::string id = matrix.begin()->first;
    add(id, id);
  }
  return rows;
}

CoverageView Coverage::View(std::optional<AgencyId> agency, const Sums& hits) const {
  const States& states = *StatesOf(agency);
  CoverageView view;
  view.agency_id = agency;
  view.computed_at = at_;
  view.version_id = plan_->version;
  view.days = LogArrivals::kDays;
  view.rules = CountsOf(states);
  view.arriving = Arriving(agency, states);
  view.missing = MissingLogs(states);
  view.tactics = Tactics(states, hits);
  return view;
}

AgencyCoverageList Coverage::Agencies(const Names& names) const {
  AgencyCoverageList list;
  list.computed_at = at_;
  for (const auto& [agency, states] : by_agency_) {
    AgencyCoverageView row;
    if (agency > 0) {
      row.agency_id = AgencyId{agency};
      row.agency_name = names(AgencyId{agency});
    }
    row.rules = CountsOf(states);
    for (const ArrivedLog& log : logs_) {
      if (log.agency.value != agency) continue;
      ++row.logsources;
      row.events += log.events;
      row.last_at = std::max(row.last_at.value_or(log.last_at), log.last_at);
    }
    list.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(list.rows, std::greater{}, &AgencyCoverageView::events);
  return list;
}

}  // namespace lachan::rulesets
