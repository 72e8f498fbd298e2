// SPDX-License-Identifier: Apache-2.0
/// \file
/// From the target of an HTTP request to a statement: ClickHouse's conventions, without I/O.
/// \source ClickHouse documentation, "HTTP interface"
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lachan::eventd {

/// What the URL of a request says.
struct Request {
  std::string path;      ///< "/" or "/ping".
  std::string sql;       ///< Value of `query`; may be completed by the body.
  std::string database;  ///< Empty: "default".
  std::string format = "TabSeparated";
  std::string query_id;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< `param_x=…`, without prefix.
  std::vector<std::pair<std::string, std::string>> settings;    ///< Everything not reserved.
};

/// \error kInvalidInput  bad percent-encoding, a setting name that is not an identifier, or a
///                       feature that this engine does not have (sessions, compressed bodies)
Result<Request> ParseTarget(std::string_view target);

/// An INSERT whose data come in the request body.
struct InsertHead {
  std::string head;    ///< "INSERT INTO t (a, b)"
  std::string format;  ///< "Native"
};
/// Splits "INSERT INTO t (a, b) FORMAT Native" at FORMAT; empty head when `sql` is anything else.
InsertHead SplitInsert(std::string_view sql);

/// True for statements that change something.
bool IsWrite(std::string_view sql);
/// True when the setting `priority` is 1, the most important: such a read may use the sessions that
/// are kept for writes.
bool IsUrgent(const Request& request);

/// `text` as a string literal of the engine, with the quotes.
std::string Quote(std::string_view text);
/// True for [A-Za-z_][A-Za-z0-9_]*, at most 128 bytes.
bool IsIdentifier(std::string_view text);

/// HTTP status for an engine error code; 500 unless the caller or a limit is to blame.
unsigned HttpStatus(int code);

}  // namespace lachan::eventd
