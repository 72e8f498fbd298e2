// SPDX-License-Identifier: Apache-2.0
#include "bodies/json_values.h"

#include "formats/json_extent.h"

namespace lachan::bodies {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Whether an object begins behind the end of another, or a text looks as if one did.
bool HasSecondObject(std::string_view line) {
  for (auto at = line.find('{', 1); at != std::string_view::npos; at = line.find('{', at + 1)) {
    std::size_t before = at;
    while (IsBlank(line[before - 1])) --before;
    if (line[before - 1] == '}') return true;
  }
  return false;
}

/// Bytes of the object at the beginning of `text`; npos if its end is not there.
std::size_t ObjectSize(std::string_view text) {
  // One a line, nearly always. Within an object no "{" follows a "}", only a comma can.
  const auto newline = text.find('\n');
  std::size_t end = newline == std::string_view::npos ? text.size() : newline;
  while (IsBlank(text[end - 1])) --end;
  if (text[end - 1] == '}') {
    const auto next = text.find_first_not_of(kBlanks, end);
    const bool is_last = next == std::string_view::npos || text[next] == '{';
    if (is_last && !HasSecondObject(text.substr(0, end))) return end;
  }
  return formats::JsonExtent().Find(text);
}

}  // namespace

void JsonValues::SkipBetween() {
  for (;;) {
    const auto at = rest_.find_first_not_of(kBlanks);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
    if (rest_.empty()) return;
    if (in_array_ && rest_.front() == ',') {
      rest_.remove_prefix(1);
    } else if (in_array_ && rest_.front() == ']') {
      in_array_ = false;
      rest_.remove_prefix(1);
    } else if (!in_array_ && rest_.front() == '[') {
      in_array_ = true;
      rest_.remove_prefix(1);
    } else {
      return;
    }
  }
}

std::optional<std::string_view> JsonValues::Next() {
  SkipBetween();
  if (rest_.empty()) return std::nullopt;
  std::size_t size = std::string_view::npos;
  if (rest_.front() == '{') {
    size = in_array_ ? formats::JsonExtent().Find(rest_) : ObjectSize(rest_);
  } else if (rest_.front() == '[') {
    size = formats::JsonExtent().Find(rest_);
  }
  if (size == std::string_view::npos) return std::nullopt;
  const auto value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

}  // namespace lachan::bodies
