// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace lachan::pipeline {

/// An immutable value that is swapped as a whole; readers keep the one they took. Thread-safe.
/// (std::atomic<shared_ptr> of this library is opaque to the thread sanitizer; one lock per batch
/// costs nothing.)
template <class T>
class Snapshot {
 public:
  std::shared_ptr<const T> Get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void Set(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);
  }  // the old one is released here, outside the lock of later readers

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;  // guarded by mutex_
};

}  // namespace lachan::pipeline
