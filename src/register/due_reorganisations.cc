// SPDX-License-Identifier: Apache-2.0
#include "register/due_reorganisations.h"

#include <condition_variable>
#include <mutex>

namespace lachan::registry {

void DueReorganisations::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any sleeping;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      if (options_.is_ours()) {
        const auto done = reorganiser_.ApplyDue();
        if (!done && options_.on_error) options_.on_error(done.error());
      }
      sleeping.wait_for(lock, stop, options_.period, [] { return false; });
    }
  });
}

}  // namespace lachan::registry
