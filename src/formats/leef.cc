// SPDX-License-Identifier: Apache-2.0
#include "formats/leef.h"

#include <charconv>

#include "base/text.h"

namespace lachan::formats {
namespace {

/// A header part up to '|'; false when it does not end.
bool TakePart(std::string_view& rest, std::string_view& part) {
  const std::size_t bar = rest.find('|');
  if (bar == std::string_view::npos) return false;
  part = rest.substr(0, bar);
  rest.remove_prefix(bar + 1);
  return true;
}

/// What the sixth part of a LEEF 2.0 header says; 0 when it is no delimiter.
char Delimiter(std::string_view part) {
  if (part.empty()) return '\t';
  if (part.size() == 1) return part[0];
  if (part.starts_with("0x") || part.starts_with("0X")) {
    part.remove_prefix(2);
  } else if (part.starts_with('x') || part.starts_with('X')) {
    part.remove_prefix(1);
  } else {
    return 0;
  }
  unsigned value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, 16);
  const bool is_byte = error == std::errc() && end == part.data() + part.size() && value < 0x80;
  return is_byte ? static_cast<char>(value) : '\0';
}

}  // namespace

std::optional<LeefRecord> ParseLeef(std::string_view text, const LeefLimits& limits) {
  if (!text.starts_with("LEEF:")) return std::nullopt;
  text.remove_prefix(5);
  LeefRecord record;
  for (auto* part : {&record.version, &record.vendor, &record.product, &record.product_version,
                     &record.event_id}) {
    if (!TakePart(text, *part)) {
      if (part != &record.event_id) return std::nullopt;
      *part = text;  // Without attributes the last bar may be missing.
      text = {};
    }
  }
  char delimiter = '\t';
  if (!record.version.starts_with('1')) {
    // Some senders of 2.0 leave the delimiter out, bar and all.
    std::string_view rest = text, part;
    if (TakePart(rest, part)) {
      if (const char chosen = Delimiter(part); chosen != 0) {
        delimiter = chosen;
        text = rest;
      }
    }
  }
  while (!text.empty() && record.attributes.size() < limits.attributes) {
    const std::size_t end = std::min(text.find(delimiter), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = Trim(pair.substr(0, equals));
    if (key.empty() || key.size() > limits.key_bytes) continue;
    record.attributes.push_back({key, Trim(pair.substr(equals + 1))});
  }
  return record;
}

}  // namespace lachan::formats
