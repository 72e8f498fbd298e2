// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "state_sql/connection.h"

namespace lachan::state_sql {

/// Connections for readers. Thread-safe; must outlive what it lends.
class Pool {
 public:
  Pool(const Dialect& dialect, std::size_t limit, std::chrono::milliseconds wait)
      : dialect_(dialect), limit_(limit), wait_(wait) {}

  /// \error kExhausted  all are lent and none came back in time.
  Result<std::unique_ptr<Connection>> Take();
  /// Takes a connection back; null or broken ones only make room.
  void Return(std::unique_ptr<Connection> connection);

 private:
  const Dialect& dialect_;
  const std::size_t limit_;
  const std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t lent_ = 0;
};

}  // namespace lachan::state_sql
