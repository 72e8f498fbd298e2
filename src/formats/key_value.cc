// SPDX-License-Identifier: Apache-2.0
#include "formats/key_value.h"

namespace lachan::formats {
namespace {

bool IsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '/';
}

bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';'; }

/// The value after '=' at `at`; moves `at` behind it.
std::string Value(std::string_view text, std::size_t& at) {
  std::string value;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    const char quote = text[at];
    const std::size_t close_search = at + 1;
    for (std::size_t i = close_search; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == quote || text[i + 1] == '\\')) {
        ++i;
      } else if (text[i] == quote) {
        at = i + 1;
        return value;
      }
      value += text[i];
    }
    value.clear();  // the quote never ends: take it as an ordinary character
  }
  const std::size_t from = at;
  while (at < text.size() && !IsSeparator(text[at])) ++at;
  return std::string(text.substr(from, at - from));
}

}  // namespace

std::vector<KeyValue> ParseKeyValues(std::string_view text, const KeyValueLimits& limits) {
  std::vector<KeyValue> out;
  std::size_t at = 0;
  while (at < text.size() && out.size() < limits.pairs) {
    while (at < text.size() && IsSeparator(text[at])) ++at;
    const std::size_t from = at;
    while (at < text.size() && IsName(text[at])) ++at;
    if (at < text.size() && text[at] == '=' && at > from && at - from <= limits.name_bytes) {
      const std::string_view name = text.substr(from, at - from);
      ++at;
      out.push_back({name, Value(text, at)});
    } else {
      while (at < text.size() && !IsSeparator(text[at])) ++at;
    }
  }
  return out;
}

}  // namespace lachan::formats
