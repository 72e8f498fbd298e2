// SPDX-License-Identifier: Apache-2.0
#include "register/reorganisation_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "register/reorganisation_checks.h"

namespace lachan::registry {
namespace {

using journal::Passing;
using journal::RegisterDefinition;

std::size_t IndexOf(const schema::EntityInfo& entity, std::string_view field) {
  return static_cast<std::size_t>(entity.Find(field));
}
std::int64_t NumberAt(const schema::Record& row, int field) {
  if (field < 0) return 0;
  const auto* number = std::get_if<std::int64_t>(&row[static_cast<std::size_t>(field)]);
  return number == nullptr ? 0 : *number;
}
std::string TitleOf(const schema::EntityInfo& entity, const schema::Record& row) {
  const auto& value = row[IndexOf(entity, entity.title)];
  if (const auto* text = std::get_if<std::string>(&value)) return text->substr(0, 300);
  return fmt::format("#{}", NumberAt(row, entity.Find("id")));
}

/// Collects the rows that change hands.
class Moves {
 public:
  Moves(journal::Reader& reader, const journal::Registers& registers, ReorganisationPlan& plan)
      : reader_(reader), registers_(registers), plan_(plan) {
    for (const Assignment& one : plan.request.assignments) assigned_[{one.entity, one.id}] = one.to;
  }

  Status Collect() {
    for (const RegisterDefinition& definition : registers_.all()) {
      const auto& entity = *definition.entity;
      if (entity.tenancy != schema::Tenancy::kAgency || entity.Find("agency_id") < 0) continue;
      if (definition.passing == Passing::kStays && definition.follows.empty()) continue;
      for (const Agency& from : plan_.predecessors) LACHAN_TRY_DO(CollectOf(definition, from));
    }
    for (const auto& [key, to] : assigned_) {
      if (used_.contains(key)) continue;
      plan_.problems.push_back(
          {"assignment_unknown",
           "assignments",
           {key.first, std::to_string(key.second)},
           fmt::format("{} {} does not belong to an agency that is reorganised, or does not pass",
                       key.first, key.second),
           "take it out of the assignments, or name the agency it belongs to"});
    }
    return {};
  }

 private:
  using Key = std::pair<std::string, std::int64_t>;

  Status CollectOf(const RegisterDefinition& definition, const Agency& from) {
    const auto& entity = *definition.entity;
    journal::ListQuery query;
    query.filters = {journal::Equals("agency_id", from.id.value)};
    if (definition.passing == Passing::kPassesOpen) {
      query.filters.insert(query.filters.end(), definition.open_rows.begin(),
                           definition.open_rows.end());
    }
    query.with_archived = true;
    query.limit = 1000;
    do {
      LACHAN_TRY(const auto page, reader_.List(entity, query), std::string(entity.name));
      for (const auto& row : page.rows) Consider(definition, row, from);
      query.after = page.next;
    } while (!query.after.empty());
    return {};
  }

  /// With its system or the row it follows, else as assigned, else (where the agency ends) to the
  /// heir.
  void Consider(const RegisterDefinition& definition, const schema::Record& row,
                const Agency& from) {
    const auto& entity = *definition.entity;
    const Key key{std::string(entity.name), NumberAt(row, entity.Find("id"))};
    std::optional<std::size_t> to;
    if (!definition.follows.empty()) {
      const auto& field = entity.fields[IndexOf(entity, definition.follows)];
      to = MovedTo({std::string(field.reference), NumberAt(row, entity.Find(field.name))});
      if (!to) return;
    }
    if (!to) to = MovedTo({"system", NumberAt(row, entity.Find("system_id"))});
    if (const auto at = assigned_.find(key); at != assigned_.end()) {
      used_.insert(key);
      if (!to) to = at->second;
    }
    if (!to && plan_.EndsPredecessors()) to = plan_.request.heir;
    if (!to) return;
    PlannedMove move{key.first, key.second, TitleOf(entity, row), AgencyId{from.id.value}, *to};
    if (key.first == "account" && plan_.request.disable_accounts) {
      plan_.closing.push_back(std::move(move));
      return;
    }
    moved_[key] = *to;
    plan_.moves.push_back(std::move(move));
  }

  std::optional<std::size_t> MovedTo(const Key& key) const {
    const auto at = moved_.find(key);
    return at == moved_.end() ? std::nullopt : std::optional(at->second);
  }

