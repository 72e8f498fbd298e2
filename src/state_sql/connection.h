// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "schema/entity.h"
#include "state_sql/dialect.h"
#include "state_sql/statement.h"

namespace lachan::state_sql {

/// One connection with its prepared statements. Not thread-safe. Nothing of SOCI, and no exception,
/// leaves this class.
class Connection {
 public:
  /// `dialect` must outlive the connection.
  static Result<std::unique_ptr<Connection>> Open(const Dialect& dialect, Use use);
  ~Connection();

  const Dialect& dialect() const { return dialect_; }
  /// True after an error that this connection does not survive.
  bool broken() const { return broken_; }

  /// First statement that failed since ForgetFailure(). PostgreSQL refuses everything after it in a
  /// transaction and SQLite does not; looking here makes them alike.
  const std::optional<Error>& failure() const { return failure_; }
  void ForgetFailure() { failure_.reset(); }

  Result<std::vector<schema::Record>> Query(const Statement& statement);
  /// \return number of rows changed.
  Result<std::int64_t> Execute(const Statement& statement);
  /// Statements without values and results.
  Status Script(const std::string& sql);

 private:
  struct Prepared;
  struct Impl;
  explicit Connection(const Dialect& dialect);
  Prepared& Prepare(const Statement& statement);
  std::unexpected<Error> Failed(const Statement& statement, const std::exception& error);

  const Dialect& dialect_;
  std::unique_ptr<Impl> impl_;
  bool broken_ = false;
  std::optional<Error> failure_;
};

}  // namespace lachan::state_sql
