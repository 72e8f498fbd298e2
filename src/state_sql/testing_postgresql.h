// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

namespace lachan::state_sql {

/// A PostgreSQL server of the tests' own, on a Unix socket in a temporary folder. Ends with the
/// object.
class TestingPostgresql {
 public:
  /// \return null when the server's programs are not installed or it did not start; `why` says
  /// which.
  static std::unique_ptr<TestingPostgresql> Start(std::string* why);
  ~TestingPostgresql();

  /// Connection string of a fresh, empty schema.
  std::string FreshSchema();
  /// Runs SQL in the schema of `conninfo`, as an intruder with the database password would.
  static std::string Run(const std::string& conninfo, const std::string& sql);

 private:
  TestingPostgresql() = default;
  std::string folder_;
  pid_t pid_ = 0;
  int schemas_ = 0;
};

}  // namespace lachan::state_sql
