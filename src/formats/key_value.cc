// SPDX-License-Identifier: Apache-2.0
#include "formats/key_value.h"

namespace lachan::formats {
namespace {

bool IsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '/';
}

bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';'; }

/// What stands between quotes, escapes of the quote and of '\\' resolved.
std::string_view Unquoted(std::string_view text, char quote, TextArena& arena) {
  if (!text.contains('\\')) return text;
  char* const begin = arena.Room(text.size());
  char* to = begin;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == quote || text[i + 1] == '\\'))
      ++i;
    *to++ = text[i];
  }
  return {begin, static_cast<std::size_t>(to - begin)};
}

/// The value after '=' at `at`; moves `at` behind it.
std::string_view Value(std::string_view text, std::size_t& at, TextArena& arena) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == quote || text[i + 1] == '\\')) {
        ++i;
      } else if (text[i] == quote) {
        const std::string_view inner = text.substr(at + 1, i - at - 1);
        at = i + 1;
        return Unquoted(inner, quote, arena);
      }
    }
    // The quote never ends: an ordinary character.
  }
  const std::size_t from = at;
  while (at < text.size() && !IsSeparator(text[at])) ++at;
  return text.substr(from, at - from);
}

}  // namespace

void ParseKeyValues(std::string_view text, TextArena& arena, std::vector<KeyValue>& out,
                    const KeyValueLimits& limits) {
  out.clear();
  std::size_t at = 0;
  while (at < text.size() && out.size() < limits.pairs) {
    while (at < text.size() && IsSeparator(text[at])) ++at;
    const std::size_t from = at;
    while (at < text.size() && IsName(text[at])) ++at;
    if (at < text.size() && text[at] == '=' && at > from && at - from <= limits.name_bytes) {
      const std::string_view name = text.substr(from, at - from);
      ++at;
      out.push_back({name, Value(text, at, arena)});
    } else {
      while (at < text.size() && !IsSeparator(text[at])) ++at;
    }
  }
}

}  // namespace lachan::formats
