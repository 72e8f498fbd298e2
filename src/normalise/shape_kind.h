// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace lachan::normalise {

/// What a record is written in, before any mapping.
enum class ShapeKind : std::uint8_t {
  kText,      ///< Nothing known.
  kSyslog,    ///< Behind the header stands nothing known.
  kJson,      ///< An object.
  kCef,       ///< ArcSight's Common Event Format.
  kLeef,      ///< QRadar's Log Event Extended Format.
  kWeb,       ///< A line of an access log, common or combined.
  kKeyValue,  ///< key=value pairs.
  kXml,       ///< A Windows event as XML.
  kAudit,     ///< A record of Linux's audit system.
  kW3c,       ///< A line under "#Fields: …".
  kZeek,      ///< A line under "#fields…" with tabs.
};
inline constexpr std::string_view kShapeNames[] = {
    "text", "syslog", "json", "cef", "leef", "web", "kv", "windows-xml", "audit", "w3c", "zeek"};
inline constexpr std::size_t kShapeKinds = std::size(kShapeNames);

inline constexpr std::string_view ToString(ShapeKind kind) {
  return kShapeNames[static_cast<std::size_t>(kind)];
}
/// By its name in mappings; empty for others.
constexpr std::optional<ShapeKind> ShapeOf(std::string_view name) {
  for (std::size_t i = 0; i < kShapeKinds; ++i) {
    if (kShapeNames[i] == name) return static_cast<ShapeKind>(i);
  }
  return std::nullopt;
}

}  // namespace lachan::normalise
