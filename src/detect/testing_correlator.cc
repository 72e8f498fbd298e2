// SPDX-License-Identifier: Apache-2.0
#include "detect/testing_correlator.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "detect/scalar.h"

namespace lachan::detect::testing {
namespace {

using Type = CorrelationRule::Type;
using Relation = CorrelationRule::Relation;

bool Within(const CorrelationRule& rule, double value) {
  for (const auto& [relation, bound] : rule.limits) {
    if (relation == Relation::kEqual && value != bound) return false;
    if (relation == Relation::kNotEqual && value == bound) return false;
    if (relation == Relation::kLess && value >= bound) return false;
    if (relation == Relation::kLessOrEqual && value > bound) return false;
    if (relation == Relation::kGreater && value <= bound) return false;
    if (relation == Relation::kGreaterOrEqual && value < bound) return false;
  }
  return true;
}

template <class Window, class F>
auto Distinct(const Window& window, const F& of) {
  std::set<decltype(of(window.front()))> all;
  for (const auto& entry : window) all.insert(of(entry));
  return all;
}

template <class Window>
std::optional<double> Aggregate(const CorrelationRule& rule, const Window& window) {
  std::vector<double> numbers;
  for (const auto& entry : window) {
    if (!entry.values) continue;
    if (const auto number = Decimal::Parse(entry.values->front(), true)) {
      numbers.push_back(std::strtod(number->text.c_str(), nullptr));
    }
  }
  if (numbers.empty()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  double sum = 0;
  for (const double number : numbers) sum += number;
  if (rule.type == Type::kValueSum) return sum;
  const auto count = static_cast<double>(numbers.size());
  if (rule.type == Type::kValueAverage) return sum / count;
  const double rank = std::clamp(std::ceil(count * rule.percentile / 100), 1.0, count);
  return numbers[static_cast<std::size_t>(rank) - 1];
}

/// With a boolean condition: those present were seen last in the order of the rule.
template <class Window>
bool LastSeenInOrder(const CorrelationRule& rule, const Window& window) {
  std::vector<Instant> seen;
  for (std::size_t target = 0; target < rule.targets.size(); ++target) {
    const auto last = std::find_if(window.rbegin(), window.rend(),
                                   [&](const auto& entry) { return entry.target == target; });
    if (last != window.rend()) seen.push_back(last->time);
  }
  return std::is_sorted(seen.begin(), seen.end());
}

}  // namespace

bool SlowCorrelator::Holds(const Expr& expr, const CorrelationRule& rule, const Window& window) {
  std::size_t held = 0;
  for (const Expr& child : expr.children) held += Holds(child, rule, window) ? 1 : 0;
  switch (expr.op) {
    case Expr::Op::kConst:
      return expr.value;
    case Expr::Op::kAtom:
      return std::any_of(window.begin(), window.end(), [&](const Entry& entry) {
        return rule.references[entry.target] == expr.atom->field;
      });
    case Expr::Op::kAnd:
      return held == expr.children.size();
    case Expr::Op::kOr:
      return held > 0;
    case Expr::Op::kNot:
      return held == 0;
    case Expr::Op::kAtLeast:
      return held >= expr.count;
  }
  return false;
}

std::optional<double> SlowCorrelator::Judge(const CorrelationRule& rule, const Window& window) {
  std::optional<double> value;
  if (rule.type == Type::kEventCount) {
    value = Distinct(window, [](const Entry& entry) { return entry.sequence; }).size();
  } else if (rule.type == Type::kValueCount) {
    auto all = Distinct(window, [](const Entry& entry) { return entry.values; });
    all.erase(std::nullopt);
    value = all.size();
  } else if (rule.type == Type::kTemporal || rule.condition) {
    value = Distinct(window, [](const Entry& entry) { return entry.target; }).size();
    if (rule.condition) {
      const bool order = rule.type == Type::kTemporal || LastSeenInOrder(rule, window);
      return order && Holds(*rule.condition, rule, window) ? value : std::nullopt;
    }
  } else if (rule.type == Type::kTemporalOrdered) {
    std::size_t next = 0;
    for (const Entry& entry : window) next += entry.target == next ? 1 : 0;
    if (next < rule.targets.size()) return std::nullopt;
    return static_cast<double>(next);
  } else {
    value = Aggregate(rule, window);
  }
  return value && Within(rule, *value) ? value : std::nullopt;
}

void SlowCorrelator::Fire(const CorrelationRule& rule, const std::vector<std::string>& key,
                          Group& group, std::size_t at, std::vector<Firing>& out) {
  Entry& last = group.entries[at];
  Window window;
  for (std::size_t i = 0; i <= at; ++i) {
    if (group.entries[i].time >= last.time - rule.timespan) window.push_back(group.entries[i]);
  }
  const auto value = Judge(rule, window);
  if (!value) return;
  last.fired = true;
  Firing firing;
  firing.sequence = last.sequence;
  CorrelationHit& hit = firing.hit;
  hit.rule = rule.rule;
  hit.time = last.time;
  hit.event_id = last.event_id;
  for (std::size_t i = 0; i < key.size(); ++i) hit.group.emplace_back(rule.groups[i].name, key[i]);
  hit.value = *value;
  for (const Entry& entry : window) {
    if (hit.events.empty() || hit.events.back() != entry.event_id) {
      hit.events.push_back(entry.event_id);
    }
  }
  if (hit.events.size() > 100) hit.events.erase(hit.events.begin(), hit.events.end() - 100);
  hit.window_begin = window.front().time;
  hit.repeated = group.last_fired && *group.last_fired >= last.time - rule.timespan;
  group.last_fired = std::max(group.last_fired.value_or(last.time), last.time);
  out.push_back(std::move(firing));
}

void SlowCorrelator::Feed(std::size_t correlation, Entry entry, const Fields& fields,
                          std::vector<Firing>& out) {
  const CorrelationRule& rule = rules_.correlations()[correlation];
  State& state = states_[correlation];
  std::vector<std::string> key;
  for (const auto& group : rule.groups) {
    const auto field = fields.find(group.fields[entry.target]);
    if (group.fields[entry.target].empty() || field == fields.end()) return;
    key.push_back(field->second);
  }
  state.watermark = std::max(state.watermark.value_or(entry.time), entry.time);
  if (entry.time < *state.watermark - lateness_) return;
  entry.values.emplace();
  for (const auto& name : rule.value_fields) {
    const auto field = fields.find(name);
    if (field != fields.end() && entry.values) entry.values->push_back(field->second);
    if (field == fields.end()) entry.values.reset();
  }
  Group& group = state.groups[key];
  group.entries.push_back(std::move(entry));
  std::stable_sort(group.entries.begin(), group.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.time, a.sequence, a.target) < std::tie(b.time, b.sequence, b.target);
  });
  for (std::size_t at = 0; at < group.entries.size(); ++at) {
    if (!group.entries[at].fired) Fire(rule, key, group, at, out);
  }
}

std::vector<CorrelationHit> SlowCorrelator::Observe(const Event& event,
                                                    const std::vector<Match>& matches) {
  const std::size_t sequence = next_sequence_++;
  Fields of_event;
  for (const auto& field : event.fields) of_event.emplace(field.name, field.value);
  std::vector<Firing> firings;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const CorrelationRule& rule = rules_.correlations()[i];
    const std::vector<Firing> earlier = firings;
    for (std::size_t target = 0; target < rule.targets.size(); ++target) {
      const auto is_wanted = [&](const auto& found) { return found.rule == rule.targets[target]; };
      if (std::any_of(matches.begin(), matches.end(), is_wanted)) {
        Feed(i, {event.time, sequence, target, event.id, {}, false}, of_event, firings);
      }
      for (const auto& [hit, completed] : earlier) {
        if (!is_wanted(hit)) continue;
        const Fields of_group(hit.group.begin(), hit.group.end());
        Feed(i, {hit.time, completed, target, hit.event_id, {}, false}, of_group, firings);
      }
    }
  }
  std::vector<CorrelationHit> hits;
  for (auto& firing : firings) hits.push_back(std::move(firing.hit));
  return hits;
}

}  // namespace lachan::detect::testing
