// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_places.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

#include "events/event_columns.h"

namespace lachan::events {
namespace {

constexpr std::string_view kFieldPrefix = "fields.";

struct CoreField {
  std::string_view name;
  Place::Kind kind;
  std::string_view expression;
};
constexpr std::array<CoreField, 15> kCore = {{
    {"id", Place::Kind::kText, "id"},
    {"host", Place::Kind::kText, "host"},
    {"peer", Place::Kind::kText, "peer"},
    {"format", Place::Kind::kText, "format"},
    {"raw", Place::Kind::kText, "raw"},
    {"source", Place::Kind::kInteger, "source"},
    {"agency", Place::Kind::kInteger, "agency"},
    {"system", Place::Kind::kInteger, "system"},
    {"exercise", Place::Kind::kInteger, "exercise"},
    {"clock_suspect", Place::Kind::kInteger, "clock_suspect"},
    {"time", Place::Kind::kInstant, "time"},
    {"received_at", Place::Kind::kInstant, "received_at"},
    {"logsource.product", Place::Kind::kList, "logsource_product"},
    {"logsource.category", Place::Kind::kList, "logsource_category"},
    {"logsource.service", Place::Kind::kList, "logsource_service"},
}};

constexpr auto kCoreNames = [] {
  std::array<std::string_view, kCore.size()> names;
  for (std::size_t i = 0; i < kCore.size(); ++i) names[i] = kCore[i].name;
  return names;
}();

}  // namespace

std::string_view FieldNameOf(std::string_view field) {
  if (field.starts_with(kFieldPrefix)) field.remove_prefix(kFieldPrefix.size());
  return field;
}

Place PlaceOf(std::string_view field) {
  if (!field.starts_with(kFieldPrefix)) {
    for (const auto& core : kCore) {
      if (core.name == field) return {.kind = core.kind, .column = std::string(core.expression)};
    }
  }
  const std::string_view name = FieldNameOf(field);
  if (const auto hot = HotIndex(name)) {
    return {.kind = Place::Kind::kHot, .column = "`" + HotColumn(*hot) + "`"};
  }
  if (const auto hot = HotIndexIgnoringCase(name)) {
    return {.kind = Place::Kind::kHotAndRest, .column = "`" + HotColumn(*hot) + "`"};
  }
  return {.kind = Place::Kind::kRest, .column = {}};
}

std::span<const std::string_view> CoreFields() { return kCoreNames; }

std::string SplitHot(std::string_view column) {
  return fmt::format("if({0} = '', [], splitByChar('\\x1F', {0}))", column);
}

std::string QuoteRegex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) == 0 && c != '_') {
      if (byte < 0x20 || byte == 0x7f) {
        out += fmt::format("\\x{:02x}", byte);
        continue;
      }
      out += '\\';
    }
    out += c;
  }
  return out;
}

}  // namespace lachan::events
