// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: waiting for something to become true.
#pragma once

#include <chrono>
#include <thread>

namespace lachan {

/// Asks `condition` every few milliseconds; false when it is still not true after `limit`.
template <class Condition>
bool Eventually(Condition&& condition, std::chrono::seconds limit = std::chrono::seconds{30},
                std::chrono::milliseconds pause = std::chrono::milliseconds{2}) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace lachan
