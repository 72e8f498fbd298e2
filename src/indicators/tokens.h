// SPDX-License-Identifier: Apache-2.0
/// \file
/// The words of a line of text that could be indicators.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lachan::indicators {

/// What a byte of a line is to its words.
enum TokenByte : std::uint8_t { kBetweenTokens = 1, kTelling = 2, kTellingColon = 4 };
inline constexpr auto kTokenBytes = [] {
  std::array<std::uint8_t, 256> table{};
  for (const char c : std::string_view(" \t\r\n\"'`<>()[]{},;=|")) {
    table[static_cast<unsigned char>(c)] = kBetweenTokens;
  }
  table['.'] = table['@'] = kTelling;
  table[':'] = kTelling | kTellingColon;
  return table;
}();
/// A shorter word without a telling byte is no indicator: that of a digest is the shortest.
inline constexpr std::size_t kShortestPlainToken = 32;

/// Calls `take` with the words of a line of text that could be a name, an address or a digest:
/// those between blanks, quotes, brackets and the like, and of "host:port" the host. Words are not
/// copied.
template <class Take>
void ForEachToken(std::string_view line, const Take& take) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::size_t begin = at;
    unsigned seen = 0;
    for (; at < line.size(); ++at) {
      const unsigned byte = kTokenBytes[static_cast<unsigned char>(line[at])];
      if ((byte & kBetweenTokens) != 0) break;
      seen |= byte;
    }
    if ((seen & kTelling) == 0 && at - begin < kShortestPlainToken) continue;
    std::string_view token = line.substr(begin, at - begin);
    while (!token.empty() && (token.back() == '.' || token.back() == ':')) token.remove_suffix(1);
    if (token.empty()) continue;
    take(token);
    if ((seen & kTellingColon) == 0) continue;
    const std::size_t colon = token.find(':');
    if (colon != std::string_view::npos && colon > 0 && token.rfind(':') == colon) {
      take(token.substr(0, colon));
    }
  }
}

}  // namespace lachan::indicators
