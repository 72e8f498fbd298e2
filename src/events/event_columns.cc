// SPDX-License-Identifier: Apache-2.0
#include "events/event_columns.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"

namespace lachan::events {
namespace {

// Chosen by how many detection rules name them and by what analysts filter on. Append only: a new
// one is a migration that adds the column and fills it from `rest`.
constexpr std::array<std::string_view, 64> kHot = {
    // Windows and Sysmon
    "EventID", "Channel", "Provider_Name", "Computer", "Image", "CommandLine", "OriginalFileName",
    "ParentImage", "ParentCommandLine", "TargetObject", "TargetFilename", "Details", "ImageLoaded",
    "ScriptBlockText", "Hashes", "Description", "Product", "Initiated", "ImagePath", "ServiceName",
    "SourceImage", "TargetImage", "User", "QueryName", "ObjectName", "TargetUserName",
    "SubjectUserName", "IpAddress", "LogonType", "Status", "GrantedAccess", "IntegrityLevel",
    "ProcessName", "PipeName", "ShareName", "RelativeTargetName", "WorkstationName",
    "DestinationHostname", "DestinationIp", "DestinationPort", "SourceIp", "CurrentDirectory",
    // Web servers and proxies
    "c-ip", "c-uri", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-host", "sc-status",
    "c-useragent", "cs-username",
    // Firewalls, DNS, Linux, cloud, mail
    "src_ip", "dst_ip", "src_port", "dst_port", "user", "action", "type", "query", "eventName",
    "eventSource", "exe", "comm", "message"};

constexpr std::array<std::string_view, 18> kIndexed = {"Image",
                                                       "TargetFilename",
                                                       "ServiceName",
                                                       "User",
                                                       "QueryName",
                                                       "TargetUserName",
                                                       "SubjectUserName",
                                                       "IpAddress",
                                                       "SourceIp",
                                                       "DestinationIp",
                                                       "c-ip",
                                                       "DestinationHostname",
                                                       "cs-uri-stem",
                                                       "cs-host",
                                                       "src_ip",
                                                       "dst_ip",
                                                       "user",
                                                       "query"};

const std::unordered_map<std::string_view, std::size_t>& ByName() {
  static const auto* const kMap = [] {
    auto* map = new std::unordered_map<std::string_view, std::size_t>;
    for (std::size_t i = 0; i < kHot.size(); ++i) map->emplace(kHot[i], i);
    return map;
  }();
  return *kMap;
}

constexpr std::string_view kKinds = "snb0";

bool IsSeparator(char c) { return c >= kEscape && c <= kBetween; }

void AppendEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (IsSeparator(c)) {
      out += kEscape;
      out += static_cast<char>('A' + (c - kEscape));
    } else {
      out += c;
    }
  }
}

void AppendRest(std::string& rest, const EventField& field) {
  if (rest.empty()) rest += kBetween;
  AppendEscaped(rest, field.name);
  rest += kAfterName;
  AppendEscaped(rest, field.value);
  rest += kAfterName;
  rest += kKinds[static_cast<std::size_t>(field.kind)];
  rest += kBetween;
}

}  // namespace

std::span<const std::string_view> HotFields() { return kHot; }

std::optional<std::size_t> HotIndex(std::string_view name) {
  const auto found = ByName().find(name);
  if (found == ByName().end()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> HotIndexIgnoringCase(std::string_view name) {
  for (std::size_t i = 0; i < kHot.size(); ++i) {
    if (AsciiEqualsIgnoringCase(kHot[i], name)) return i;
  }
  return std::nullopt;
}

std::string HotColumn(std::size_t index) { return "f_" + std::string(kHot[index]); }

bool HasValueIndex(std::size_t index) {
  return std::ranges::find(kIndexed, kHot[index]) != kIndexed.end();
}

std::string HotValues(std::size_t index) {
  return fmt::format("splitByChar('\\x1F', lower(`{}`))", HotColumn(index));
}

std::vector<std::string> ValueIndexes() {
  // A granule that cannot have the value is not read. Measured: 5 to 10 % of an insert, 3 bytes an
  // event.
  constexpr std::string_view kType = "TYPE bloom_filter(0.01) GRANULARITY 2";
  std::vector<std::string> indexes = {fmt::format("INDEX v_host lower(host) {}", kType)};
  for (std::size_t i = 0; i < kHot.size(); ++i) {
    if (!HasValueIndex(i)) continue;
    indexes.push_back(fmt::format("INDEX `v_{}` {} {}", kHot[i], HotValues(i), kType));
  }
  return indexes;
}

std::string EscapeSeparators(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendEscaped(out, text);
  return out;
}

std::string UnescapeSeparators(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == kEscape && i + 1 < text.size() && text[i + 1] >= 'A' && text[i + 1] <= 'C') {
      out += static_cast<char>(kEscape + (text[++i] - 'A'));
    } else {
      out += text[i];
    }
  }
  return out;
}

char KindLetter(EventField::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

PackedFields Pack(std::span<const EventField> fields) {
  PackedFields packed{.hot = std::vector<std::string>(kHot.size()), .rest = {}};
  for (const auto& field : fields) {
    const auto index = field.value.empty() ? std::nullopt : HotIndex(field.name);
    if (!index) {
      AppendRest(packed.rest, field);
      continue;
    }
    std::string& column = packed.hot[*index];
    if (!column.empty()) column += kBetween;
    AppendEscaped(column, field.value);
  }
  return packed;
}

std::vector<EventField> Unpack(const PackedFields& packed) {
  std::vector<EventField> fields;
  for (std::size_t i = 0; i < packed.hot.size() && i < kHot.size(); ++i) {
    if (packed.hot[i].empty()) continue;
    for (const auto value : Split(packed.hot[i], kBetween)) {
      fields.push_back({.name = std::string(kHot[i]), .value = UnescapeSeparators(value)});
    }
  }
  for (const auto entry : Split(packed.rest, kBetween)) {
    const auto first = entry.find(kAfterName);
    const auto second = first == std::string_view::npos ? first : entry.find(kAfterName, first + 1);
    if (second == std::string_view::npos || second + 1 >= entry.size()) continue;
    const auto kind = kKinds.find(entry[second + 1]);
    fields.push_back({.name = UnescapeSeparators(entry.substr(0, first)),
                      .value = UnescapeSeparators(entry.substr(first + 1, second - first - 1)),
                      .kind = kind == std::string_view::npos
                                  ? EventField::Kind::kString
                                  : static_cast<EventField::Kind>(kind)});
  }
  return fields;
}

}  // namespace lachan::events
