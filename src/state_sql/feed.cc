// SPDX-License-Identifier: Apache-2.0
#include "state_sql/feed.h"

namespace lachan::state_sql {

std::shared_ptr<void> Feed::Subscribe(journal::FactFeed::Listener listener) {
  const std::lock_guard lock(state_->mutex);
  const int key = state_->next++;
  state_->listeners[key] = std::make_shared<journal::FactFeed::Listener>(std::move(listener));
  return std::shared_ptr<void>(state_.get(), [state = state_, key](void*) {
    const std::lock_guard inner(state->mutex);
    state->listeners.erase(key);
  });
}

void Feed::Announce(const std::vector<Fact>& facts) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<int> keys;
  for (const auto& [key, listener] : state_->listeners) keys.push_back(key);
  for (const Fact& fact : facts) {
    for (const int key : keys) {
      const auto found = state_->listeners.find(key);
      if (found == state_->listeners.end()) continue;
      const auto listener = found->second;  // Kept alive while it runs.
      (*listener)(fact);
    }
  }
}

}  // namespace lachan::state_sql
