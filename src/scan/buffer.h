// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/json_record.h"

namespace lachan::scan {

/// Bytes on the heap; kPadding more are readable behind them. Moved, never copied.
class Buffer {
 public:
  static constexpr std::size_t kPadding = formats::JsonRecordReader::kPadding;

  Buffer() = default;
  explicit Buffer(std::size_t capacity)
      : bytes_(std::make_unique_for_overwrite<char[]>(capacity + kPadding)), capacity_(capacity) {}
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    capacity_ = std::exchange(other.capacity_, 0);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  std::string_view view() const { return {bytes_.get(), size_}; }
  /// Free room behind the bytes.
  char* end() { return bytes_.get() + size_; }
  std::size_t room() const { return capacity_ - size_; }
  /// At most capacity(). Bytes that come into view are those written at end().
  void SetSize(std::size_t size) { size_ = size; }
  /// \param text  Not of this buffer; at most room().
  void Append(std::string_view text) {
    if (!text.empty()) std::memcpy(end(), text.data(), text.size());
    size_ += text.size();
  }
  /// Keeps the bytes.
  void Grow(std::size_t capacity) {
    if (capacity <= capacity_) return;
    Buffer larger(capacity);
    larger.Append(view());
    *this = std::move(larger);
  }
  /// Makes what lies behind the bytes defined.
  void Pad() {
    if (bytes_) std::memset(end(), 0, kPadding);
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0, size_ = 0;
};

/// Buffers of one size that are used again: fresh memory of some MiB costs as much as reading it.
/// Safe from any thread.
class BufferPool {
 public:
  explicit BufferPool(std::size_t capacity) : capacity_(capacity) {}

  /// Empty, with at least `capacity`.
  Buffer Take(std::size_t capacity) {
    if (capacity <= capacity_) {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        Buffer buffer = std::move(free_.back());
        free_.pop_back();
        return buffer;
      }
    }
    return Buffer(std::max(capacity, capacity_));
  }
  void Give(Buffer buffer) {
    if (buffer.capacity() != capacity_) return;
    buffer.SetSize(0);
    const std::lock_guard lock(mutex_);
    if (free_.size() < kMost) free_.push_back(std::move(buffer));
  }

 private:
  static constexpr std::size_t kMost = 64;
  const std::size_t capacity_;
  std::mutex mutex_;
  std::vector<Buffer> free_;  ///< Guarded by mutex_.
};

}  // namespace lachan::scan
