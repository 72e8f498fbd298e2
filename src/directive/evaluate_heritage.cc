// SPDX-License-Identifier: Apache-2.0
// What an agency goes on with after a reorganisation: "Reorganisations" in
// docs/formats/directive.md.
#include <algorithm>

#include "directive/evaluate.h"

namespace lachan::directive {
namespace {

/// Facts of a pattern about each predecessor that had handed over by now, once they pass `wanted`.
template <class Wanted>
void AddTheirs(const Subject& subject, const PatternPlan& plan, const Wanted& wanted,
               FactList& out) {
  FactList theirs;
  for (const auto& predecessor : subject.predecessors) {
    if (predecessor.at > subject.now) continue;
    theirs.clear();
    FactIndex::Seen(subject.facts.OfAgency(plan.kind, predecessor.agency), subject.now,
                    plan.pattern->when, theirs);
    for (const FactView* fact : theirs) {
      if (wanted(predecessor, *fact)) out.push_back(fact);
    }
  }
}

/// About what the predecessor handed over.
bool IsAbout(const AgencyView::Predecessor& predecessor, const FactView& fact) {
  return !predecessor.system || fact.system == predecessor.system;
}

}  // namespace

std::optional<Instant> Subject::GivenAway(const FactView& fact) const {
  if (!fact.system || !Passes() || (predecessors.empty() && handed_over.empty())) return {};
  const auto last_of = [&](std::span<const AgencyView::HandedOver> gifts) {
    std::optional<Instant> last;
    for (const auto& handed : gifts) {
      if (handed.system != fact.system || handed.at > now) continue;
      last = last ? std::max(*last, handed.at) : handed.at;
    }
    return last;
  };
  const auto ours = last_of(handed_over);
  if (fact.agency == agency) return ours;
  const bool came_here = std::ranges::any_of(predecessors, [&](const auto& one) {
    return one.at <= now && one.agency == fact.agency && one.system == fact.system;
  });
  if (came_here) return {};
  if (scratch.giver == nullptr || scratch.giver->id != fact.agency) {
    const auto found = std::ranges::find(snapshot.agencies, fact.agency, &AgencyView::id);
    if (found == snapshot.agencies.end()) return {};
    scratch.giver = &*found;
  }
  const auto theirs = last_of(scratch.giver->handed_over);
  return theirs ? std::max(theirs, ours) : theirs;
}

void Subject::Matching(const PatternPlan& plan_of, FactList& out) const {
  const std::size_t first = out.size();
  FactIndex::Seen(Entries(plan_of.kind), now, plan_of.pattern->when, out);
  if (!Passes() || (predecessors.empty() && handed_over.empty())) return;
  AddTheirs(
      *this, plan_of,
      [](const auto& predecessor, const FactView& fact) {
        return fact.at >= predecessor.at && IsAbout(predecessor, fact);
      },
      out);
  const auto gone = std::remove_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                                   [this](const FactView* fact) {
                                     const auto given = GivenAway(*fact);
                                     return given && fact->at >= *given;
                                   });
  out.erase(gone, out.end());
  SortUnique(out, first);
}

void Subject::LeftOver(const PatternPlan& plan_of, FactList& out) const {
  if (!HasHeritage()) return;
  AddTheirs(
      *this, plan_of,
      [this](const auto& predecessor, const FactView& fact) {
        const auto given = GivenAway(fact);
        return fact.at < predecessor.at && IsAbout(predecessor, fact) &&
               !(given && fact.at >= *given);
      },
      out);
  FactList ours;
  Matching(plan_of, ours);
  SortUnique(out);
  std::erase_if(out, [&ours](const FactView* fact) {
    return std::ranges::binary_search(ours, fact, IsEarlier);
  });
}

void Subject::DoneBefore(const PatternPlan& plan_of, FactList& out) const {
  if (!HasHeritage()) return;
  AddTheirs(
      *this, plan_of,
      [](const auto& predecessor, const FactView& fact) { return fact.at < predecessor.at; }, out);
  SortUnique(out);
}

}  // namespace lachan::directive
