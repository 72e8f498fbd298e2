// SPDX-License-Identifier: Apache-2.0
#include "formats/windows_xml_levels.h"

namespace lachan::formats::evtx {

Role RoleOf(std::string_view name) {
  for (const auto& [known, role] : kRoles) {
    if (name == known) return role;
  }
  return Role::kOther;
}

Level ChildLevel(Level parent, Role child) {
  switch (parent) {
    case Level::kDocument:
      return child == Role::kEvent ? Level::kEvent : Level::kIgnored;
    case Level::kEvent:
      if (child == Role::kSystem) return Level::kSystem;
      return child == Role::kSection ? Level::kSection : Level::kIgnored;
    case Level::kSystem:
      return Level::kSystemValue;
    case Level::kSection:
    case Level::kData:
      return Level::kData;
    case Level::kSystemValue:
    case Level::kIgnored:
      break;
  }
  return Level::kIgnored;
}

}  // namespace lachan::formats::evtx
