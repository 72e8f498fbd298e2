// SPDX-License-Identifier: Apache-2.0
#include "state_sql/pool.h"

namespace lachan::state_sql {

Result<std::unique_ptr<Connection>> Pool::Take() {
  {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, wait_, [&] { return lent_ < limit_; })) {
      return Fail(ErrorCode::kExhausted, "all {} connections for reading are in use", limit_);
    }
    ++lent_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto opened = Connection::Open(dialect_, Use::kRead);
  if (!opened) Return(nullptr);
  return opened;
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (connection != nullptr && !connection->broken()) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace lachan::state_sql
