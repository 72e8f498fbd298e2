// SPDX-License-Identifier: Apache-2.0
#include "formats/cef.h"

#include <array>

#include "base/text.h"

namespace lachan::formats {
namespace {

/// `value` with \\n and \\r as line ends where they are meant so, other escapes as what they
/// escape.
std::string_view Unescape(std::string_view value, bool line_ends, TextArena& arena) {
  if (!value.contains('\\')) return value;
  char* const begin = arena.Room(value.size());
  char* to = begin;
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (c == '\\' && i + 1 < value.size()) {
      const char next = value[i + 1];
      if (line_ends) {
        c = next == 'n' ? '\n' : next == 'r' ? '\r' : next;
        ++i;
      } else if (next == '|' || next == '\\') {
        c = next;
        ++i;
      }
    }
    *to++ = c;
  }
  return {begin, static_cast<std::size_t>(to - begin)};
}

/// A header part up to an unescaped '|'; false when it does not end: then it is what is left.
bool TakePart(std::string_view& rest, std::string_view& part, TextArena& arena) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '|') {
      part = Unescape(rest.substr(0, i), false, arena);
      rest.remove_prefix(i + 1);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '|' || rest[i + 1] == '\\')) ++i;
  }
  part = Unescape(rest, false, arena);
  return false;
}

bool IsKeyCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '[' || c == ']';
}

struct Key {
  std::size_t begin = 0, equals = 0;
};

/// Where the extensions' keys are: a word directly before an unescaped '=', after a blank or at
/// the start. Values may hold blanks, so only the next key ends them.
std::vector<Key> FindKeys(std::string_view text, const CefLimits& limits) {
  std::vector<Key> keys;
  for (std::size_t i = 0; i < text.size() && keys.size() < limits.extensions; ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] != '=') continue;
    std::size_t begin = i;
    while (begin > 0 && i - begin <= limits.key_bytes && IsKeyCharacter(text[begin - 1])) --begin;
    if (begin == i || (begin > 0 && text[begin - 1] != ' ')) continue;
    keys.push_back({begin, i});
  }
  return keys;
}

}  // namespace

std::optional<CefRecord> ParseCef(std::string_view text, TextArena& arena,
                                  const CefLimits& limits) {
  if (!text.starts_with("CEF:")) return std::nullopt;
  text.remove_prefix(4);
  CefRecord record;
  const std::array<std::string_view*, 7> header{
      &record.version,   &record.vendor, &record.product, &record.device_version,
      &record.signature, &record.name,   &record.severity};
  for (std::string_view* part : header) {
    // The last bar may be missing when there are no extensions.
    if (!TakePart(text, *part, arena)) {
      if (part != header.back()) return std::nullopt;
      text = {};
    }
  }
  const std::vector<Key> keys = FindKeys(text, limits);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::size_t end = i + 1 < keys.size() ? keys[i + 1].begin : text.size();
    const std::string_view value = text.substr(keys[i].equals + 1, end - keys[i].equals - 1);
    record.extensions.push_back({text.substr(keys[i].begin, keys[i].equals - keys[i].begin),
                                 Unescape(Trim(value), true, arena)});
  }
  return record;
}

}  // namespace lachan::formats
