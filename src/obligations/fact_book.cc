// SPDX-License-Identifier: Apache-2.0
#include "obligations/fact_book.h"

#include <algorithm>

#include "journal/payload.h"

namespace lachan::obligations {
namespace {

constexpr std::size_t kPage = 20'000;

using Kinds = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

void Add(Kinds& kinds, const directive::FactPattern& pattern) {
  if (pattern.kind.empty()) return;
  auto& attributes = kinds[pattern.kind];
  for (const auto& alternatives : pattern.when.all_of) {
    for (const auto& literal : alternatives) attributes.insert(literal.name);
  }
}

void Add(Kinds& kinds, const directive::Part& part) {
  for (const auto& pattern : part.evidence) Add(kinds, pattern);
  if (const auto* state = std::get_if<directive::StateRule>(&part.rule)) {
    for (const auto& reopening : state->reopened_by) Add(kinds, reopening.fact);
  } else if (const auto* event = std::get_if<directive::EventRule>(&part.rule)) {
    Add(kinds, event->trigger);
  } else if (const auto* absence = std::get_if<directive::AbsenceRule>(&part.rule)) {
    Add(kinds, absence->breach);
    if (!absence->closed_by.empty()) kinds[absence->closed_by];
  }
}

/// Names that rules read of any kind of fact.
void AddCommon(const directive::Directive& directive, Kinds& kinds) {
  std::set<std::string, std::less<>> common{"period", "until", "level"};
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) {
      if (const auto* state = std::get_if<directive::StateRule>(&part.rule)) {
        common.insert(state->distinct);
      } else if (const auto* event = std::get_if<directive::EventRule>(&part.rule)) {
        common.insert({event->link, event->t0_attribute, event->due_attribute});
      } else if (const auto* absence = std::get_if<directive::AbsenceRule>(&part.rule)) {
        common.insert(absence->link);
      }
    }
  }
  common.erase("");
  for (auto& [kind, attributes] : kinds) attributes.insert(common.begin(), common.end());
}

}  // namespace

Instant KnownAt(const Fact& fact, bool is_demo) {
  return is_demo ? fact.occurred_at : fact.recorded_at;
}

FactBook::FactBook(const directive::Directive& directive, bool is_demo) : is_demo_(is_demo) {
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) obligations::Add(kinds_, part);
  }
  kinds_["system.level_approved"].insert("level");
  AddCommon(directive, kinds_);
  kinds_["fact.withdrawn"].insert("fact");
  kinds_["duty.relieved"] = {"relief", "effect", "part", "from", "to"};
  kinds_["duty.relief_ended"] = {"relief", "from"};
}

void FactBook::Add(const Fact& fact) {
  const auto& wanted = kinds_.find(fact.kind)->second;
  directive::FactView view;
  view.id = fact.id;
  view.kind = fact.kind;
  view.at = fact.occurred_at;
  view.agency = fact.agency;
  view.system = fact.system;
  view.recorded_at = KnownAt(fact, is_demo_);
  view.is_exercise = fact.origin == Origin::exercise;
  for (auto& attribute : journal::FlatPayload(fact)) {
    if (wanted.contains(attribute.first)) view.attributes.push_back(std::move(attribute));
  }
  // Duties about an incident name it; facts of the incident itself are about it by subject.
  if (fact.subject_kind == "incident" && wanted.contains("incident") &&
      view.Get("incident").empty()) {
    view.attributes.emplace_back("incident", std::to_string(fact.subject_id));
  }
  const auto index = static_cast<std::uint32_t>(facts_.size());
  if (fact.kind == "fact.withdrawn") {
    withdrawals_.push_back(index);
  } else {
    if (fact.agency) by_agency_[fact.agency.value].push_back(index);
    if (fact.system) by_system_[fact.system.value].push_back(index);
  }
  facts_.push_back(std::move(view));
  auto kind = std::ranges::find(subject_kinds_, fact.subject_kind);
  if (kind == subject_kinds_.end()) kind = subject_kinds_.insert(kind, fact.subject_kind);
  subjects_.push_back({static_cast<std::uint16_t>(kind - subject_kinds_.begin()), fact.subject_id});
}

Result<std::optional<Instant>> FactBook::Catch(journal::Reader& reader) {
  if (!first_) {
    journal::FactQuery oldest;
    oldest.limit = 1;
    LACHAN_TRY(const auto facts, reader.Facts(oldest), "reading the first fact");
    if (!facts.empty()) first_ = KnownAt(facts.front(), is_demo_);
  }
  journal::FactQuery query;
  for (const auto& [kind, attributes] : kinds_) query.kinds.push_back(kind);
  query.limit = kPage;
  std::optional<Instant> earliest;
  while (true) {
    query.after_id = last_id_;
    LACHAN_TRY(const auto facts, reader.Facts(query), "reading the facts of the directive");
    for (const Fact& fact : facts) {
      Add(fact);
      last_id_ = fact.id;
      const Instant counts = std::max(KnownAt(fact, is_demo_), fact.occurred_at);
      if (!earliest || counts < *earliest) earliest = counts;
    }
    if (facts.size() < kPage) return earliest;
  }
}

std::vector<directive::FactView> FactBook::Of(AgencyId agency,
                                              std::span<const SystemId> systems) const {
  std::vector<std::uint32_t> indexes = withdrawals_;
  const auto add = [&](const auto& map, std::int64_t id) {
    const auto at = map.find(id);
    if (at != map.end()) indexes.insert(indexes.end(), at->second.begin(), at->second.end());
  };
  add(by_agency_, agency.value);
  for (const SystemId system : systems) add(by_system_, system.value);
  std::ranges::sort(indexes);
  const auto twice = std::ranges::unique(indexes);
  indexes.erase(twice.begin(), twice.end());
  std::vector<directive::FactView> facts;
  facts.reserve(indexes.size() + 1);
  for (const auto index : indexes) facts.push_back(facts_[index]);
  return facts;
}

const directive::FactView* FactBook::Find(std::int64_t id) const {
  const auto at = std::ranges::lower_bound(facts_, id, {}, &directive::FactView::id);
  return at != facts_.end() && at->id == id ? &*at : nullptr;
}

std::optional<EvidenceFact> FactBook::Evidence(std::int64_t id) const {
  const auto* fact = Find(id);
  if (fact == nullptr) return std::nullopt;
  const Subject& subject = subjects_[static_cast<std::size_t>(fact - facts_.data())];
  return EvidenceFact{fact->id, fact->kind, fact->at, subject_kinds_[subject.kind], subject.id};
}

}  // namespace lachan::obligations
