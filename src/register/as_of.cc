// SPDX-License-Identifier: Apache-2.0
#include "register/as_of.h"

#include <boost/json/object.hpp>

#include <algorithm>
#include <unordered_map>

#include "register/reorganisation_plan.h"
#include "schema/json.h"

namespace lachan::registry {
namespace {

namespace json = boost::json;
using schema::EntityInfo;
using schema::Record;

struct PastRow {
  Record row;
  bool entered_later = false;
};

/// All rows with what happened after the day taken back.
Result<std::vector<PastRow>> RowsOn(journal::Reader& reader, const EntityInfo& entity,
                                    Instant end) {
  std::vector<PastRow> rows;
  std::unordered_map<std::int64_t, std::size_t> by_id;
  const auto created = static_cast<std::size_t>(entity.Find("created_at"));
  const std::int64_t limit = end.time_since_epoch().count();
  journal::ListQuery query;
  query.limit = 1000;
  query.with_archived = true;
  do {
    LACHAN_TRY(auto page, reader.List(entity, query));
    for (Record& row : page.rows) {
      by_id[std::get<std::int64_t>(row.front())] = rows.size();
      const auto* at = std::get_if<std::int64_t>(&row[created]);
      rows.push_back({std::move(row), at != nullptr && *at >= limit});
    }
    query.after = page.next;
  } while (!query.after.empty());
  journal::FactQuery facts;
  for (const char* verb : {"changed", "archived", "restored", "reorganised"}) {
    facts.kinds.push_back(fmt::format("{}.{}", entity.name, verb));
  }
  facts.subject_kind = entity.name;
  facts.occurred_from = end;
  facts.newest_first = true;
  facts.limit = 0;
  LACHAN_TRY(const auto later, reader.Facts(facts), "reading what was changed since");
  for (const Fact& fact : later) {
    const auto at = by_id.find(fact.subject_id);
    if (at == by_id.end()) continue;
    const auto payload = schema::ParseJson(fact.payload, {.max_bytes = 16 << 20, .max_depth = 64});
    if (!payload || !payload->is_object()) continue;
    const auto* changed = payload->get_object().if_contains("changed");
    if (changed == nullptr || !changed->is_object()) continue;
    for (const auto& [name, pair] : changed->get_object()) {
      const int field = entity.Find(name);
      if (field < 0 || !pair.is_array() || pair.get_array().size() != 2) continue;
      // Dates of their own: what is known of them now holds for all days.
      if (name == "valid_from" || name == "valid_to") continue;
      const auto index = static_cast<std::size_t>(field);
      auto before = StoredForm(entity.fields[index], pair.get_array()[0]);
      if (before) rows[at->second].row[index] = *std::move(before);
    }
  }
  return rows;
}

}  // namespace

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

Result<std::vector<RowOn<Agency>>> AgenciesOn(journal::Reader& reader, CivilDate day) {
  LACHAN_TRY(auto rows, RowsOn(reader, schema::Describe<Agency>(), StartOfDay(AddDays(day, 1))));
  std::vector<RowOn<Agency>> agencies;
  for (const PastRow& past : rows) {
    auto agency = schema::FromRecord<Agency>(past.row);
    if (!ExistsOn(agency, day)) continue;
    agencies.push_back({std::move(agency), past.entered_later});
  }
  return agencies;
}

Result<std::vector<RowOn<System>>> SystemsOn(journal::Reader& reader, journal::Reader& all,
                                             CivilDate day, std::optional<AgencyId> agency) {
  LACHAN_TRY(auto rows, RowsOn(reader, schema::Describe<System>(), StartOfDay(AddDays(day, 1))));
  LACHAN_TRY(const auto tenures, journal::ListAll<SystemTenure>(all));
  std::unordered_map<std::int64_t, AgencyId> owners;
  for (const SystemTenure& tenure : tenures) {
    if (tenure.valid_from && day < *tenure.valid_from) continue;
    if (tenure.valid_to && *tenure.valid_to < day) continue;
    owners[tenure.system_id.value] = tenure.agency_id;
  }
  std::vector<RowOn<System>> systems;
  for (const PastRow& past : rows) {
    auto system = schema::FromRecord<System>(past.row);
    if (system.archived.value) continue;
    const bool ran = system.in_operation_since && *system.in_operation_since <= day;
    if (past.entered_later && !ran) continue;
    if (const auto owner = owners.find(system.id.value); owner != owners.end()) {
      system.agency_id = owner->second;
    }
    if (agency && system.agency_id != *agency) continue;
    systems.push_back({std::move(system), past.entered_later});
  }
  return systems;
}

}  // namespace lachan::registry
