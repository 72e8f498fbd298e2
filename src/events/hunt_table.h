// SPDX-License-Identifier: Apache-2.0
/// \file
/// Commands → one statement that gives a table. What a person typed travels as parameters only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/time.h"
#include "events/event_store.h"
#include "events/hunt_parser.h"
#include "events/hunt_sql.h"

namespace lachan::events {

/// A field to group by. Events are grouped by the column as it lies there, and only then are the
/// groups of several values taken apart: a hundred million events have few different columns.
struct GroupKey {
  std::string expression;  ///< Over table `events`.
  std::string split;       ///< "{}" stands for the key: its values, each once.
  std::string Values(std::string_view key) const;
};
GroupKey GroupKeyOf(std::string_view field, Statement& statement);

/// All columns of the statement are String; instants are microseconds since 1970. It gives one row
/// more than `rows` when there are more.
struct TableStatement {
  Statement statement;
  std::vector<Table::Column> columns;
  std::size_t rows = 0;
  Duration span{0};  ///< Of a timechart.
};

/// Series of a timechart; what is not among the commonest is added up in one called "…".
inline constexpr int kHuntSeries = 8;
inline constexpr std::string_view kOtherSeries = "…";
inline constexpr std::int64_t kHuntSpans = 1500;  ///< Steps of a timechart.

/// Width of the steps when a query does not say: a round one that gives about a hundred.
Duration RoundSpan(Duration period);

/// Adds the statement for `query`, whose events are those where `where` holds.
/// \error kInvalidInput  a timechart without period, or with too many steps
Status CompileTable(const HuntQuery& query, std::optional<Instant> from, std::optional<Instant> to,
                    std::string_view where, TableStatement& out);

}  // namespace lachan::events
