// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/hash.h"
#include "detect/correlate_condition.h"
#include "detect/correlate_index.h"
#include "detect/correlate_rule.h"

namespace lachan::detect {
namespace {

using States = std::vector<std::unique_ptr<RuleState>>;

/// A correlation that counts a rule.
struct Use {
  std::uint32_t correlation = 0;
  std::uint32_t target = 0;
};

/// Something to feed: a detection of the event in hand, or a firing.
struct Item {
  Use use;
  std::uint32_t firing = kNone;  ///< kNone: the event itself, which comes first.

  auto Order() const { return std::tuple(use.correlation, use.target, firing + 1); }
  friend bool operator<(const Item& a, const Item& b) { return a.Order() < b.Order(); }
  friend bool operator==(const Item& a, const Item& b) { return a.Order() == b.Order(); }
};

HashKey Drawn(const HashKey& seed) {
  if (seed != HashKey{}) return seed;
  HashKey key;
  const std::string bytes = RandomBytes(sizeof key);
  std::memcpy(key.data(), bytes.data(), sizeof key);
  return key;
}

}  // namespace

struct Correlator::Impl {
  const RuleSet& rules;
  CorrelatorOptions options;
  std::unique_ptr<const HashKey> hash_key;  ///< The states refer to it.
  States states;  ///< As RuleSet::correlations(): targets before those that build on them.
  std::uint64_t next_sequence = 0;
  std::vector<std::vector<Use>> uses;            ///< By rule.
  std::vector<std::vector<std::string>> fields;  ///< By rule.
  std::vector<Item> items;                       ///< Of the event in hand.
  std::vector<std::size_t> matched;              ///< Of the event in hand.
  Outcome outcome;
  StateReport loaded;
  std::size_t saved_bytes = 0;  ///< Of the last Save().

  States MakeStates(const HashKey& key) const;
  void AddUses(const CorrelationRule& rule, std::uint32_t correlation);
  void Observe(const CorrelationInput& input);
  void Feed(const Item& item, const CorrelationInput& input, std::uint64_t sequence);
  Status LoadRule(StateReader& in, States& fresh, std::uint64_t next, StateReport& report) const;
};

States Correlator::Impl::MakeStates(const HashKey& key) const {
  States made;
  for (const CorrelationRule& rule : rules.correlations()) {
    const auto at = static_cast<std::uint32_t>(made.size());
    made.push_back(MakeRuleState(rule, options, {at, !uses[rule.rule].empty()}, key));
  }
  return made;
}

void Correlator::Impl::AddUses(const CorrelationRule& rule, std::uint32_t correlation) {
  const std::size_t targets = std::min(rule.targets.size(), kMaxTargets);
  for (std::size_t i = 0; i < targets; ++i) {
    uses[rule.targets[i]].push_back({correlation, static_cast<std::uint32_t>(i)});
    std::vector<std::string>& names = fields[rule.targets[i]];
    const auto add = [&](const std::string& name) {
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    };
    for (const auto& group : rule.groups) add(group.fields[i]);
    for (const auto& field : rule.value_fields) add(field);
  }
}

void Correlator::Impl::Feed(const Item& item, const CorrelationInput& input,
                            std::uint64_t sequence) {
  RuleState& state = *states[item.use.correlation];
  if (item.firing == kNone) {
    state.Feed({MicrosOf(input.time), sequence, item.use.target, input.event_id, input.fields},
               outcome);
    return;
  }
  // What feeding adds to the firings may move them: this one is needed until the end.
  const Firing firing = outcome.firings[item.firing];
  const GroupKeyReader fields_of_firing(states[firing.correlation]->rule(), firing.key);
  state.Feed({firing.time, firing.sequence, item.use.target, firing.event_id, fields_of_firing},
             outcome);
}

void Correlator::Impl::Observe(const CorrelationInput& input) {
  items.clear();
  outcome.firings.clear();
  for (const std::size_t rule : input.rules) {
    if (rule >= uses.size()) continue;
    for (const Use& use : uses[rule]) items.push_back({use, kNone});
  }
  if (items.empty()) return;
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  const std::uint64_t sequence = next_sequence++;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t fired = outcome.firings.size();
    Feed(items[i], input, sequence);
    if (outcome.firings.size() == fired) continue;
    for (std::size_t firing = fired; firing < outcome.firings.size(); ++firing) {
      const std::uint32_t from = outcome.firings[firing].correlation;
      for (const Use& use : uses[states[from]->rule().rule]) {
        items.push_back({use, static_cast<std::uint32_t>(firing)});
      }
    }
    // They feed later correlations only.
    std::sort(items.begin() + static_cast<std::ptrdiff_t>(i) + 1, items.end());
  }
}

Correlator::Correlator(const RuleSet& rules, CorrelatorOptions options)
    : impl_(new Impl{.rules = rules,
                     .options = options,
                     .hash_key = std::make_unique<const HashKey>(Drawn(options.seed)),
                     .states = {},
                     .next_sequence = 0,
                     .uses = std::vector<std::vector<Use>>(rules.rules().size()),
                     .fields = std::vector<std::vector<std::string>>(rules.rules().size()),
                     .items = {},
                     .matched = {},
                     .outcome = {},
                     .loaded = {}}) {
  std::uint32_t correlation = 0;
  for (const CorrelationRule& rule : rules.correlations()) impl_->AddUses(rule, correlation++);
  impl_->states = impl_->MakeStates(*impl_->hash_key);
}

Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;
Correlator& Correlator::operator=(Correlator&&) noexcept = default;

