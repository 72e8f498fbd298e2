// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "journal/state_store.h"

namespace lachan::state_sql {

/// Listeners to committed facts. Thread-safe; a listener may end its own or other subscriptions,
/// and is not called any more once its handle is gone.
class Feed {
 public:
  std::shared_ptr<void> Subscribe(journal::FactFeed::Listener listener);
  void Announce(const std::vector<Fact>& facts) const;

 private:
  struct State {
    std::recursive_mutex mutex;  // Recursive: a listener may drop a handle.
    std::map<int, std::shared_ptr<journal::FactFeed::Listener>> listeners;
    int next = 0;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace lachan::state_sql
