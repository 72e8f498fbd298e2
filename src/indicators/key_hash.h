// SPDX-License-Identifier: Apache-2.0
/// \file
/// Keyed hashes of what is looked up. Not for storage: the key changes with every set.
///
/// Blocks of 16 bytes are folded by a 64×64→128 bit multiplication whose halves are XORed (as in
/// wyhash). Who does not know the key cannot make values that collide.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "indicators/address.h"

namespace lachan::indicators {

struct HashKey {
  std::array<std::uint64_t, 4> words{};
  /// From the system's generator.
  static HashKey Random();
};

/// What a hash is of: equal bytes of different families do not meet.
inline constexpr std::size_t kFamilies = 7;
enum class Family : std::uint8_t { kAddress, kNetwork, kDomain, kUrl, kUrlHost, kDigest, kEmail };

class KeyHasher {
 public:
  explicit KeyHasher(const HashKey& key) : key_(key.words) {}

  /// Of bytes as they are.
  std::uint64_t Exact(Family family, std::string_view bytes) const {
    return Bytes<0>(key_[3] ^ static_cast<std::uint64_t>(family), bytes);
  }
  /// The same for letters of either case: bit 5 of every byte counts as set. Texts that differ in
  /// other bytes of this kind ('@' and '`') meet too; the comparison behind tells them apart.
  std::uint64_t Folded(Family family, std::string_view bytes) const {
    return Bytes<0x2020202020202020>(key_[3] ^ static_cast<std::uint64_t>(family), bytes);
  }
  std::uint64_t Of(const Address& address) const { return Of(Family::kAddress, address, 0); }
  std::uint64_t Of(const Address& network, int bits) const {
    return Of(Family::kNetwork, network, bits + 1);
  }

  /// A domain's hash is made label by label from the right: each step gives the hash of a suffix.
  std::uint64_t DomainSeed() const { return key_[0] ^ key_[3]; }
  std::uint64_t WithLabel(std::uint64_t suffix, std::string_view label) const {
    return Multiply(suffix ^ key_[1], Folded(Family::kDomain, label) ^ key_[2]);
  }

 private:
  static std::uint64_t Multiply(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  static std::uint64_t Load8(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    return word;
  }
  static std::uint64_t Load4(const char* at) {
    std::uint32_t word = 0;
    std::memcpy(&word, at, 4);
    return word;
  }
  static std::uint64_t Load(const char* at, std::size_t size) {  // 0–8 bytes
    if (size >= 4) return Load4(at) << 32 | Load4(at + size - 4);
    if (size == 0) return 0;
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i]));
    };
    return byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
  }

  template <std::uint64_t kSet>
  std::uint64_t Bytes(std::uint64_t seed, std::string_view bytes) const {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left > 16; left -= 16, at += 16) {
      seed = Multiply((Load8(at) | kSet) ^ key_[0], (Load8(at + 8) | kSet) ^ seed);
    }
    std::uint64_t a = 0, b = 0;
    if (left > 8) {
      a = Load8(at);
      b = Load8(at + left - 8);
    } else {
      a = Load(at, left);
    }
    return Multiply(key_[1] ^ bytes.size(), Multiply((a | kSet) ^ key_[0], (b | kSet) ^ seed));
  }

  std::uint64_t Of(Family family, const Address& address, int bits) const {
    const std::uint64_t tag = static_cast<std::uint64_t>(family) << 16 |
                              (address.is_v4 ? 1U << 15 : 0U) | static_cast<unsigned>(bits);
    return Multiply(key_[2] ^ tag,
                    Multiply(address.high ^ key_[0], address.low ^ key_[1]) ^ key_[3]);
  }

  std::array<std::uint64_t, 4> key_;
};

}  // namespace lachan::indicators
