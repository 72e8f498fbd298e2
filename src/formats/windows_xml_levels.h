// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which elements of a Windows event become fields, the same for its binary and its text form.
/// For the readers of both only.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace lachan::formats::evtx {

/// What the name of an element or attribute means.
enum class Role : std::uint8_t {
  kOther,
  kEvent,
  kSystem,
  kSection,  ///< EventData and its like.
  kData,
  kName,
  kNamespace,  ///< xmlns
};
inline constexpr std::pair<std::string_view, Role> kRoles[] = {
    {"Event", Role::kEvent},
    {"System", Role::kSystem},
    {"EventData", Role::kSection},
    {"UserData", Role::kSection},
    {"ProcessingErrorData", Role::kSection},
    {"DebugData", Role::kSection},
    {"BinaryEventData", Role::kSection},
    {"RenderingInfo", Role::kSection},
    {"Data", Role::kData},
    {"Name", Role::kName},
    {"xmlns", Role::kNamespace},
};
Role RoleOf(std::string_view name);

/// What an element is by its ancestors.
enum class Level : std::uint8_t {
  kDocument,     ///< Outside of every element.
  kEvent,        ///< <Event>
  kSystem,       ///< <System>
  kSystemValue,  ///< A child of <System>.
  kSection,      ///< <EventData> and its like.
  kData,         ///< Anything within a section.
  kIgnored,
};
Level ChildLevel(Level parent, Role child);

/// Text of such an element is a field.
inline bool HasText(Level level) {
  return level == Level::kSystemValue || level == Level::kSection || level == Level::kData;
}
/// <Data Name="…"> gives its field the name it says. Empty, it is an empty text; others are null.
inline bool IsData(Level level, Role role) { return level == Level::kData && role == Role::kData; }
/// Attributes of such an element are fields, but for those of <Data>.
inline bool HasAttributes(Level level) {
  return level == Level::kSystemValue || level == Level::kData;
}

}  // namespace lachan::formats::evtx
