// SPDX-License-Identifier: Apache-2.0
/// \file
/// The words of a line of text that could be indicators.
#pragma once

#include <cstddef>
#include <string_view>

namespace lachan::indicators {

/// Calls `take` with the words of a line of text that could be a name or an address: those between
/// blanks, quotes, brackets and the like, and of "host:port" the host. Words are not copied.
template <class Take>
void ForEachToken(std::string_view line, const Take& take) {
  constexpr std::string_view kBetween = " \t\r\n\"'`<>()[]{},;=|";
  for (std::size_t at = 0; at < line.size();) {
    at = line.find_first_not_of(kBetween, at);
    if (at == std::string_view::npos) return;
    const std::size_t end = std::min(line.find_first_of(kBetween, at), line.size());
    std::string_view token = line.substr(at, end - at);
    at = end;
    while (!token.empty() && (token.back() == '.' || token.back() == ':')) token.remove_suffix(1);
    if (token.empty()) continue;
    take(token);
    const std::size_t colon = token.find(':');
    if (colon != std::string_view::npos && colon > 0 && token.rfind(':') == colon) {
      take(token.substr(0, colon));
    }
  }
}

}  // namespace lachan::indicators
