// SPDX-License-Identifier: Apache-2.0
#include "obligations/register_history.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "obligations/fact_book.h"
#include "schema/json.h"

namespace lachan::obligations {
namespace {

namespace json = boost::json;
using directive::Validity;

constexpr std::string_view kActions[] = {".changed", ".archived", ".restored"};

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

/// A value as a fact's "changed" carries it, back in stored form; null stays null.
std::optional<schema::Value> StoredForm(const schema::FieldInfo& field, const json::value& value) {
  if (value.is_null()) return schema::Value{};
  if (value.is_bool()) return schema::Value{std::int64_t{value.get_bool()}};
  if (value.is_int64()) return schema::Value{value.get_int64()};
  if (!value.is_string()) return std::nullopt;
  const std::string text(value.get_string());
  if (field.type == schema::FieldType::kInstant) {
    const auto instant = ParseInstant(text);
    if (!instant) return std::nullopt;
    return schema::Value{std::int64_t{instant->time_since_epoch().count()}};
  }
  return schema::Value{text};
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
    const auto* changed = payload->get_object().if_contains("changed");
    if (changed == nullptr || !changed->is_object()) continue;
    for (const auto& [name, pair] : changed->get_object()) {
      const int field = entity.Find(name);
      if (field < 0 || !pair.is_array() || pair.get_array().size() != 2) continue;
      const auto index = static_cast<std::size_t>(field);
      auto before = StoredForm(entity.fields[index], pair.get_array()[0]);
      if (!before) continue;
      entries[at->second].undo.push_back({KnownAt(fact, is_demo), index, *std::move(before)});
    }
  }
  return entries;
}

Result<RegisterHistory> RegisterHistory::Load(journal::Reader& reader, bool is_demo) {
  RegisterHistory history;
  history.is_demo_ = is_demo;
  LACHAN_TRY(history.agencies_, LoadRows(reader, schema::Describe<Agency>(), is_demo));
  LACHAN_TRY(history.systems_, LoadRows(reader, schema::Describe<System>(), is_demo));
  LACHAN_TRY(history.roles_, LoadRows(reader, schema::Describe<RoleAssignment>(), is_demo));
  return history;
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

directive::RegisterSnapshot RegisterHistory::At(Instant now) const {
  directive::RegisterSnapshot snapshot;
  for (const Entry& entry : agencies_) {
    const auto agency = schema::FromRecord<Agency>(RowAt(entry, now));
    if (agency.archived.value) continue;
    if (!is_demo_ && agency.created_at.value > now) continue;
    snapshot.agencies.push_back(ViewOf(agency));
  }
  for (const Entry& entry : systems_) {
    const auto system = schema::FromRecord<System>(RowAt(entry, now));
    if (system.archived.value) continue;
    snapshot.systems.push_back(ViewOf(system));
  }
  AssignRoles(now, snapshot);
  return snapshot;
}

}  // namespace lachan::obligations
