// SPDX-License-Identifier: Apache-2.0
#include "obligations/quick_wins.h"

#include <algorithm>
#include <limits>
#include <set>

namespace lachan::obligations {
namespace {

using directive::Duty;
using directive::DutyStatus;
using directive::FactView;

/// Never used by the journal, whose ids count from 1.
constexpr std::int64_t kImagined = std::numeric_limits<std::int64_t>::max();

/// Gives `fact` the attributes that the pattern asks for.
void Satisfy(const directive::Condition& condition, FactView& fact) {
  for (const auto& alternatives : condition.all_of) {
    if (alternatives.empty() || alternatives.front().negated) continue;
    const auto& literal = alternatives.front();
    fact.attributes.emplace_back(literal.name, literal.value.empty() ? "true" : literal.value);
  }
}

/// A value of `name` that no present evidence carries: an indexed one first (layers are numbered),
/// then a new name.
std::string UnusedKey(const directive::Part& part, std::string_view name,
                      std::span<const FactView> facts) {
  std::set<std::string, std::less<>> used;
  for (const FactView& fact : facts) {
    if (std::ranges::find(part.evidence, fact.kind, &directive::FactPattern::kind) !=
        part.evidence.end()) {
      used.emplace(fact.Get(name));
    }
  }
  for (int i = 1;; ++i) {
    std::string key = std::to_string(i);
    if (!used.contains(key)) return key;
  }
}

/// Evidence as it would look if the duty were discharged now.
FactView Imagine(const directive::Part& part, const Duty& duty, std::span<const FactView> facts,
                 Instant now) {
  FactView fact;
  fact.id = kImagined;
  fact.at = now;
  fact.agency = duty.agency;
  fact.system = duty.system;
  const auto& pattern = part.evidence.front();
  fact.kind = pattern.kind;
  Satisfy(pattern.when, fact);
  if (!duty.period.empty()) fact.attributes.emplace_back("period", duty.period);
  if (const auto* state = std::get_if<directive::StateRule>(&part.rule)) {
    if (!state->distinct.empty()) {
      fact.attributes.emplace_back(state->distinct, UnusedKey(part, state->distinct, facts));
    }
  } else if (const auto* event = std::get_if<directive::EventRule>(&part.rule)) {
    const auto trigger = std::ranges::find(facts, duty.trigger, &FactView::id);
    if (trigger != facts.end()) {
      fact.attributes.emplace_back(event->link, std::string(trigger->Get(event->link)));
    }
  }
  return fact;
}

bool IsOpen(const Duty& duty) {
  return duty.status == DutyStatus::kOverdue || duty.status == DutyStatus::kDueSoon ||
         duty.status == DutyStatus::kOpen;
}

}  // namespace

std::vector<QuickWin> QuickWins(const directive::Directive& directive,
                                std::span<const FactView> all_facts,
                                const directive::RegisterSnapshot& snapshot, Instant now,
                                AgencyId agency, std::size_t limit) {
  const auto me = std::ranges::find(snapshot.agencies, agency, &directive::AgencyView::id);
  if (me == snapshot.agencies.end()) return {};
  // The others stay in the snapshot for the roles they hold, but are not assessed.
  directive::RegisterSnapshot mine;
  mine.recording_since = snapshot.recording_since;
  mine.agencies = snapshot.agencies;
  for (auto& other : mine.agencies) {
    if (other.id != agency) other.validity = {now, now};
  }
  std::set<std::int64_t> systems;
  for (const auto& system : snapshot.systems) {
    if (system.agency != agency && me->roles.empty()) continue;
    mine.systems.push_back(system);
    systems.insert(system.id.value);
  }
  std::vector<FactView> facts;
  for (const FactView& fact : all_facts) {
    // Who holds a role of the province is judged by facts of the whole province.
    if (!me->roles.empty() || fact.agency == agency || systems.contains(fact.system.value) ||
        fact.kind == "fact.withdrawn") {
      facts.push_back(fact);
    }
  }
  const Month month = Month::Of(CivilDateAt(now));
  const auto score = [&](const directive::Assessment& assessment) {
    return directive::Score(directive, assessment, agency, me->kind, month);
  };
  const auto assess = [&] {
    return directive::Assess(directive, facts, mine, directive.calendar, now);
  };
  const auto today = assess();
  const auto before = score(today);
  std::set<std::string, std::less<>> counted;
  for (const auto& indicator : before.indicators) {
    for (const auto& credit : indicator.duties) counted.insert(credit.duty);
  }
  std::vector<QuickWin> wins;
  for (const Duty& duty : today.Of(agency)) {
    const auto* part = directive.FindPart(duty.part);
    if (!IsOpen(duty) || part->evidence.empty() || !counted.contains(duty.Key())) continue;
    facts.push_back(Imagine(*part, duty, facts, now));
    const auto after = score(assess());
    facts.pop_back();
    const int gain = after.score_centi - before.score_centi;
    if (gain <= 0) continue;
    wins.push_back(
        {duty.Key(), duty.part, duty.system, gain, after.points_centi - before.points_centi});
  }
  std::ranges::stable_sort(wins, std::greater{}, &QuickWin::gain_centi);
  if (wins.size() > limit) wins.resize(limit);
  return wins;
}

}  // namespace lachan::obligations
