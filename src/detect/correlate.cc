// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate.h"

#include <cmath>
#include <deque>
#include <list>
#include <set>

#include "detect/correlation_rule.h"

namespace lachan::detect {
namespace {

using Type = CorrelationRule::Type;
using Relation = CorrelationRule::Relation;

constexpr std::size_t kMaxEventsInHit = 100;

/// A detection, or a firing of another correlation, that one correlation counts.
struct Entry {
  Instant time;
  std::uint64_t sequence = 0;  ///< Order of arrival of the event.
  std::size_t target = 0;      ///< Which of the rule's targets.
  std::string event_id;
  /// Values of value_fields; nothing if one of them is missing.
  std::optional<std::vector<std::string>> values;
  bool fired = false;

  bool Before(const Entry& other) const {
    return std::tie(time, sequence, target) < std::tie(other.time, other.sequence, other.target);
  }
};

struct Window {
  std::vector<std::string> key;
  std::deque<Entry> entries;  ///< By time.
  std::optional<Instant> last_fired;
  Instant newest;
};

/// Where fields of a detection or a firing are read from.
using Reader = std::function<std::optional<std::string>(std::string_view field)>;

std::optional<std::string> ReadEvent(const Event& event, std::string_view name) {
  for (const EventField& field : event.fields) {
    if (field.name != name) continue;
    if (field.kind == EventField::Kind::kNull) return std::nullopt;
    return field.value;
  }
  return std::nullopt;
}

std::optional<std::string> ReadGroup(const CorrelationHit& hit, std::string_view name) {
  for (const auto& [field, value] : hit.group) {
    if (field == name) return value;
  }
  return std::nullopt;
}

bool Holds(const CorrelationRule& rule, double value) {
  return std::all_of(rule.limits.begin(), rule.limits.end(), [&](const auto& limit) {
    switch (limit.relation) {
      case Relation::kEqual:
        return value == limit.bound;
      case Relation::kNotEqual:
        return value != limit.bound;
      case Relation::kLess:
        return value < limit.bound;
      case Relation::kLessOrEqual:
        return value <= limit.bound;
      case Relation::kGreater:
        return value > limit.bound;
      case Relation::kGreaterOrEqual:
        return value >= limit.bound;
    }
    return false;
  });
}

using Iterator = std::deque<Entry>::const_iterator;

double CountEvents(Iterator begin, Iterator end) {
  std::size_t count = 0;
  for (Iterator entry = begin; entry != end; ++entry) {
    // An event that several targets match stands side by side: it counts once.
    if (entry == begin || std::prev(entry)->sequence != entry->sequence) ++count;
  }
  return static_cast<double>(count);
}

double CountValues(Iterator begin, Iterator end) {
  std::set<std::vector<std::string>> distinct;
  for (Iterator entry = begin; entry != end; ++entry) {
    if (entry->values) distinct.insert(*entry->values);
  }
  return static_cast<double>(distinct.size());
}

std::set<std::size_t> TargetsIn(Iterator begin, Iterator end) {
  std::set<std::size_t> targets;
  for (Iterator entry = begin; entry != end; ++entry) targets.insert(entry->target);
  return targets;
}

std::size_t OrderedTargets(Iterator begin, Iterator end) {
  std::size_t next = 0;
  for (Iterator entry = begin; entry != end; ++entry) {
    if (entry->target == next) ++next;
  }
  return next;
}

/// Sum, average or percentile (nearest rank) of the numbers in the window; nothing if there is
/// none.
std::optional<double> Aggregate(const CorrelationRule& rule, Iterator begin, Iterator end) {
  std::vector<double> numbers;
  for (Iterator entry = begin; entry != end; ++entry) {
    if (!entry->values || entry->values->empty()) continue;
    const auto number = Decimal::Parse(entry->values->front(), true);
    if (number) numbers.push_back(std::strtod(number->text.c_str(), nullptr));
  }
  if (numbers.empty()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  double sum = 0;
  for (const double number : numbers) sum += number;
  const auto count = static_cast<double>(numbers.size());
  if (rule.type == Type::kValueSum) return sum;
  if (rule.type == Type::kValueAverage) return sum / count;
  const double rank = std::clamp(std::ceil(count * rule.percentile / 100), 1.0, count);
  return numbers[static_cast<std::size_t>(rank) - 1];
}

bool HoldsBoolean(const Expr& expr, const CorrelationRule& rule,
                  const std::set<std::size_t>& targets) {
  const auto child = [&](const Expr& one) { return HoldsBoolean(one, rule, targets); };
  const auto& children = expr.children;
  switch (expr.op) {
    case Expr::Op::kConst:
      return expr.value;
    case Expr::Op::kAtom:
      return std::any_of(targets.begin(), targets.end(), [&](std::size_t target) {
        return rule.references[target] == expr.atom->field;
      });
    case Expr::Op::kAnd:
      return std::all_of(children.begin(), children.end(), child);
    case Expr::Op::kOr:
      return std::any_of(children.begin(), children.end(), child);
    case Expr::Op::kNot:
      return !child(children[0]);
    case Expr::Op::kAtLeast:
      return static_cast<std::size_t>(std::count_if(children.begin(), children.end(), child)) >=
             expr.count;
  }
  return false;
}

/// What the window is worth, if the condition holds.
std::optional<double> Judge(const CorrelationRule& rule, Iterator begin, Iterator end) {
  const auto when = [&](double value) -> std::optional<double> {
    if (!Holds(rule, value)) return std::nullopt;
    return value;
  };
  switch (rule.type) {
    case Type::kEventCount:
      return when(CountEvents(begin, end));
    case Type::kValueCount:
      return when(CountValues(begin, end));
    case Type::kTemporal: {
      const auto targets = TargetsIn(begin, end);
      const auto count = static_cast<double>(targets.size());
      if (!rule.condition) return when(count);
      return HoldsBoolean(*rule.condition, rule, targets) ? std::optional(count) : std::nullopt;
    }
    case Type::kTemporalOrdered: {
      const std::size_t seen = OrderedTargets(begin, end);
      if (seen != rule.targets.size()) return std::nullopt;
      return static_cast<double>(seen);
    }
    case Type::kValueSum:
    case Type::kValueAverage:
    case Type::kValuePercentile: {
      const auto value = Aggregate(rule, begin, end);
      return value ? when(*value) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// The windows of one correlation, by group.
class RuleState {
 public:
  RuleState(const CorrelationRule& rule, const CorrelatorOptions& options)
      : rule_(rule), options_(options), max_entries_(options.max_entries) {
    for (const auto& limit : rule.limits) {
      // A bound beyond the limit could never be reached otherwise.
      const bool counts = rule.type == Type::kEventCount || rule.type == Type::kValueCount;
      if (counts && limit.bound < 1e6 && limit.bound + 1 > static_cast<double>(max_entries_)) {
        max_entries_ = static_cast<std::size_t>(limit.bound) + 1;
      }
    }
  }

  const CorrelationRule& rule() const { return rule_; }
  std::size_t groups() const { return windows_.size(); }
  std::size_t entries() const { return total_; }
  std::size_t dropped() const { return dropped_; }

  void Feed(Entry entry, const Reader& read, std::vector<CorrelationHit>& hits) {
    std::vector<std::string> key;
    for (const auto& group : rule_.groups) {
      const std::string& field = group.fields[entry.target];
      auto value = field.empty() ? std::nullopt : read(field);
      if (!value) return;
      key.push_back(*std::move(value));
    }
    watermark_ = std::max(watermark_, entry.time);
    if (entry.time < watermark_ - options_.lateness) {
      ++dropped_;
      return;
    }
    entry.values = ReadValues(read);
    Window& window = WindowFor(std::move(key));
    Insert(window, std::move(entry), hits);
    Shrink();
  }

 private:
  using Order = std::list<Window>;  ///< Longest idle first.

  std::optional<std::vector<std::string>> ReadValues(const Reader& read) const {
    std::vector<std::string> values;
    for (const auto& field : rule_.value_fields) {
      auto value = read(field);
      if (!value) return std::nullopt;
      values.push_back(*std::move(value));
    }
    return values;
  }

  static std::string Joined(const std::vector<std::string>& key) {
    std::string text;
    for (const auto& part : key) text += std::to_string(part.size()) + ':' + part;
    return text;
  }

  Window& WindowFor(std::vector<std::string> key) {
    const std::string joined = Joined(key);
    const auto known = windows_.find(joined);
    if (known != windows_.end()) {
      order_.splice(order_.end(), order_, known->second);
      return *known->second;
    }
    order_.emplace_back().key = std::move(key);
    windows_[joined] = std::prev(order_.end());
    return order_.back();
  }

  void Insert(Window& window, Entry entry, std::vector<CorrelationHit>& hits) {
    auto& entries = window.entries;
    window.newest = std::max(window.newest, entry.time);
    const Instant oldest_useful = window.newest - rule_.timespan - options_.lateness;
    while (!entries.empty() && entries.front().time < oldest_useful) PopFront(window);
    if (entries.size() >= max_entries_) {
      PopFront(window);
      ++dropped_;
    }
    const auto before = [](const Entry& a, const Entry& b) { return a.Before(b); };
    const auto place = std::upper_bound(entries.begin(), entries.end(), entry, before);
    const Instant last_affected = entry.time + rule_.timespan;
    const auto inserted = entries.insert(place, std::move(entry));
    auto at = static_cast<std::size_t>(inserted - entries.begin());
    ++total_;
    for (; at < entries.size() && entries[at].time <= last_affected; ++at) {
      if (!entries[at].fired) Evaluate(window, at, hits);
    }
  }

  void Evaluate(Window& window, std::size_t at, std::vector<CorrelationHit>& hits) {
    Entry& last = window.entries[at];
    const Instant from = last.time - rule_.timespan;
    const auto end = window.entries.cbegin() + static_cast<std::ptrdiff_t>(at) + 1;
    const auto begin = std::lower_bound(window.entries.cbegin(), end, from,
                                        [](const Entry& a, Instant b) { return a.time < b; });
    const auto value = Judge(rule_, begin, end);
    if (!value) return;
    last.fired = true;
    CorrelationHit& hit = hits.emplace_back();
    hit.rule = rule_.rule;
    hit.time = last.time;
    hit.event_id = last.event_id;
    hit.value = *value;
    hit.window_begin = begin->time;
    for (std::size_t i = 0; i < rule_.groups.size(); ++i) {
      hit.group.emplace_back(rule_.groups[i].name, window.key[i]);
    }
    for (auto entry = end; entry != begin && hit.events.size() < kMaxEventsInHit;) {
      --entry;
      if (hit.events.empty() || hit.events.back() != entry->event_id) {
        hit.events.push_back(entry->event_id);
      }
    }
    std::reverse(hit.events.begin(), hit.events.end());
    hit.repeated = window.last_fired && *window.last_fired >= from;
    window.last_fired = std::max(window.last_fired.value_or(last.time), last.time);
  }

  void PopFront(Window& window) {
    window.entries.pop_front();
    --total_;
  }

  /// Forgets groups that are past their time, and those idle longest when there are too many.
  void Shrink() {
    const Instant stale = watermark_ - rule_.timespan - options_.lateness;
    while (order_.size() > 1) {
      Window& idle = order_.front();
      const bool over =
          windows_.size() > options_.max_groups || total_ > options_.max_total_entries;
      if (!over && idle.newest >= stale) return;
      if (over && idle.newest >= stale) dropped_ += idle.entries.size();
      total_ -= idle.entries.size();
      windows_.erase(Joined(idle.key));
      order_.pop_front();
    }
  }

  const CorrelationRule& rule_;
  const CorrelatorOptions& options_;
  std::size_t max_entries_;
  Order order_;
  std::unordered_map<std::string, Order::iterator> windows_;
  std::size_t total_ = 0;
  std::size_t dropped_ = 0;
  Instant watermark_;
};

}  // namespace

struct Correlator::Impl {
  CorrelatorOptions options;
  std::deque<RuleState> states;  ///< Targets before those that build on them.
  std::uint64_t next_sequence = 0;
};

Correlator::Correlator(const RuleSet& rules, CorrelatorOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
  for (const CorrelationRule& rule : rules.correlations()) {
    impl_->states.emplace_back(rule, impl_->options);
  }
}

Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;

std::vector<CorrelationHit> Correlator::Observe(const Event& event,
                                                const std::vector<Match>& matches) {
  std::vector<CorrelationHit> hits;
  const std::uint64_t sequence = impl_->next_sequence++;
  const Reader from_event = [&](std::string_view name) { return ReadEvent(event, name); };
  for (RuleState& state : impl_->states) {
    const std::vector<CorrelationHit> earlier = hits;
    for (std::size_t target = 0; target < state.rule().targets.size(); ++target) {
      const std::size_t wanted = state.rule().targets[target];
      const auto is_wanted = [&](const auto& found) { return found.rule == wanted; };
      if (std::any_of(matches.begin(), matches.end(), is_wanted)) {
        state.Feed({event.time, sequence, target, event.id, {}, false}, from_event, hits);
      }
      for (const CorrelationHit& hit : earlier) {
        if (!is_wanted(hit)) continue;
        const Reader from_group = [&](std::string_view name) { return ReadGroup(hit, name); };
        state.Feed({hit.time, sequence, target, hit.event_id, {}, false}, from_group, hits);
      }
    }
  }
  return hits;
}

std::size_t Correlator::groups() const {
  std::size_t sum = 0;
  for (const RuleState& state : impl_->states) sum += state.groups();
  return sum;
}

std::size_t Correlator::entries() const {
  std::size_t sum = 0;
  for (const RuleState& state : impl_->states) sum += state.entries();
  return sum;
}

std::size_t Correlator::dropped() const {
  std::size_t sum = 0;
  for (const RuleState& state : impl_->states) sum += state.dropped();
  return sum;
}

}  // namespace lachan::detect
