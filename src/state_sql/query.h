// SPDX-License-Identifier: Apache-2.0
/// \file
/// From queries on entities to SQL. The condition on the tenant is added here and nowhere else.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "journal/state_store.h"
#include "schema/entity.h"
#include "state_sql/statement.h"

namespace lachan::state_sql {

/// Reading takes in what reorganisations brought; writing only what is one's own.
enum class Access : std::uint8_t { kRead, kWrite };

/// " AND …" that keeps the rows a caller may touch; empty for full reach or a shared entity.
std::string ReachCondition(Statement& statement, const schema::EntityInfo& entity,
                           const journal::Reach& reach, Access access);

/// One row by id.
Statement SelectOne(const schema::EntityInfo& entity, const journal::Reach& reach, std::int64_t id);

/// A page and one row more, so that the end is known.
/// \error kInvalidInput  unknown field, wrong value, limit or cursor.
Result<Statement> SelectPage(const schema::EntityInfo& entity, const journal::Reach& reach,
                             const journal::ListQuery& query);
Result<Statement> SelectCount(const schema::EntityInfo& entity, const journal::Reach& reach,
                              const journal::ListQuery& query);
Result<Statement> SelectCountBy(const schema::EntityInfo& entity, const journal::Reach& reach,
                                std::string_view field, const journal::ListQuery& query);
/// Columns: the fields, number of rows, sum, latest.
Result<Statement> SelectGroups(const schema::EntityInfo& entity, const journal::Reach& reach,
                               const journal::Grouping& grouping, const journal::ListQuery& query);

/// Cursor behind `last`, for the same query.
std::string CursorAfter(const schema::EntityInfo& entity, const journal::ListQuery& query,
                        const schema::Record& last);

Statement InsertRow(const schema::EntityInfo& entity, const schema::Record& record);
/// Changes the row only if it still has `old_version`.
Statement UpdateRow(const schema::EntityInfo& entity, const schema::Record& record,
                    std::int64_t old_version);

/// Sets single fields; version and updated_at move.
/// \error kInternal  a field that does not exist, may not be set so, or cannot hold the value.
Result<Statement> AdjustRow(const schema::EntityInfo& entity, const journal::Reach& reach,
                            std::int64_t id, std::span<const journal::FieldValue> values,
                            std::int64_t updated_at);
Result<Statement> EraseRows(const schema::EntityInfo& entity, const journal::Reach& reach,
                            const std::vector<journal::Filter>& filters, std::size_t limit);

/// Folded short texts of a row, for ListQuery::text.
std::string SearchKeyOf(const schema::EntityInfo& entity, const schema::Record& record);

/// \error kInvalidInput  a value that its field cannot hold; fields named.
Status CheckRecord(const schema::EntityInfo& entity, const schema::Record& record);

}  // namespace lachan::state_sql
