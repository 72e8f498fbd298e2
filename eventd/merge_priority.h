// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace lachan::eventd {

/// Lets the engine's merges of parts yield to its inserts and searches, and to `lachan`: they may
/// wait, an insert may not. The engine has no setting for it, so the threads are told by their
/// name. Where the names are not known nothing happens.
class MergePriority {
 public:
  MergePriority();
  ~MergePriority();
  MergePriority(const MergePriority&) = delete;
  MergePriority& operator=(const MergePriority&) = delete;

 private:
  void Watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: starts in the constructor
};

}  // namespace lachan::eventd
