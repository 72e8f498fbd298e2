// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <sodium.h>

#include <boost/crc.hpp>

#include "base/text.h"

namespace lachan {

Sha256Digest Sha256(std::string_view bytes) {
  Sha256Digest digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return digest;
}

std::string Sha256Hex(std::string_view bytes) { return ToHex(Sha256(bytes)); }

std::uint32_t Crc32c(std::string_view bytes, std::uint32_t seed) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc(
      seed == 0 ? 0xFFFFFFFF : ~seed);
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::string RandomBytes(std::size_t bytes) {
  std::string out(bytes, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string RandomToken(std::size_t bytes) {
  const std::string raw = RandomBytes(bytes);
  return ToBase64Url({reinterpret_cast<const unsigned char*>(raw.data()), raw.size()});
}

bool EqualsConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace lachan
