// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: hashes that a sender of events cannot steer, because the key is secret.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lachan::detect {

struct Hash128 {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

using HashKey = std::array<std::uint64_t, 2>;

/// SipHash-2-4 with 128 bits. Texts that differ are taken for different values on the strength of
/// it: among 2^32 values two agree with a chance of 2^-65.
/// \source Aumasson, Bernstein, "SipHash: a fast short-input PRF", and its reference code
Hash128 SipHash128(const HashKey& key, std::string_view bytes);

}  // namespace lachan::detect
