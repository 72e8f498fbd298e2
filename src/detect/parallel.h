// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: independent steps of compiling on all cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace lachan::detect {

/// Calls `work(i)` for all i below `count`, each once, from up to `threads` threads (0: one a
/// core).
template <class Work>
void ForEachInParallel(std::size_t count, unsigned threads, const Work& work) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i; (i = next++) < count;) work(i);
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(run);
  run();
}

}  // namespace lachan::detect
