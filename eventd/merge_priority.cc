// SPDX-License-Identifier: Apache-2.0
#include "merge_priority.h"

#include <sys/resource.h>

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>

namespace lachan::eventd {
namespace {

/// Background threads keep their name for good; new ones appear when the pool grows.
constexpr std::string_view kMerging = "MergeMutate";
constexpr int kNice = 15;  ///< A thirtieth of a processor while others want it.
constexpr std::chrono::seconds kPause{1};

void LowerMerges() {
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", error)) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    if (name != kMerging) continue;
    const std::string id = task.path().filename();
    id_t thread = 0;
    std::from_chars(id.data(), id.data() + id.size(), thread);
    // Higher already, or gone meanwhile: nothing is lost.
    if (::getpriority(PRIO_PROCESS, thread) < kNice) ::setpriority(PRIO_PROCESS, thread, kNice);
  }
}

}  // namespace

std::jthread LetMergesYield() {
  return std::jthread([](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      LowerMerges();
      stopped.wait_for(lock, stop, kPause, [] { return false; });
    }
  });
}

}  // namespace lachan::eventd
