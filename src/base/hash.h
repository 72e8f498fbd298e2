// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lachan {

using Sha256Digest = std::array<unsigned char, 32>;

/// FIPS 180-4.
Sha256Digest Sha256(std::string_view bytes);
/// The digest as 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);
/// CRC-32C (RFC 3720 appendix B.4), for on-disk framing. `seed` is the sum of the bytes before.
std::uint32_t Crc32c(std::string_view bytes, std::uint32_t seed = 0);

/// `bytes` from the system's generator, fit for keys and tokens.
std::string RandomBytes(std::size_t bytes);
/// An unguessable token with `bytes` of entropy, in base64url.
std::string RandomToken(std::size_t bytes = 32);
/// Equality in time that depends on the length only.
bool EqualsConstantTime(std::string_view a, std::string_view b);

}  // namespace lachan
