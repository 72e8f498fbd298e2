// SPDX-License-Identifier: Apache-2.0
#include "state_sql/rows.h"

#include "state_sql/fact_sql.h"
#include "state_sql/query.h"

namespace lachan::state_sql {

Result<schema::Record> Rows::Get(const schema::EntityInfo& entity, std::int64_t id) {
  LACHAN_TRY(auto rows, connection_.Query(SelectOne(entity, reach_, id)));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "no {} {}", entity.name, id);
  return std::move(rows.front());
}

Result<journal::Page> Rows::List(const schema::EntityInfo& entity,
                                 const journal::ListQuery& query) {
  LACHAN_TRY(const Statement statement, SelectPage(entity, reach_, query));
  journal::Page page;
  LACHAN_TRY(page.rows, connection_.Query(statement));
  if (page.rows.size() > query.limit) {
    page.rows.pop_back();
    page.next = CursorAfter(entity, query, page.rows.back());
  }
  return page;
}

Result<std::int64_t> Rows::Count(const schema::EntityInfo& entity,
                                 const journal::ListQuery& query) {
  LACHAN_TRY(const Statement statement, SelectCount(entity, reach_, query));
  LACHAN_TRY(const auto rows, connection_.Query(statement));
  return std::get<std::int64_t>(rows.front().front());
}

Result<std::vector<journal::GroupCount>> Rows::CountBy(const schema::EntityInfo& entity,
                                                       std::string_view field,
                                                       const journal::ListQuery& query) {
  LACHAN_TRY(const Statement statement, SelectCountBy(entity, reach_, field, query));
  LACHAN_TRY(const auto rows, connection_.Query(statement));
  std::vector<journal::GroupCount> counts;
  counts.reserve(rows.size());
  for (const auto& row : rows) counts.push_back({row[0], std::get<std::int64_t>(row[1])});
  return counts;
}

Result<std::vector<journal::GroupRow>> Rows::Group(const schema::EntityInfo& entity,
                                                   const journal::Grouping& grouping,
                                                   const journal::ListQuery& query) {
  LACHAN_TRY(const Statement statement, SelectGroups(entity, reach_, grouping, query));
  LACHAN_TRY(auto rows, connection_.Query(statement));
  const std::size_t fields = grouping.fields.size();
  std::vector<journal::GroupRow> groups;
  groups.reserve(rows.size());
  for (auto& row : rows) {
    journal::GroupRow& group = groups.emplace_back();
    group.rows = std::get<std::int64_t>(row[fields]);
    group.sum = std::get<std::int64_t>(row[fields + 1]);
    group.latest = std::get<std::int64_t>(row[fields + 2]);
    row.resize(fields);
    group.values = std::move(row);
  }
  return groups;
}

Result<std::vector<Fact>> Rows::Facts(const journal::FactQuery& query) {
  LACHAN_TRY(auto rows, connection_.Query(SelectFacts(reach_, query)));
  std::vector<Fact> facts;
  facts.reserve(rows.size());
  for (auto& row : rows) facts.push_back(ToFact(std::move(row)));
  return facts;
}

}  // namespace lachan::state_sql
