// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lachan::indicators {

inline constexpr std::size_t kDomainBytes = 253, kLabelBytes = 63;

/// Bytes of a domain in ASCII: letters, digits, hyphen, underscore.
inline constexpr auto kIsLabelByte = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    table[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
  }
  return table;
}();
inline bool IsLabelByte(char c) { return kIsLabelByte[static_cast<unsigned char>(c)]; }

/// `text` in lower case with A-labels ("tiếng.vn" → "xn--ting-hv5a.vn"); nothing if it is not
/// UTF-8 or becomes too long. Does not say that the result is a domain.
/// \source RFC 3492; Unicode TR46 (mapping by NFKC_Casefold)
std::optional<std::string> ToAsciiDomain(std::string_view text);

/// True for two labels or more of 1–63 label bytes each, 253 bytes at most, the last one not a
/// number and with a letter or digit at its end.
bool IsDomain(std::string_view text);

}  // namespace lachan::indicators