std::vector<CorrelationHit> Correlator::Observe(const CorrelationInput& input) {
  impl_->Observe(input);
  return std::exchange(impl_->outcome.hits, {});
}

std::vector<CorrelationHit> Correlator::Observe(const Event& event,
                                                const std::vector<Match>& matches) {
  impl_->matched.clear();
  for (const Match& match : matches) impl_->matched.push_back(match.rule);
  return Observe({event.time, event.id, impl_->matched, EventFieldReader(event)});
}

bool Correlator::Counts(std::size_t rule) const {
  return rule < impl_->uses.size() && !impl_->uses[rule].empty();
}

const std::vector<std::string>& Correlator::FieldsOf(std::size_t rule) const {
  return impl_->fields[rule];
}

std::string Correlator::Save() const {
  // About as much as last time: text that grows is there twice for a moment.
  StateWriter out(kStateMagic, impl_->saved_bytes + impl_->saved_bytes / 8);
  for (const std::uint64_t word : *impl_->hash_key) out.Fixed(word);
  out.Number(impl_->next_sequence);
  out.Number(impl_->states.size());
  for (const auto& state : impl_->states) {
    out.Text(impl_->rules.rules()[state->rule().rule].id);
    out.Hash(DefinitionHash(impl_->rules, state->rule()));
    const std::size_t section = out.BeginSection();
    state->Save(out);
    out.EndSection(section);
  }
  std::string state = SealState(out.Take());
  impl_->saved_bytes = state.size();
  return state;
}

Status Correlator::Load(std::string_view state) {
  LACHAN_TRY(const std::string_view body, OpenState(state));
  StateReader in(body, kStateMagic.size());
  auto key = std::make_unique<HashKey>();
  for (std::uint64_t& word : *key) {
    LACHAN_TRY(word, in.Fixed());
  }
  LACHAN_TRY(const std::uint64_t next, in.Number(kMaxSequence));
  LACHAN_TRY(const std::uint64_t count, in.Number(in.left()));
  States fresh = impl_->MakeStates(*key);
  StateReport report;
  for (std::uint64_t i = 0; i < count; ++i) {
    LACHAN_TRY_DO(impl_->LoadRule(in, fresh, next, report));
  }
  if (!in.AtEnd()) return in.Damaged("it goes on behind its end");
  for (const auto& one : fresh) {
    report.groups += one->stats().groups;
    report.entries += one->stats().entries;
  }
  for (std::size_t i = 0; i < fresh.size(); ++i) fresh[i]->TakeCounters(*impl_->states[i]);
  impl_->states = std::move(fresh);
  impl_->hash_key = std::move(key);
  impl_->next_sequence = next;
  impl_->loaded = report;
  return {};
}

Status Correlator::Impl::LoadRule(StateReader& in, States& fresh, std::uint64_t next,
                                  StateReport& report) const {
  LACHAN_TRY(const std::string_view id, in.Text());
  LACHAN_TRY(const Hash128 hash, in.Hash());
  LACHAN_TRY(const std::string_view section, in.Section());
  const auto found = std::find_if(fresh.begin(), fresh.end(), [&](const auto& state) {
    return rules.rules()[state->rule().rule].id == id;
  });
  if (found == fresh.end() || DefinitionHash(rules, (*found)->rule()) != hash) {
    ++report.rules_left_out;
    return {};
  }
  if ((*found)->stats().groups > 0) return in.Damaged("a rule occurs twice");
  StateReader rule_in(section, in.offset() - section.size());
  LACHAN_TRY_DO((*found)->Load(rule_in, next), fmt::format("reading the state of rule {}", id));
  if (!rule_in.AtEnd()) return rule_in.Damaged("a rule goes on behind its end");
  ++report.rules_kept;
  return {};
}

const StateReport& Correlator::loaded() const { return impl_->loaded; }

std::vector<CorrelationStats> Correlator::stats() const {
  std::vector<CorrelationStats> all;
  for (const auto& state : impl_->states) all.push_back(state->stats());
  return all;
}

std::size_t Correlator::groups() const {
  std::size_t sum = 0;
  for (const auto& one : stats()) sum += one.groups;
  return sum;
}

std::size_t Correlator::entries() const {
  std::size_t sum = 0;
  for (const auto& one : stats()) sum += one.entries;
  return sum;
}

std::size_t Correlator::dropped() const {
  std::size_t sum = 0;
  for (const auto& one : stats()) sum += one.dropped_late + one.dropped_limit;
  return sum;
}

std::size_t Correlator::memory() const {
  std::size_t sum = 0;
  for (const auto& one : stats()) sum += one.bytes;
  return sum;
}

std::size_t Correlator::MemoryBound() const {
  std::size_t sum = 0;
  for (const auto& one : stats()) sum += one.bytes_bound;
  return sum;
}

}  // namespace lachan::detect
