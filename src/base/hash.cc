// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstring>

#include "base/check.h"
#include "base/text.h"

namespace lachan {

// OpenSSL uses the processor's instructions: months of megabytes are checked when they are read.
Sha256Digest Sha256(std::string_view bytes) {
  static const EVP_MD* const kMethod = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256Digest digest;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, kMethod, nullptr);
  LACHAN_CHECK(done == 1, "SHA-256 is there");
  return digest;
}

std::string Sha256Hex(std::string_view bytes) { return ToHex(Sha256(bytes)); }

namespace {

/// One byte at a time; what every machine can do.
std::uint32_t Crc32cByTable(std::string_view bytes, std::uint32_t crc) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0);
      table[i] = value;
    }
    return table;
  }();
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
  }
  return crc;
}

#if defined(__x86_64__)
/// The processor's own instruction: the spool checks gigabytes at a start.
__attribute__((target("sse4.2"))) std::uint32_t Crc32cOfProcessor(std::string_view bytes,
                                                                  std::uint64_t crc) {
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    crc = __builtin_ia32_crc32di(crc, word);
    bytes.remove_prefix(sizeof word);
  }
  for (const char byte : bytes) {
    crc = __builtin_ia32_crc32qi(static_cast<std::uint32_t>(crc), static_cast<unsigned char>(byte));
  }
  return static_cast<std::uint32_t>(crc);
}
#endif

}  // namespace

std::uint32_t Crc32c(std::string_view bytes, std::uint32_t seed) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~Crc32cOfProcessor(bytes, ~seed);
#endif
  return ~Crc32cByTable(bytes, ~seed);
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
