// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: numbers in files, the lowest byte first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lachan::spool_disk {

template <class Number>
void Put(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    out += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFF);
  }
}

/// `bytes` holds at least so many.
template <class Number>
Number Get(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<Number>(value);
}

}  // namespace lachan::spool_disk