  journal::Reader& reader_;
  const journal::Registers& registers_;
  ReorganisationPlan& plan_;
  std::map<Key, std::size_t> assigned_, moved_;
  std::set<Key> used_;
};

std::string TitleOf(const ReorganisationPlan& plan) {
  const auto join = [](const std::vector<Agency>& units) {
    std::string text;
    const std::size_t shown = std::min<std::size_t>(units.size(), 8);
    for (std::size_t i = 0; i < shown; ++i) {
      text += (i > 0 ? " + " : "") + units[i].code.value;
    }
    if (units.size() > shown) text += fmt::format(" + {}", units.size() - shown);
    return text;
  };
  const std::string from = join(plan.predecessors);
  if (plan.request.kind == ReorganisationKind::rename) {
    return fmt::format("{} → {}", from,
                       plan.request.new_code.empty() ? plan.request.new_name.substr(0, 200)
                                                     : plan.request.new_code);
  }
  return fmt::format("{} → {}", from, plan.successors.empty() ? "∅" : join(plan.successors));
}

/// Who would be left with nobody to answer for it.
void FindOrphans(ReorganisationPlan& plan) {
  if (!plan.successors.empty() || !plan.EndsPredecessors()) return;
  std::map<std::string, std::vector<const PlannedMove*>> by_entity;
  for (const PlannedMove& move : plan.moves) by_entity[move.entity].push_back(&move);
  for (const auto& [entity, moves] : by_entity) {
    const auto& first = *moves.front();
    plan.problems.push_back({"orphan",
                             "successors",
                             {entity, std::to_string(moves.size()), first.title},
                             fmt::format("{} of {} would belong to nobody, e.g. {} {} '{}'",
                                         moves.size(), entity, entity, first.id, first.title),
                             "name the agency that takes them over, or end them first"});
  }
  if (!plan.children.empty()) {
    plan.problems.push_back(
        {"orphan_children",
         "successors",
         {plan.children.front().name.value},
         fmt::format("'{}' lies below an agency that ends", plan.children.front().name.value),
         "give the units below another parent first, or name a successor"});
  }
  for (const Agency& agency : plan.predecessors) {
    if (!agency.is_coordinator) continue;
    plan.problems.push_back({"orphan_coordinator",
                             "successors",
                             {agency.name.value},
                             fmt::format("'{}' coordinates the province", agency.name.value),
                             "name the successor that coordinates from then on"});
  }
}

Status FindChildren(journal::Reader& reader, ReorganisationPlan& plan) {
  if (!plan.EndsPredecessors()) return {};
  for (const Agency& agency : plan.predecessors) {
    journal::ListQuery query;
    query.filters = {journal::Equals("parent_id", agency.id.value)};
    LACHAN_TRY(const auto rows, journal::ListAll<Agency>(reader, query));
    for (const Agency& child : rows) {
      const bool ends_too = std::ranges::any_of(
          plan.predecessors, [&](const Agency& one) { return one.id.value == child.id.value; });
      // Units that had ended by then keep their parent: it is history.
      if (ends_too || (child.valid_to && *child.valid_to < plan.request.effective_on)) continue;
      plan.children.push_back(child);
    }
  }
  return {};
}

}  // namespace

Result<ReorganisationPlan> PlanReorganisation(journal::Reader& reader,
                                              const journal::Registers& registers,
                                              const ReorganisationRequest& request,
                                              CivilDate today) {
  ReorganisationPlan plan;
  plan.request = request;
  LACHAN_TRY_DO(CheckUnits(reader, plan));
  plan.title = TitleOf(plan);
  if (!plan.problems.empty()) return plan;  // Without the units nothing can be said.
  LACHAN_TRY_DO(CheckHistory(reader, plan));
  LACHAN_TRY_DO(FindChildren(reader, plan));
  if (request.kind != ReorganisationKind::rename) {
    Moves moves(reader, registers, plan);
    LACHAN_TRY_DO(moves.Collect());
  }
  FindOrphans(plan);
  if (request.kind == ReorganisationKind::transfer && plan.moves.empty()) {
    plan.problems.push_back({"nothing_transferred",
                             "assignments",
                             {},
                             "a transfer names the systems that change hands",
                             "choose at least one system of the agency"});
  }
  if (request.effective_on > today) {
    plan.notices.push_back({"scheduled",
                            "effective_on",
                            {FormatVietnamese(request.effective_on)},
                            "the date lies ahead: it is carried out at the start of that day",
                            "until then everything stays as it is; it can be cancelled"});
  } else if (request.effective_on < AddDays(today, -1)) {
    plan.notices.push_back(
        {"dated_back",
         "effective_on",
         {FormatVietnamese(request.effective_on)},
         "the date has passed: owners and duties are dated from it, frozen months stay as they are",
         "check which months are frozen before you apply it"});
  }
  return plan;
}

}  // namespace lachan::registry
