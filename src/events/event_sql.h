// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whole statements for the calls of EventStore. The tenant condition is added here and nowhere
/// else.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "events/event_schema.h"
#include "events/event_store.h"
#include "events/hunt_sql.h"
#include "events/hunt_table.h"

namespace lachan::events {

/// True when `scope` sees nothing: there is no statement to send.
bool SeesNothing(const Scope& scope);

/// The tenant condition.
Result<std::string> ScopeCondition(const Scope& scope, Statement& statement);

/// What `query` and `scope` ask of an event, as a condition on its columns.
Result<std::string> Conditions(const Query& query, const Scope& scope, Statement& statement);

/// A page of a table that has the columns of EventColumns(); `besides` is one more condition.
Result<Statement> PageStatement(std::string_view table, const Query& query, const Scope& scope,
                                std::string_view besides = {});

/// Columns of EventColumns() in their order, newest first or as the command `sort` says,
/// PageRows() + 1 rows (to know of a next page).
Result<Statement> SearchStatement(const Query& query, const Scope& scope);
/// Rows of one page: what the command `head` says, else the limit of the query.
int PageRows(const HuntQuery& parsed, const Query& query);
/// The table of a query with commands.
Result<TableStatement> TabulateStatement(const Query& query, const Scope& scope);
/// `rest` and the hot columns of the newest `limit` events.
Result<Statement> SampleStatement(const Query& query, const Scope& scope);
/// The columns of one event.
Result<Statement> GetStatement(std::string_view id, const Scope& scope);
/// Rows of (bucket Int64, count UInt64), only buckets that hold something.
Result<Statement> HistogramStatement(const Query& query, Duration width, const Scope& scope);
/// Rows of (value String, count UInt64).
Result<Statement> TopValuesStatement(std::string_view field, const Query& query, int limit,
                                     const Scope& scope);
/// One row (rows UInt64, bytes on disk UInt64, uncompressed UInt64, oldest Int64, newest Int64).
Statement StatisticsStatement(const Layout& layout = {});

/// `Page::next` after `last`.
std::string MakeCursor(const Event& last);

/// Width of `buckets` equal steps that cover [from, to).
/// \error kInvalidInput  no such range, or not 1–1,000 buckets
Result<Duration> BucketWidth(const Query& query, int buckets);

}  // namespace lachan::events
