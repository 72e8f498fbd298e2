// SPDX-License-Identifier: Apache-2.0
#include "web_api/work_list.h"

#include <algorithm>
#include <tuple>

namespace lachan::web_api {
namespace {

/// Names of the agencies that the rows speak of, in one query.
Status NameAgencies(journal::Reader& reader, std::vector<WorkRow>& rows) {
  journal::Filter ids{"id", journal::Filter::Op::kIn, {}};
  std::map<std::int64_t, std::string> names;
  for (const auto& row : rows) {
    if (row.agency_id && names.emplace(*row.agency_id, "").second) {
      ids.values.emplace_back(*row.agency_id);
    }
  }
  if (names.empty()) return {};
  journal::ListQuery query;
  query.filters = {ids};
  query.with_archived = true;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(reader, query));
  for (const auto& agency : agencies) names[agency.id.value] = agency.name.value;
  for (auto& row : rows) {
    if (row.agency_id) row.agency_name = names[*row.agency_id];
  }
  return {};
}

auto Order(const WorkRow& row) {
  return std::tuple(row.due.value_or(Instant::max()), row.kind, row.key);
}

}  // namespace

WorkRow MakeRow(WorkHead head, std::string title, AgencyId agency, std::optional<Instant> due) {
  WorkRow row;
  row.key = std::move(head.key);
  row.kind = head.kind;
  row.ask = head.ask;
  row.href = std::move(head.href);
  row.title_en = title;
  row.title_vi = std::move(title);
  if (agency) row.agency_id = agency.value;
  row.due = due;
  return row;
}

Result<std::map<std::int64_t, std::string>> SystemNames(journal::Reader& reader,
                                                        std::vector<std::int64_t> ids) {
  std::map<std::int64_t, std::string> names;
  if (ids.empty()) return names;
  journal::ListQuery query;
  query.filters = {{"id", journal::Filter::Op::kIn, {ids.begin(), ids.end()}}};
  query.with_archived = true;
  LACHAN_TRY(const auto systems, journal::ListAll<System>(reader, query));
  for (const auto& system : systems) names[system.id.value] = system.name.value;
  return names;
}

Result<WorkListView> WorkOf(const WorkDeps& deps, const identity::Principal& person) {
  WorkListView view;
  view.as_of = deps.clock.Now();
  std::set<std::string> spoken_of;
  for (const auto& sources : {AgencyWork(), ReviewWork()}) {
    for (const auto& source : sources) {
      const auto grant = person.GrantFor(source.needs);
      if (grant == identity::Grant::kNone) continue;
      WorkQuestion question{deps,
                            person,
                            person.CallerFor(source.needs),
                            grant == identity::Grant::kOwnAgency,
                            view.as_of,
                            view.rows,
                            spoken_of};
      LACHAN_TRY_DO(source.collect(question));
    }
  }
  std::map<WorkKind, WorkKindCount> kinds;
  for (auto& row : view.rows) {
    row.is_overdue = row.due && *row.due <= view.as_of;
    auto& kind = kinds[row.kind];
    kind.kind = row.kind;
    for (auto* total : {&kind.total, &view.total}) *total += 1;
    if (!row.is_overdue) continue;
    for (auto* overdue : {&kind.overdue, &view.overdue}) *overdue += 1;
  }
  for (const auto& [name, kind] : kinds) view.kinds.push_back(kind);
  std::ranges::sort(view.rows, {}, Order);
  constexpr auto kAgency = identity::Needs("agency", identity::Action::kRead);
  LACHAN_TRY(const auto reader, deps.store.OpenReader(person.CallerFor(kAgency)));
  LACHAN_TRY_DO(NameAgencies(*reader, view.rows), "naming the agencies");
  return view;
}

}  // namespace lachan::web_api
