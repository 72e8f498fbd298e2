// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bounded little-endian reading of a chunk's bytes. For the evtx reader only.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace lachan::formats::evtx {

static_assert(std::endian::native == std::endian::little, "values are read as they stand");

/// The number at `at`, which must be within `bytes` as a whole.
template <class T>
T Load(std::string_view bytes, std::size_t at = 0) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// Walks `bytes` from `at` to `end`. After a read that does not fit, `failed` is set and zeros
/// follow.
struct Cursor {
  std::string_view bytes;
  std::uint32_t at = 0;
  std::uint32_t end = 0;  ///< At most bytes.size().
  bool failed = false;

  Cursor(std::string_view text, std::size_t from, std::size_t to)
      : bytes(text),
        at(static_cast<std::uint32_t>(from)),
        end(static_cast<std::uint32_t>(to < text.size() ? to : text.size())) {
    if (from > end) Fail();
  }

  std::uint32_t left() const { return end - at; }
  void Fail() {
    failed = true;
    at = end;
  }
  template <class T>
  T Take() {
    if (left() < sizeof(T)) {
      Fail();
      return 0;
    }
    const T value = Load<T>(bytes, at);
    at += sizeof(T);
    return value;
  }
  std::string_view Take(std::uint32_t size) {
    if (left() < size) {
      Fail();
      return {};
    }
    const std::string_view taken = bytes.substr(at, size);
    at += size;
    return taken;
  }
  /// The next byte without moving; 0 at the end.
  std::uint8_t Peek() const { return at < end ? static_cast<std::uint8_t>(bytes[at]) : 0; }
};

}  // namespace lachan::formats::evtx
