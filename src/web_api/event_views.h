// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the routes of the events answer, besides the event itself (event_routes.h).
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "events/event_store.h"
#include "events/hunt_parser.h"
#include "schema/json.h"
#include "web_api/event_routes.h"

namespace lachan::web_api {

struct EventTableColumn {
  std::string name;
  std::string kind;  ///< "text", "number" or "instant".
};
BOOST_DESCRIBE_STRUCT(EventTableColumn, (), (name, kind))

struct EventTable {
  std::vector<EventTableColumn> columns;
  std::vector<std::vector<std::string>> rows;
  bool is_cut = false;
  std::int64_t span_seconds = 0;
  std::optional<std::int64_t> rows_read;  ///< RowsRead().
};
BOOST_DESCRIBE_STRUCT(EventTable, (), (columns, rows, is_cut, span_seconds, rows_read))

struct SearchStart {
  std::string shape;                      ///< "events", "table" or "timechart".
  std::vector<std::string> fields;        ///< Of the command `fields`.
  std::vector<EventTableColumn> columns;  ///< Of a table.
  std::int64_t span_seconds = 0;
  std::optional<Instant> from, to;
};
BOOST_DESCRIBE_STRUCT(SearchStart, (), (shape, fields, columns, span_seconds, from, to))

struct SearchProgress {
  std::optional<Instant> searched_to;  ///< Everything from here on was looked at.
  std::optional<std::int64_t> rows_read;
};
BOOST_DESCRIBE_STRUCT(SearchProgress, (), (searched_to, rows_read))

struct SearchEndView {
  std::string next;  ///< Cursor of the next page; empty when nothing is left.
  std::int64_t count = 0;
  std::optional<std::int64_t> rows_read;
  bool is_cut = false;
};
BOOST_DESCRIBE_STRUCT(SearchEndView, (), (next, count, rows_read, is_cut))

/// One line of a streamed search; one of its members is there.
struct SearchLine {
  std::optional<SearchStart> start;
  std::optional<EventView> event;
  std::optional<std::vector<std::string>> row;
  std::optional<SearchProgress> progress;
  std::optional<SearchEndView> end;
  std::optional<boost::json::object> problem;
};
BOOST_DESCRIBE_STRUCT(SearchLine, (), (start, event, row, progress, end, problem))

struct CompletionView {
  std::string text, label;
  std::int64_t count = 0;  ///< Events among those looked at; 0: unknown.
};
BOOST_DESCRIBE_STRUCT(CompletionView, (), (text, label, count))

struct CompletionList {
  std::string kind;        ///< "field", "value", "command", "column" or "nothing".
  std::int64_t begin = 0;  ///< First byte that an offer replaces.
  std::int64_t end = 0;    ///< Where the cursor was.
  std::vector<CompletionView> rows;
};
BOOST_DESCRIBE_STRUCT(CompletionList, (), (kind, begin, end, rows))

struct UnknownFieldView {
  std::string name;
  std::int64_t position = 0, length = 0;
  std::string nearest;  ///< What may have been meant; may be empty.
};
BOOST_DESCRIBE_STRUCT(UnknownFieldView, (), (name, position, length, nearest))

/// What can be asked but was hardly meant so.
struct QueryRemark {
  std::string code;  ///< "lower_operator" or "equals".
  std::int64_t position = 0, length = 0;
  std::string suggestion;
};
BOOST_DESCRIBE_STRUCT(QueryRemark, (), (code, position, length, suggestion))

struct QueryCheck {
  std::string shape;
  std::vector<std::string> columns;
  std::vector<UnknownFieldView> unknown;
  std::vector<QueryRemark> remarks;
};
BOOST_DESCRIBE_STRUCT(QueryCheck, (), (shape, columns, unknown, remarks))

std::string ShapeName(events::HuntShape shape);
std::vector<EventTableColumn> ColumnViews(const events::Table& table);
std::int64_t SpanSeconds(const events::Table& table);
/// How many rows the engine looked at, for those who see every agency. Nothing for others: the
/// engine skips what cannot hold the words, so the figure tells whether they occur elsewhere.
std::optional<std::int64_t> RowsRead(const events::Scope& scope, std::uint64_t rows);

}  // namespace lachan::web_api
