// SPDX-License-Identifier: Apache-2.0
#include "formats/json_extent.h"

#include <array>

namespace lachan::formats {
namespace {

/// Bytes that mean something outside of texts.
constexpr auto kMeans = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '}', '[', ']'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

std::size_t JsonExtent::Find(std::string_view text) {
  std::size_t at = 0;
  const std::size_t size = text.size();
  while (at < size) {
    if (in_text_) {
      const char c = text[at++];
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
      }
      newline_in_text_ |= c == '\n';
      continue;
    }
    while (at < size && !kMeans[static_cast<unsigned char>(text[at])]) ++at;
    if (at == size) break;
    const char c = text[at++];
    if (c == '"') {
      in_text_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (depth_ <= 1) {
      depth_ = 0;
      return at;
    } else {
      --depth_;
    }
  }
  return std::string_view::npos;
}

std::size_t RecordsArrayIn(std::string_view text) {
  std::size_t at = 0;
  for (const std::string_view part : {"{", "\"Records\"", ":", "["}) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) return at;
    const std::string_view rest = text.substr(at, part.size());
    if (!part.starts_with(rest)) return 0;
    if (rest.size() < part.size()) return std::string_view::npos;
    at += part.size();
  }
  return at;
}

}  // namespace lachan::formats
