// SPDX-License-Identifier: Apache-2.0
#include "obligations/quick_wins.h"

#include <algorithm>
#include <limits>
#include <map>
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

/// The agency with its systems. The others stay for the roles they hold, but are not assessed.
directive::RegisterSnapshot Only(const directive::RegisterSnapshot& snapshot,
                                 const directive::AgencyView& me, Instant now) {
  directive::RegisterSnapshot mine;
  mine.recording_since = snapshot.recording_since;
  for (const auto& other : snapshot.agencies) {
    if (other.id != me.id && other.roles.empty()) continue;
    mine.agencies.push_back(other);
    if (other.id != me.id) mine.agencies.back().validity = {now, now};
  }
  for (const auto& system : snapshot.systems) {
    if (system.agency == me.id || !me.roles.empty()) mine.systems.push_back(system);
  }
  return mine;
}

bool Reads(const directive::Part& part, std::string_view kind) {
  const auto is = [kind](const directive::FactPattern& pattern) { return pattern.kind == kind; };
  if (std::ranges::any_of(part.evidence, is)) return true;
  if (const auto* state = std::get_if<directive::StateRule>(&part.rule)) {
    return std::ranges::any_of(state->reopened_by, is, &directive::StateRule::Reopening::fact);
  }
  if (const auto* event = std::get_if<directive::EventRule>(&part.rule)) return is(event->trigger);
  if (const auto* absence = std::get_if<directive::AbsenceRule>(&part.rule)) {
    return is(absence->breach) || absence->closed_by == kind;
  }
  return false;
}

/// The parts of the directive that a fact of this kind can change.
directive::Directive WhatReads(const directive::Directive& whole, std::string_view kind) {
  // An approved level decides which other duties bind a system.
  if (kind == "system.level_approved") return whole;
  directive::Directive slim;
  slim.id = whole.id;
  slim.validity = whole.validity;
  slim.roles = whole.roles;
  slim.calendar = whole.calendar;
  for (const auto& obligation : whole.obligations) {
    directive::Obligation one{obligation.id, obligation.clause, {}, {}, {}};
    for (const auto& part : obligation.parts) {
      if (Reads(part, kind)) one.parts.push_back(part);
    }
    if (!one.parts.empty()) slim.obligations.push_back(std::move(one));
  }
  return slim;
}

}  // namespace

std::vector<QuickWin> QuickWins(const directive::Directive& directive,
                                const directive::Scorecard& card, std::vector<FactView> facts,
                                const directive::RegisterSnapshot& snapshot, Instant now,
                                AgencyId agency, std::size_t limit) {
  const auto me = std::ranges::find(snapshot.agencies, agency, &directive::AgencyView::id);
  if (me == snapshot.agencies.end()) return {};
  const auto mine = Only(snapshot, *me, now);
  const Month month = Month::Of(CivilDateAt(now));
  const auto score = [&](std::span<const Duty> duties) {
    return directive::Score(directive, card, duties, now, agency, me->kind, month);
  };
  const auto assessment = directive::Assess(directive, facts, mine, directive.calendar, now);
  const auto today = assessment.Of(agency);
  const auto before = score(today);
  std::set<std::string, std::less<>> counted;
  for (const auto& indicator : before.indicators) {
    for (const auto& credit : indicator.duties) counted.insert(credit.duty);
  }
  std::map<std::string, directive::Directive, std::less<>> slims;
  std::vector<QuickWin> wins;
  for (const Duty& duty : today) {
    const auto* part = directive.FindPart(duty.part);
    if (!IsOpen(duty) || part->evidence.empty() || !counted.contains(duty.Key())) continue;
    facts.push_back(Imagine(*part, duty, facts, now));
    const std::string kind = facts.back().kind;
    auto reads = slims.find(kind);
    if (reads == slims.end()) reads = slims.emplace(kind, WhatReads(directive, kind)).first;
    const directive::Directive& slim = reads->second;
    const auto imagined = directive::Assess(slim, facts, mine, slim.calendar, now);
    facts.pop_back();
    std::vector<Duty> duties(imagined.Of(agency).begin(), imagined.Of(agency).end());
    std::ranges::copy_if(today, std::back_inserter(duties),
                         [&](const Duty& other) { return slim.FindPart(other.part) == nullptr; });
    const auto after = score(duties);
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
