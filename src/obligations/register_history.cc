// SPDX-License-Identifier: Apache-2.0
#include "obligations/register_history.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "obligations/fact_book.h"
#include "register/as_of.h"
#include "schema/json.h"

namespace lachan::obligations {
namespace {

namespace json = boost::json;
using directive::Validity;

constexpr std::string_view kActions[] = {".changed", ".archived", ".restored", ".reorganised"};

/// Dates of their own: what the register says of them now holds for all times.
bool IsDate(std::string_view field) { return field == "valid_from" || field == "valid_to"; }

Result<std::vector<schema::Record>> AllRows(journal::Reader& reader,
                                            const schema::EntityInfo& entity) {
  std::vector<schema::Record> rows;
  journal::ListQuery query;
  query.limit = 1000;
  query.with_archived = true;
  do {
    LACHAN_TRY(auto page, reader.List(entity, query));
    std::ranges::move(page.rows, std::back_inserter(rows));
    query.after = page.next;
  } while (!query.after.empty());
  return rows;
}

using AgencyMap = std::unordered_map<std::int64_t, directive::AgencyView*>;

/// What a predecessor had inherited goes on to its heir.
void InheritFurther(AgencyMap& agencies) {
  for (auto& [id, agency] : agencies) {
    for (std::size_t i = 0; i < agency->predecessors.size(); ++i) {
      const auto heritage = agency->predecessors[i];
      if (heritage.system) continue;
      const auto before = agencies.find(heritage.agency.value);
      if (before == agencies.end() || before->second == agency) continue;
      for (const auto& earlier : before->second->predecessors) {
        if (earlier.agency.value == id) continue;
        const auto known = std::ranges::find_if(agency->predecessors, [&](const auto& one) {
          return one.agency == earlier.agency && one.system == earlier.system;
        });
        if (known == agency->predecessors.end()) {
          agency->predecessors.push_back({earlier.agency, heritage.at, earlier.system});
        }
      }
    }
  }
}

}  // namespace

bool RegisterHistory::Reads(std::string_view kind) {
  return kind.starts_with("agency.") || kind.starts_with("system.") ||
         kind.starts_with("role_assignment.");
}

Result<std::vector<RegisterHistory::Entry>> RegisterHistory::LoadRows(
    journal::Reader& reader, const schema::EntityInfo& entity, bool is_demo) {
  LACHAN_TRY(auto rows, AllRows(reader, entity),
             fmt::format("reading the {} register", entity.name));
  std::vector<Entry> entries;
  std::unordered_map<std::int64_t, std::size_t> by_id;
  for (auto& row : rows) {
    by_id[std::get<std::int64_t>(row.front())] = entries.size();
    entries.push_back({std::move(row), {}});
  }
  journal::FactQuery query;
  for (const auto action : kActions)
    query.kinds.push_back(fmt::format("{}{}", entity.name, action));
  query.subject_kind = entity.name;
  query.newest_first = true;
  query.limit = 0;
  LACHAN_TRY(const auto facts, reader.Facts(query), "reading the changes of the register");
  for (const Fact& fact : facts) {
    const auto at = by_id.find(fact.subject_id);
    if (at == by_id.end()) continue;
    const auto payload = schema::ParseJson(fact.payload, {.max_bytes = 16 << 20, .max_depth = 64});
    if (!payload || !payload->is_object()) continue;
    const bool is_dated = fact.kind.ends_with(".reorganised");
    if (is_dated && payload->get_object().contains("new")) entries[at->second].is_dated = true;
    const Instant known_at = is_dated ? fact.occurred_at : KnownAt(fact, is_demo);
    const auto* changed = payload->get_object().if_contains("changed");
    if (changed == nullptr || !changed->is_object()) continue;
    for (const auto& [name, pair] : changed->get_object()) {
      const int field = entity.Find(name);
      if (is_dated && IsDate(name)) continue;
      if (field < 0 || !pair.is_array() || pair.get_array().size() != 2) continue;
      const auto index = static_cast<std::size_t>(field);
      auto before = registry::StoredForm(entity.fields[index], pair.get_array()[0]);
      if (!before) continue;
      entries[at->second].undo.push_back({known_at, index, *std::move(before)});
    }
  }
  for (Entry& entry : entries) {
    std::ranges::stable_sort(entry.undo, std::ranges::greater{}, &Undo::known_at);
  }
  return entries;
}

Result<RegisterHistory> RegisterHistory::Load(journal::Reader& reader, bool is_demo) {
  RegisterHistory history;
  history.is_demo_ = is_demo;
  LACHAN_TRY(history.agencies_, LoadRows(reader, schema::Describe<Agency>(), is_demo));
  LACHAN_TRY(history.systems_, LoadRows(reader, schema::Describe<System>(), is_demo));
  LACHAN_TRY(history.roles_, LoadRows(reader, schema::Describe<RoleAssignment>(), is_demo));
  LACHAN_TRY_DO(history.LoadReorganisations(reader), "reading who owned what");
  return history;
}

Status RegisterHistory::LoadReorganisations(journal::Reader& reader) {
  LACHAN_TRY(const auto tenures, journal::ListAll<SystemTenure>(reader));
  for (const SystemTenure& tenure : tenures) {
    const Instant from = tenure.valid_from ? StartOfDay(*tenure.valid_from) : Instant::min();
    tenures_[tenure.system_id.value].push_back({tenure.agency_id, from});
  }
  for (auto& [system, owners] : tenures_) std::ranges::sort(owners, {}, &Tenure::from);
  journal::ListQuery query;
  query.filters = {journal::Equals("is_heir", std::int64_t{1})};
  LACHAN_TRY(heirs_, journal::ListAll<AgencySuccession>(reader, query));
  return {};
}

schema::Record RegisterHistory::RowAt(const Entry& entry, Instant now) {
  schema::Record row = entry.row;
  for (const Undo& undo : entry.undo) {
    if (undo.known_at <= now) break;
    row[undo.field] = undo.before;
  }
  return row;
}

directive::AgencyView RegisterHistory::ViewOf(const Agency& agency) const {
  directive::AgencyView view;
  view.id = AgencyId{agency.id};
  view.code = agency.code;
  view.name = agency.name;
  view.kind = boost::describe::enum_to_string(agency.kind, "");
  view.validity.from = StartOfDay(agency.valid_from);
  if (agency.valid_to) view.validity.to = StartOfDay(AddDays(*agency.valid_to, 1));
  if (agency.is_coordinator) view.roles.push_back({"coordinator", view.validity});
  return view;
}

directive::SystemView RegisterHistory::ViewOf(const System& system) const {
  directive::SystemView view;
  view.id = SystemId{system.id};
  view.agency = system.agency_id;
  view.name = system.name;
  view.level = static_cast<int>(system.level.value);
  switch (system.state) {
    case SystemState::planned:
      view.state = directive::SystemState::kPlanned;
      break;
    case SystemState::tested:
      view.state = directive::SystemState::kTested;
      break;
    case SystemState::in_operation:
      view.state = directive::SystemState::kInOperation;
      if (system.in_operation_since) {
        view.in_operation_since = StartOfDay(*system.in_operation_since);
      }
      break;
    case SystemState::ended:
      view.state = directive::SystemState::kEnded;
      break;
  }
  if (!is_demo_) view.registered_at = system.created_at.value;
  return view;
}

void RegisterHistory::AssignRoles(Instant now, directive::RegisterSnapshot& snapshot) const {
  std::set<std::string> assigned;
  std::unordered_map<std::int64_t, std::vector<directive::AgencyView::Role>> held;
  for (const Entry& entry : roles_) {
    const auto row = schema::FromRecord<RoleAssignment>(RowAt(entry, now));
    if (row.archived.value || (!is_demo_ && row.created_at.value > now)) continue;
    const std::string role = boost::describe::enum_to_string(row.role, "");
    assigned.insert(role);
    if (!row.agency_id) continue;
    Validity validity{StartOfDay(row.from_day), {}};
    if (row.last_day) validity.to = StartOfDay(AddDays(*row.last_day, 1));
    held[row.agency_id->value].push_back({role, validity, true});
  }
  if (assigned.empty()) return;
  for (auto& agency : snapshot.agencies) {
    std::erase_if(agency.roles, [&](const auto& flag) { return assigned.contains(flag.role); });
    const auto at = held.find(agency.id.value);
    if (at != held.end()) std::ranges::copy(at->second, std::back_inserter(agency.roles));
  }
}

/// Owners of systems, and what passed from agency to agency by `now`.
void RegisterHistory::HandOver(directive::RegisterSnapshot& snapshot, Instant now) const {
  if (tenures_.empty() && heirs_.empty()) return;
  std::unordered_map<std::int64_t, directive::AgencyView*> agencies;
  for (auto& agency : snapshot.agencies) agencies[agency.id.value] = &agency;
  const auto began = [&](AgencyId id) {
    const auto at = agencies.find(id.value);
    return at == agencies.end() ? std::nullopt : at->second->validity.from;
  };
  for (auto& system : snapshot.systems) {
    const auto found = tenures_.find(system.id.value);
    if (found == tenures_.end()) continue;
    const auto& owners = found->second;
    std::size_t current = 0;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      system.owners.push_back({owners[i].agency, owners[i].from});
      if (owners[i].from <= now) current = i;
    }
    if (current == 0) continue;
    system.clocks_from = began(owners.front().agency);
    const auto present = agencies.find(owners[current].agency.value);
    for (std::size_t i = 0; i < current; ++i) {
      if (owners[i].agency == owners[current].agency) continue;
      const auto giver = agencies.find(owners[i].agency.value);
      if (giver != agencies.end()) {
        giver->second->handed_over.push_back({system.id, owners[i + 1].from});
      }
      if (present != agencies.end()) {
        present->second->predecessors.push_back(
            {owners[i].agency, owners[current].from, system.id});
      }
    }
  }
  for (const AgencySuccession& one : heirs_) {
    const Instant at = StartOfDay(one.effective_on);
    const auto heir = agencies.find(one.successor_id.value);
    if (at > now || heir == agencies.end()) continue;
    heir->second->predecessors.push_back({one.predecessor_id, at, {}});
  }
  InheritFurther(agencies);
}

directive::RegisterSnapshot RegisterHistory::At(Instant now) const {
  directive::RegisterSnapshot snapshot;
  for (const Entry& entry : agencies_) {
    const auto agency = schema::FromRecord<Agency>(RowAt(entry, now));
    if (agency.archived.value) continue;
    if (!is_demo_ && !entry.is_dated && agency.created_at.value > now) continue;
    snapshot.agencies.push_back(ViewOf(agency));
  }
  for (const Entry& entry : systems_) {
    const auto system = schema::FromRecord<System>(RowAt(entry, now));
    if (system.archived.value) continue;
    snapshot.systems.push_back(ViewOf(system));
  }
  AssignRoles(now, snapshot);
  HandOver(snapshot, now);
  return snapshot;
}

}  // namespace lachan::obligations
